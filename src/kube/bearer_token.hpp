// SPDX-License-Identifier: Apache-2.0
// A bearer token that may be replaced while we run: the kubelet rewrites a pod's within the hour.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "harmony/base/clock.hpp"
#include "harmony/base/result.hpp"

namespace harmony::kube {

class bearer_token {
 public:
  /// `fixed` is used until `file` (if there is one) could be read.
  bearer_token(std::string fixed, std::filesystem::path file) : token_(std::move(fixed)), file_(std::move(file)) {}

  /// The token for a call at `now`, empty if none is configured. Reads the file at most once a minute; while that fails
  /// the last token stays. Fails only if no token was ever there.
  [[nodiscard]] result<std::string> current(steady_clock::time_point now);
  /// The token was refused: the next call reads the file again.
  void expire() { read_at_.reset(); }

 private:
  std::string token_;
  std::filesystem::path file_;
  std::optional<steady_clock::time_point> read_at_{};
  bool readable_ = true;
};

}  // namespace harmony::kube
