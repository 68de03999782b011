// SPDX-License-Identifier: Apache-2.0
// What the agent finds on its disk.
#include "agent/sealed_document.hpp"
#include "door.hpp"

namespace harmony::fuzz {

namespace {

void desired_cache(std::string_view bytes) {
  const auto read = agent::unsealed(std::string(bytes));
  promise(read || !read.error().message.empty(), "a refusal says why");
  if (read) promise(agent::unsealed(agent::sealed(*read)) == *read, "what is sealed can be unsealed");
}

}  // namespace

std::vector<door> agent_doors() { return {{"desired-cache", desired_cache}}; }

}  // namespace harmony::fuzz
