// SPDX-License-Identifier: Apache-2.0
// The containers that a round of faults begins with: those that nobody had a reason to touch have to be there at its end.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "soak/ground.hpp"

namespace harmony::soak {

/// By device and "namespace/name".
using standing = std::map<std::string, std::map<std::string, kit::container>>;
/// Of this moment; forgets what happened to devices before it.
[[nodiscard]] standing begin_round(ground& all);

/// About those of them that nobody had a reason to touch: their Deployment is as it was, nobody killed them, and their device
/// kept its power. `changed` has "namespace/name" of Deployments.
struct comparison {
  std::size_t compared = 0;
  std::vector<std::string> touched{};  ///< replaced, started again, or gone
};
[[nodiscard]] comparison compare(ground& all, const standing& before, const std::set<std::string>& changed);

}  // namespace harmony::soak
