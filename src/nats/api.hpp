// SPDX-License-Identifier: Apache-2.0
// One call of JetStream's JSON API over a connection.
#pragma once

#include <chrono>
#include <string>

#include <boost/json/object.hpp>

#include "harmony/nats/connection.hpp"

namespace harmony::nats {

/// Asks `$JS.API.<what>`. An empty body is sent as no body at all, which most calls demand.
[[nodiscard]] task<result<boost::json::object>> call_api(connection& over, std::string what, boost::json::object body,
                                                         std::chrono::milliseconds limit);

}  // namespace harmony::nats
