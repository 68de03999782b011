// SPDX-License-Identifier: Apache-2.0
#include "kit/programs.hpp"

#include <cstdlib>
#include <stdexcept>

namespace harmony::kit {

namespace {

/// What ./dev test puts there.
std::filesystem::path cached(const std::filesystem::path& place) {
  const char* cache = std::getenv("HARMONY_IOT_CACHE");
  if (cache == nullptr) throw std::runtime_error("HARMONY_IOT_CACHE is not set: run this through ./dev test");
  auto found = cache / place;
  if (!std::filesystem::exists(found)) throw std::runtime_error(found.string() + " is not there: ./dev test makes it");
  return found;
}

}  // namespace

std::filesystem::path server_program(std::string_view name) { return cached(std::filesystem::path("servers") / name / name); }

std::filesystem::path podman_root() { return cached("servers/podman"); }

std::filesystem::path harmony_iot() { return HARMONY_IOT_PROGRAM; }

}  // namespace harmony::kit
