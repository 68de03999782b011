// SPDX-License-Identifier: Apache-2.0
// What a scalar without quotes means.
#pragma once

#include <optional>
#include <string_view>

#include <boost/json/value.hpp>

namespace harmony::kube {

/// As kubectl reads it (sigs.k8s.io/yaml, whose rules are those of YAML 1.1 in go-yaml's resolve.go): yes and on are true,
/// 0644 is octal, a time is text. Nothing for a number that JSON does not have (.inf, .nan).
[[nodiscard]] std::optional<boost::json::value> plain_scalar(std::string_view text);

}  // namespace harmony::kube
