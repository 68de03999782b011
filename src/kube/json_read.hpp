// SPDX-License-Identifier: Apache-2.0
// Reading documents whose shape is the API server's: a missing member is never an error here.
#pragma once

#include <string_view>

#include <boost/json/value.hpp>

#include "harmony/base/result.hpp"

namespace harmony::kube {

/// Parses a whole document; errc::protocol if it is not JSON. Nesting up to 256 levels: a CRD's schema is deeper than
/// the library's default of 32.
[[nodiscard]] result<boost::json::value> parse_json(std::string_view text);

/// The member, or null if `object` is not an object or has no such member.
[[nodiscard]] const boost::json::value* member(const boost::json::value* object, std::string_view name);
[[nodiscard]] const boost::json::value* member(const boost::json::value& object, std::string_view name);

/// The member's text; empty if it is missing or not a string.
[[nodiscard]] std::string_view text_member(const boost::json::value* object, std::string_view name);
[[nodiscard]] std::string_view text_member(const boost::json::value& object, std::string_view name);

}  // namespace harmony::kube
