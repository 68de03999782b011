// SPDX-License-Identifier: Apache-2.0
// Where podman 4.3 and 5.x say the same thing in different ways. Pure.
#pragma once

#include <string_view>

#include "harmony/base/result.hpp"

namespace harmony::podman {

/// The prefix of every path: 4.3 to 5.x serve it, and answer in the same shapes under it.
inline constexpr std::string_view api_prefix = "/v4.0.0/libpod";

/// A refused create: a missing image is 404 from 4.8 on, and 500 with words before; a taken name is 409 or 500 with words.
/// A path of the device that is not there is told with what to do.
[[nodiscard]] error create_refusal(unsigned status, std::string_view body);

/// A refused start: errc::conflict, with what to do, for a port of the device that is taken (500 with the words of whoever
/// publishes ports: podman itself, rootlessport or pasta).
[[nodiscard]] error start_refusal(unsigned status, std::string_view body);

/// How a pull ended, from one line of its progress: an error within a 200 is an error. `done` is set by the line that names
/// the image.
[[nodiscard]] result<void> pull_line(std::string_view line, bool& done);

}  // namespace harmony::podman
