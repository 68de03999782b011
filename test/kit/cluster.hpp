// SPDX-License-Identifier: Apache-2.0
// The one API server of a test program, and a namespace of its own for each test.
#pragma once

#include <string>

#include "harmony/kube/client.hpp"
#include "harmony/kube/config.hpp"
#include "kit/kube_apiserver.hpp"

namespace harmony::kit {

/// Started at the first use, stopped at the end of the program.
kube_apiserver& shared_server();

/// The administrator's settings for it, from its kubeconfig.
kube::config admin_config();

/// Creates a namespace that no other test uses and returns its name.
task<std::string> new_namespace(kube::client& server);

}  // namespace harmony::kit
