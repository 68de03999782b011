// SPDX-License-Identifier: Apache-2.0
#include "kit/programs.hpp"

#include <cstdlib>
#include <stdexcept>

namespace harmony::kit {

std::filesystem::path server_program(std::string_view name) {
  const char* cache = std::getenv("HARMONY_IOT_CACHE");
  if (cache == nullptr) throw std::runtime_error("HARMONY_IOT_CACHE is not set: run this through ./dev test");
  auto program = std::filesystem::path(cache) / "servers" / name / name;
  if (!std::filesystem::exists(program)) throw std::runtime_error(program.string() + " is not there: ./dev test builds it");
  return program;
}

std::filesystem::path harmony_iot() { return HARMONY_IOT_PROGRAM; }

}  // namespace harmony::kit
