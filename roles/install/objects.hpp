// SPDX-License-Identifier: Apache-2.0
// What `harmony-iot install` puts into a cluster. Pure.
#pragma once

#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include "harmony/contracts/names.hpp"
#include "harmony/kube/resource.hpp"

namespace harmony::install {

struct cluster_settings {
  std::string namespace_ = std::string(contracts::operator_namespace);  ///< where the operator lives
};

struct planned_object {
  kube::resource type;
  boost::json::value object;
};

/// In the order in which they have to be applied: what others refer to comes first.
[[nodiscard]] std::vector<planned_object> plan_cluster(const cluster_settings& settings);

}  // namespace harmony::install
