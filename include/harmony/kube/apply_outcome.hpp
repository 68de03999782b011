// SPDX-License-Identifier: Apache-2.0
// What an apply did, in the words that kubectl's users know.
#pragma once

#include <optional>
#include <string_view>

#include <boost/json/value.hpp>

#include "harmony/base/task.hpp"
#include "harmony/kube/object_api.hpp"

namespace harmony::kube {

enum class apply_outcome { created, configured, unchanged };

/// "created", "configured" or "unchanged": what is printed.
[[nodiscard]] std::string_view name_of(apply_outcome outcome);

/// Decided by the object before (nothing: it was not there) and after. An apply that changes nothing keeps the
/// resourceVersion; a dry run always keeps it, so the contents are compared as well.
[[nodiscard]] apply_outcome outcome_of(const std::optional<boost::json::value>& before, const boost::json::value& after);

struct applied_object {
  apply_outcome outcome;
  boost::json::value object;  ///< as it is now
};

/// Reads, applies, compares. A change by somebody else between the two calls shows as `configured`.
[[nodiscard]] task<result<applied_object>> apply_and_compare(object_api objects, boost::json::value object,
                                                             write_options options);

}  // namespace harmony::kube
