// SPDX-License-Identifier: Apache-2.0
// JSON that a YAML parser reads as what it is. Pure.
#pragma once

#include <string>

#include <boost/json/value.hpp>

namespace harmony::kube {

/// JSON is YAML but for some characters that JSON takes as they are: YAML refuses DEL, the controls from U+0080, U+FEFF, U+FFFE
/// and U+FFFF, and takes U+0085, U+2028 and U+2029 for the end of a line, which within quotes becomes a space. They are escaped
/// here.
[[nodiscard]] std::string json_for_yaml(const boost::json::value& what);

}  // namespace harmony::kube
