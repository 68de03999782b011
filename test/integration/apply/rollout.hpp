// SPDX-License-Identifier: Apache-2.0
// The status that an operator writes in the course of a rollout.
#pragma once

#include <cstdint>
#include <string_view>

#include "harmony/contracts/deployment.hpp"

namespace harmony::apply::test {

/// Of a resource's first generation.
inline contracts::deployment_status rolled_out(std::int64_t ready, std::int64_t failed, std::int64_t matched) {
  const auto condition = [](std::string_view type, bool holds, std::string_view reason) {
    contracts::condition one;
    one.type = type;
    one.status = holds ? contracts::condition_status::true_ : contracts::condition_status::false_;
    one.observed_generation = 1;
    one.reason = reason;
    one.message = "As the test says.";
    return one;
  };
  contracts::deployment_status status;
  status.observed_generation = 1;
  status.update_revision = contracts::revision::parse(std::string(64, 'b')).value();
  if (matched > 0 && ready == matched) status.current_revision = status.update_revision;
  status.aggregate.matched = matched;
  status.aggregate.succeeded = ready;
  status.aggregate.updated = ready + failed;
  status.aggregate.failed = failed;
  status.aggregate.pending = matched - ready - failed;
  if (failed > 0)
    status.aggregate.last_error = {
        .device_id = contracts::device_id::parse("plc-17").value(), .message = "no such image", .at = {}};
  status.conditions = {condition("Ready", ready == matched, matched == 0 ? "NoMatchingDevices" : "RollingOut"),
                       condition("Stalled", failed > 0 && status.aggregate.pending == 0, "DevicesFailed"),
                       condition("SelectorMatched", matched > 0, "DevicesMatched")};
  return status;
}

inline const std::vector<std::string> web_watched{"--name",          "web",    "--to", "site=lyon", "--image",
                                                  "localhost/web:1", "--watch"};

}  // namespace harmony::apply::test
