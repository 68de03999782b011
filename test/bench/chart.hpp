// SPDX-License-Identifier: Apache-2.0
// What takes time, as a picture: a bar for what was measured, and in it what the bare calls took.
#pragma once

#include <string>
#include <vector>

#include "bench/figure.hpp"

namespace harmony::bench {

/// An SVG of the figures in ms that have a floor; light and dark pages can show it.
[[nodiscard]] std::string chart(const std::vector<figure>& all);

}  // namespace harmony::bench
