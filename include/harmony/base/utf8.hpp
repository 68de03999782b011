// SPDX-License-Identifier: Apache-2.0
// Texts of other programs, character by character (RFC 3629). Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace harmony {

/// Bytes of the character that the text, which is not empty, begins with; 0 if it begins with none: overlong forms, surrogates
/// and what lies above U+10FFFF are none.
[[nodiscard]] std::size_t character_size(std::string_view text);

/// How many characters a well-formed text has.
[[nodiscard]] std::size_t code_points(std::string_view text);

/// The beginning of a well-formed text, of at most `most` bytes, without half a character at its end.
[[nodiscard]] std::string_view beginning(std::string_view text, std::size_t most);

/// Another program's words as one well-formed line of at most `most` bytes: what is no character becomes '?', a control
/// character a space.
[[nodiscard]] std::string one_line(std::string_view text, std::size_t most);

}  // namespace harmony
