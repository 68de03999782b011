// SPDX-License-Identifier: Apache-2.0
#include "door.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <stdexcept>

#include <fmt/format.h>

namespace harmony::fuzz {

namespace {
const std::filesystem::path tests = HARMONY_IOT_TESTS_FOLDER;
}

std::vector<door> doors() {
  std::vector<door> all;
  for (auto* some :
       {contracts_doors, kube_doors, nats_doors, podman_doors, http_doors, command_line_doors, agent_doors, operator_doors})
    std::ranges::move(some(), std::back_inserter(all));
  return all;
}

std::vector<std::filesystem::path> seeds_of(const door& which) {
  std::vector<std::filesystem::path> files;
  const auto corpus = tests / "fuzz" / "corpus" / which.name;
  if (std::filesystem::exists(corpus))
    for (const auto& one : std::filesystem::directory_iterator(corpus)) files.push_back(one.path());
  for (const auto& prefix : which.stored) {
    const auto place = tests / "data" / prefix;
    for (const auto& one : std::filesystem::directory_iterator(place.parent_path()))
      if (one.path().filename().string().starts_with(place.filename().string())) files.push_back(one.path());
  }
  if (files.empty()) throw std::runtime_error("no seeds in " + corpus.string());
  std::ranges::sort(files);
  return files;
}

void promise(bool holds, std::string_view what) {
  if (holds) return;
  fmt::print(stderr, "a promise is broken: {}\n", what);
  std::abort();
}

}  // namespace harmony::fuzz
