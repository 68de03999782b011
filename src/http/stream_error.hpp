// SPDX-License-Identifier: Apache-2.0
// What the operating system and OpenSSL report, as an error that a person can act on.
#pragma once

#include <string_view>

#include <boost/system/error_code.hpp>

#include "harmony/base/result.hpp"

namespace harmony::http {

/// errc::cancelled for an operation that we ended, errc::unauthorized for a refused certificate, theirs or ours, else
/// errc::unavailable.
[[nodiscard]] error stream_error(const boost::system::error_code& code, std::string_view doing, std::string_view server);

}  // namespace harmony::http
