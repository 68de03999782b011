// SPDX-License-Identifier: Apache-2.0
// The Deployments of one namespace, as a person with kubectl writes and sees them.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "harmony/contracts/deployment.hpp"
#include "harmony/kube/metadata.hpp"
#include "harmony/kube/object_api.hpp"

namespace harmony::fleet::test {

/// Use while the client lives. Whatever the API server refuses is thrown.
class resources {
 public:
  using look = std::function<bool(const contracts::deployment_status&)>;

  resources(kube::client& server, std::string space);

  [[nodiscard]] task<kube::object_meta> apply(std::string name, contracts::deployment_spec spec) const;
  [[nodiscard]] task<kube::object_meta> patch(std::string name, boost::json::value merged) const;
  /// As somebody who has no business there.
  [[nodiscard]] task<void> overwrite_status(std::string name, contracts::deployment_status status) const;
  [[nodiscard]] task<void> remove(std::string name) const;
  /// Takes every finalizer off and deletes everything, so that the next test's operator finds nothing of this one.
  [[nodiscard]] task<void> discard_all() const;

  [[nodiscard]] task<std::optional<kube::object_meta>> meta(std::string name) const;
  /// Empty as long as nobody wrote one.
  [[nodiscard]] task<contracts::deployment_status> status(std::string name) const;
  [[nodiscard]] task<bool> status_is(std::string name, look holds) const;
  [[nodiscard]] task<bool> gone(std::string name) const;

 private:
  [[nodiscard]] task<std::optional<boost::json::value>> get(std::string name) const;

  kube::object_api objects_;
  std::string space_;
};

/// The condition of that type as "True RolloutComplete"; "absent" if there is none.
[[nodiscard]] std::string shown(const contracts::deployment_status& status, std::string_view type);

}  // namespace harmony::fleet::test
