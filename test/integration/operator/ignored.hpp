// SPDX-License-Identifier: Apache-2.0
// Documents that the operator could not use: each counts in a metric, the first under each name is in the log.
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "hub.hpp"
#include "kit/times.hpp"

namespace harmony::fleet::test {

/// `kind` is a bucket, or what a message should have been.
inline task<bool> has_ignored(hub& all, std::string_view kind, std::size_t count) {
  co_return (co_await all.ask("/metrics"))
      .body.contains(fmt::format("\nharmony_iot_documents_ignored_total{{bucket=\"{}\"}} {}\n", kind, count));
}

/// How often it was logged.
inline std::size_t told_ignored(const hub& all, std::string_view kind, std::string_view name) {
  return kit::times(fmt::format("document ignored; more from there are only counted kind={} name={} ", kind, name), all.log());
}

}  // namespace harmony::fleet::test
