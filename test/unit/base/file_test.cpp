// SPDX-License-Identifier: Apache-2.0
#include "harmony/base/file.hpp"

#include <catch2/catch_test_macros.hpp>

#include "kit/temp_dir.hpp"

using namespace harmony;

TEST_CASE("a file holds what was last written, and nothing is left beside it") {
  const kit::temp_dir folder;
  const auto path = folder.path() / "state.json";
  REQUIRE(write_file_atomically(path, "old"));
  REQUIRE(write_file_atomically(path, "new and longer"));
  CHECK(read_file(path) == "new and longer");
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), std::filesystem::directory_iterator()) == 1);
}

TEST_CASE("a file that cannot be replaced stays, and nothing is left beside it") {
  const kit::temp_dir folder;
  const auto path = folder.path() / "state.json";
  std::filesystem::create_directories(path / "in-the-way");
  CHECK_FALSE(write_file_atomically(path, "new"));
  CHECK(std::filesystem::exists(path / "in-the-way"));
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), std::filesystem::directory_iterator()) == 1);
}

TEST_CASE("only the owner can read what was written") {
  const kit::temp_dir folder;
  REQUIRE(write_file_atomically(folder.path() / "secret", "x"));
  const auto mode = std::filesystem::status(folder.path() / "secret").permissions();
  CHECK(mode == (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
}

TEST_CASE("a file that is not there, too large, or in no folder says so") {
  const kit::temp_dir folder;
  CHECK(read_file(folder.path() / "missing").error().code == errc::not_found);
  REQUIRE(write_file_atomically(folder.path() / "large", std::string(100, 'x')));
  CHECK(read_file(folder.path() / "large", 99).error().code == errc::too_large);
  CHECK(read_file(folder.path() / "large", 100)->size() == 100);
  const auto written = write_file_atomically(folder.path() / "no" / "folder", "x");
  REQUIRE_FALSE(written);
  CHECK(written.error().detail == "No such file or directory");
}
