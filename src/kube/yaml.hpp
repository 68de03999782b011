// SPDX-License-Identifier: Apache-2.0
// The one door through which YAML comes in. yaml-cpp throws; nothing behind this does.
#pragma once

#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "harmony/base/result.hpp"
#include "harmony/kube/manifest.hpp"

namespace harmony::kube {

/// Reads the first document. Scalars stay text ("true", "6443"), because their type depends on who reads them.
/// errc::invalid, with the line, for a mistake and for a document that aliases blow up.
[[nodiscard]] result<boost::json::value> parse_yaml(std::string_view text);

/// Reads every document that is not empty, its scalars as kubectl does (yaml_scalar.hpp). A key that is there twice is a
/// mistake too.
[[nodiscard]] result<std::vector<manifest_document>> parse_yaml_documents(std::string_view text);

}  // namespace harmony::kube
