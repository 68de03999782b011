// SPDX-License-Identifier: Apache-2.0
// A finalizer holds an object until what it caused outside the cluster is undone. Pure: what to do next, and the
// patches for it.
#pragma once

#include <optional>
#include <string_view>

#include <boost/json/array.hpp>

#include "harmony/kube/metadata.hpp"

namespace harmony::kube {

enum class finalizer_step {
  add,      ///< patch the finalizer in and stop: nothing outside the cluster may happen before it is there
  apply,    ///< it is there: do the work
  cleanup,  ///< deletion was asked for: undo the work, then patch the finalizer out
  nothing   ///< being deleted, and not held by us: nothing left to do
};

/// `apply` and `cleanup` may come any number of times, and `cleanup` without an `apply` before it.
[[nodiscard]] finalizer_step plan_finalizer(const object_meta& object, std::string_view finalizer);

/// RFC 6902. Fails as a whole (errc::conflict from `object_api::patch_json`) if the list changed since `object` was read
/// or if the object is another one of that name.
[[nodiscard]] boost::json::array add_finalizer_patch(const object_meta& object, std::string_view finalizer);

/// The same for taking it out; nothing if it is not there.
[[nodiscard]] std::optional<boost::json::array> remove_finalizer_patch(const object_meta& object, std::string_view finalizer);

}  // namespace harmony::kube
