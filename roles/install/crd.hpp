// SPDX-License-Identifier: Apache-2.0
// The CustomResourceDefinition of Deployment, made from the contract types. Pure.
#pragma once

#include "install/core_resources.hpp"

namespace harmony::install {

[[nodiscard]] custom_resource_definition deployment_crd();

}  // namespace harmony::install
