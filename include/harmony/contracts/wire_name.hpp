// SPDX-License-Identifier: Apache-2.0
// How C++ names are spelled on the wire: members in camelCase, enumerators in CamelCase, as Kubernetes has them.
#pragma once

#include <string>
#include <string_view>

namespace harmony::contracts {

/// "observed_generation" → "observedGeneration"; a trailing underscore (`namespace_`) only avoids a keyword.
[[nodiscard]] std::string member_wire_name(std::string_view member);
/// "does_not_exist" → "DoesNotExist", "podman_v0" → "PodmanV0".
[[nodiscard]] std::string enumerator_wire_name(std::string_view enumerator);

}  // namespace harmony::contracts
