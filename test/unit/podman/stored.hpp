// SPDX-License-Identifier: Apache-2.0
// What real podmans answered, one folder a version under test/data/podman: the same containers asked the same way.
#pragma once

#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <boost/json/parse.hpp>

#include "harmony/base/file.hpp"

namespace harmony::podman::test {

inline constexpr auto versions = {"4.3.1", "5.4.2"};

inline std::string stored(const std::string& version, const std::string& file) {
  auto text = read_file(std::filesystem::path(STORED_ANSWERS) / version / file);
  INFO(version << "/" << file);
  REQUIRE(text);
  return std::move(*text);
}

inline boost::json::value stored_json(const std::string& version, const std::string& file) {
  return boost::json::parse(stored(version, file));
}

inline std::vector<std::string> stored_lines(const std::string& version, const std::string& file) {
  std::istringstream text(stored(version, file));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

}  // namespace harmony::podman::test
