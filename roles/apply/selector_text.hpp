// SPDX-License-Identifier: Apache-2.0
// The label selector that `kubectl -l` takes, as text. Pure.
#pragma once

#include <string_view>

#include "harmony/base/result.hpp"
#include "harmony/contracts/deployment.hpp"

namespace harmony::apply {

/// Adds what the text asks for to `selector`: `site=lyon`, `site==lyon`, `env!=test`, `tier in (edge,core)`,
/// `tier notin (lab)`, `retired`, `!retired`, with ',' between them; all have to hold. Grammar:
/// https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#api, without `>` and `<`, which the resource's
/// selector does not have. errc::invalid names the column and what is expected there; `selector` is then half done.
[[nodiscard]] result<void> read_selector(std::string_view text, contracts::label_selector& selector);

}  // namespace harmony::apply
