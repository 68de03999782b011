// SPDX-License-Identifier: Apache-2.0
// Objects as people keep them in files: JSON or YAML, several in one.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "harmony/base/result.hpp"

namespace harmony::kube {

struct manifest_document {
  boost::json::value content;
  std::size_t line = 1;  ///< where it begins in the text
};

/// Reads a whole file. Text that begins with '{' is JSON, one document or several behind each other; anything else is YAML,
/// read as kubectl reads it. Empty documents are left out. errc::invalid names the line of the first mistake.
[[nodiscard]] result<std::vector<manifest_document>> read_manifest(std::string_view text);

}  // namespace harmony::kube
