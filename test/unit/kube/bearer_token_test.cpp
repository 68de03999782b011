// SPDX-License-Identifier: Apache-2.0
#include "kube/bearer_token.hpp"

#include <catch2/catch_test_macros.hpp>

#include "harmony/base/file.hpp"
#include "harmony/base/log.hpp"
#include "kit/temp_dir.hpp"

using namespace harmony;
using namespace harmony::kube;

TEST_CASE("a token without a file never changes") {
  bearer_token token("fixed", {});
  CHECK(token.current(steady_clock::now()) == "fixed");
  CHECK(bearer_token("", {}).current(steady_clock::now()) == "");
}

TEST_CASE("a replaced token is seen within a minute, and not looked for more often") {
  const kit::temp_dir folder;
  const auto file = folder.path() / "token";
  const auto start = steady_clock::now();
  bearer_token token("", file);
  REQUIRE(write_file_atomically(file, "first\n"));
  CHECK(token.current(start) == "first");
  REQUIRE(write_file_atomically(file, "second\n"));
  CHECK(token.current(start + 59s) == "first");
  CHECK(token.current(start + 60s) == "second");
}

TEST_CASE("a token that was refused is read again at once") {
  const kit::temp_dir folder;
  const auto file = folder.path() / "token";
  const auto start = steady_clock::now();
  bearer_token token("", file);
  REQUIRE(write_file_atomically(file, "first"));
  CHECK(token.current(start) == "first");
  REQUIRE(write_file_atomically(file, "second"));
  token.expire();
  CHECK(token.current(start + 1s) == "second");
}

TEST_CASE("a file that can't be read leaves the last token, and is logged once") {
  const kit::temp_dir folder;
  const auto file = folder.path() / "token";
  const auto start = steady_clock::now();
  bearer_token token("fixed", file);
  int warnings = 0;
  auto before = log::redirect([&](log::level how, std::string_view) { warnings += how == log::level::warning ? 1 : 0; });
  CHECK(token.current(start) == "fixed");
  CHECK(token.current(start + 60s) == "fixed");
  REQUIRE(write_file_atomically(file, ""));
  CHECK(token.current(start + 120s) == "fixed");
  CHECK(warnings == 1);
  REQUIRE(write_file_atomically(file, "new"));
  CHECK(token.current(start + 180s) == "new");
  std::filesystem::remove(file);
  CHECK(token.current(start + 240s) == "new");
  CHECK(warnings == 2);
  log::redirect(std::move(before));
}

TEST_CASE("without any token the missing file is the error") {
  bearer_token token("", "/nonexistent/token");
  const auto failure = token.current(steady_clock::now());
  REQUIRE_FALSE(failure);
  CHECK(failure.error().code == errc::not_found);
  CHECK(failure.error().message == "reading the bearer token: cannot open /nonexistent/token");
}
