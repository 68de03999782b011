// SPDX-License-Identifier: Apache-2.0
// Everything that a device was told, from its own subject: what stood in its document for a moment only is there too.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "harmony/contracts/desired_state.hpp"
#include "harmony/contracts/names.hpp"
#include "harmony/nats/connection.hpp"
#include "harmony/nats/jetstream.hpp"

namespace harmony::fleet::test {

class record {
 public:
  record(nats::jetstream& streams, const contracts::device_id& device)
      : pushes_(streams.over().subscribe(contracts::desired_subject(device), [this](std::span<nats::message> batch) {
          for (const auto& one : batch) note(contracts::decode_text<contracts::desired_state>(one.payload).value());
        })) {}
  record(const record&) = delete;
  record& operator=(const record&) = delete;

  /// The revisions of each document that said something else than the one before it.
  [[nodiscard]] const std::vector<std::vector<contracts::revision>>& told() const { return told_; }
  /// The same without what it was told as soon as it was known, before it had anything to run.
  [[nodiscard]] std::vector<std::vector<contracts::revision>> orders() const {
    auto told = told_;
    if (!told.empty() && told.front().empty()) told.erase(told.begin());
    return told;
  }

 private:
  void note(const contracts::desired_state& document) {
    std::vector<contracts::revision> now;
    for (const auto& one : document.deployments) now.push_back(one.revision);
    if (told_.empty() || told_.back() != now) told_.push_back(std::move(now));
  }

  std::vector<std::vector<contracts::revision>> told_;
  nats::subscription pushes_;
};

}  // namespace harmony::fleet::test
