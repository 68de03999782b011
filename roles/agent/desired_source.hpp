// SPDX-License-Identifier: Apache-2.0
// Where desired documents come from: a plain subscription for news, a Direct Get for what is there (data-model.md §3). No
// watch: a consumer a device is what nats-server refuses first.
#pragma once

#include <functional>

#include "agent/desired_sync.hpp"
#include "harmony/base/task.hpp"
#include "harmony/contracts/desired_state.hpp"
#include "harmony/contracts/score.hpp"
#include "harmony/nats/connection.hpp"
#include "harmony/nats/jetstream.hpp"

namespace harmony::agent {

class desired_source {
 public:
  /// `documents` gets each document that is newer than what it got before, and is about this device.
  desired_source(nats::jetstream& streams, contracts::device_id device,
                 std::function<void(contracts::desired_state)> documents);

  /// Until cancelled. Documents that cannot be read, or are about another device, are logged and change nothing.
  [[nodiscard]] task<void> run();
  /// A score by its revision; errc::protocol if its content is not what its name says.
  [[nodiscard]] task<result<contracts::score>> score(contracts::revision revision);

 private:
  void on_push(const nats::message& pushed, wakeup& read_again);
  void on_nothing();
  void take(document_version which, std::string_view body);
  /// True if the document was read, or there is none yet.
  [[nodiscard]] task<result<void>> read();

  nats::jetstream& streams_;
  contracts::device_id device_;
  std::function<void(contracts::desired_state)> documents_;
  desired_sync sync_;
  bool missing_logged_ = false;
  std::optional<document_version> ignored_;  // told: it is read again every few minutes
};

}  // namespace harmony::agent
