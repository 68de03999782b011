// SPDX-License-Identifier: Apache-2.0
#include "harmony/base/log.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace harmony;

namespace {

/// The line that `write` makes, without its time stamp.
std::string line_of(log::format how, const std::function<void()>& write) {
  std::string line;
  log::configure(log::level::debug, how);
  auto before = log::redirect([&](log::level, std::string_view text) { line = text; });
  write();
  log::redirect(std::move(before));
  log::configure(log::level::info, log::format::text);
  const auto stamp = line.find('Z');
  return stamp == std::string::npos ? line : line.substr(stamp + 1);
}

}  // namespace

TEST_CASE("text lines quote what a reader could mistake") {
  const auto line = line_of(log::format::text, [] {
    log::warning("pull failed",
                 {{"image", "web:1"}, {"try", 3}, {"reason", "no such \"tag\""}, {"last", false}, {"empty", ""}});
  });
  CHECK(line == R"( warning pull failed image=web:1 try=3 reason="no such \"tag\"" last=false empty="")");
}

TEST_CASE("JSON lines keep numbers bare and strings escaped") {
  const auto line =
      line_of(log::format::json, [] { log::info("state changed", {{"n", 3}, {"text", "a\nb"}, {"flag", true}}); });
  CHECK(line == R"(","level":"info","msg":"state changed","n":3,"text":"a\nb","flag":true})");
}

TEST_CASE("an error is logged with everything it says") {
  const error failure{.code = errc::forbidden, .message = "cannot write", .detail = "denied", .hint = "check the role"};
  const auto line = line_of(log::format::text, [&] { log::error("reconcile failed", {failure}); });
  CHECK(line == R"|( error   reconcile failed error="cannot write: \"denied\" (check the role)")|");
}

TEST_CASE("lines below the least level are dropped") {
  int lines = 0;
  log::configure(log::level::warning, log::format::text);
  auto before = log::redirect([&](log::level, std::string_view) { ++lines; });
  log::info("not this");
  log::warning("this");
  log::redirect(std::move(before));
  log::configure(log::level::info, log::format::text);
  CHECK(lines == 1);
}
