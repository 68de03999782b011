// SPDX-License-Identifier: Apache-2.0
// The one API server of this program, and a namespace of its own for each test.
#pragma once

#include <string>

#include "harmony/kube/client.hpp"
#include "harmony/kube/object_api.hpp"
#include "kit/kube_apiserver.hpp"

namespace harmony::kube::test {

extern const resource config_maps;

/// Started at the first use, stopped at the end of the program.
kit::kube_apiserver& shared_server();

/// The administrator's settings for it, from its kubeconfig.
config admin_config();

/// Creates a namespace that no other test uses and returns its name.
task<std::string> new_namespace(client& server);

/// A ConfigMap with one entry in `data`.
boost::json::value config_map(const object_key& key, std::string_view entry, std::string_view value);

}  // namespace harmony::kube::test
