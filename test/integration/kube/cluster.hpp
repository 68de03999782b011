// SPDX-License-Identifier: Apache-2.0
// What every test here uses: the program's one API server, and ConfigMaps as objects without meaning.
#pragma once

#include <string>

#include "harmony/kube/client.hpp"
#include "harmony/kube/object_api.hpp"
#include "kit/cluster.hpp"

namespace harmony::kube::test {

using kit::admin_config;
using kit::new_namespace;
using kit::shared_server;

extern const resource config_maps;

/// A ConfigMap with one entry in `data`.
boost::json::value config_map(const object_key& key, std::string_view entry, std::string_view value);

}  // namespace harmony::kube::test
