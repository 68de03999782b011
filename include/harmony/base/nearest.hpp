// SPDX-License-Identifier: Apache-2.0
// What somebody who mistyped a word may have meant. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace harmony {

/// How many letters have to be put in, left out, replaced or swapped with their neighbour to make one of the other
/// (Damerau-Levenshtein in its restricted form: no letter is touched twice).
[[nodiscard]] std::size_t edit_distance(std::string_view one, std::string_view other);

/// The known word that is nearest, if it is near: no more than a third of its letters, and one, differ. Of equals the first.
[[nodiscard]] std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> known);

}  // namespace harmony
