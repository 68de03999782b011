// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/finalizer.hpp"

#include <algorithm>
#include <string>

#include <boost/json/object.hpp>
#include <boost/json/value_from.hpp>

namespace harmony::kube {
namespace {

constexpr std::string_view list_path = "/metadata/finalizers";

boost::json::object operation(std::string_view verb, std::string_view path) { return {{"op", verb}, {"path", path}}; }

boost::json::object operation(std::string_view verb, std::string_view path, boost::json::value value) {
  auto made = operation(verb, path);
  made["value"] = std::move(value);
  return made;
}

/// Without this, a finalizer that was put on a new object of the same name would be taken off for the old one's sake.
boost::json::object same_object(const object_meta& object) {
  return operation("test", "/metadata/uid", boost::json::string(object.uid));
}

}  // namespace

finalizer_step plan_finalizer(const object_meta& object, std::string_view finalizer) {
  const bool held = std::ranges::contains(object.finalizers, finalizer);
  if (object.deleting()) return held ? finalizer_step::cleanup : finalizer_step::nothing;
  return held ? finalizer_step::apply : finalizer_step::add;
}

boost::json::array add_finalizer_patch(const object_meta& object, std::string_view finalizer) {
  boost::json::array patch{same_object(object)};
  if (object.finalizers.empty()) {
    // A missing member equals null for the server's patch library, so this also proves that nobody else added one.
    patch.push_back(operation("test", list_path, nullptr));
    patch.push_back(operation("add", list_path, boost::json::array{finalizer}));
  } else {
    patch.push_back(operation("test", list_path, boost::json::value_from(object.finalizers)));
    patch.push_back(operation("add", std::string(list_path) + "/-", boost::json::string(finalizer)));
  }
  return patch;
}

std::optional<boost::json::array> remove_finalizer_patch(const object_meta& object, std::string_view finalizer) {
  const auto found = std::ranges::find(object.finalizers, finalizer);
  if (found == object.finalizers.end()) return {};
  const auto path = std::string(list_path) + "/" + std::to_string(found - object.finalizers.begin());
  // The index is only good as long as the test holds: never take off somebody else's finalizer.
  return boost::json::array{same_object(object), operation("test", path, boost::json::string(finalizer)),
                            operation("remove", path)};
}

}  // namespace harmony::kube
