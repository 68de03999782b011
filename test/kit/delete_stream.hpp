// SPDX-License-Identifier: Apache-2.0
// What nobody but a person does to a NATS server.
#pragma once

#include <string>

#include "harmony/nats/connection.hpp"

namespace harmony::kit {

/// As `nats stream rm` does. Whether the server says that it is done.
[[nodiscard]] inline task<bool> delete_stream(nats::connection& over, std::string name, std::chrono::milliseconds limit) {
  const auto answer = co_await over.request({.subject = "$JS.API.STREAM.DELETE." + name}, limit);
  co_return answer && answer->payload.contains(R"("success":true)");
}

}  // namespace harmony::kit
