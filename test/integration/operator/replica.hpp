// SPDX-License-Identifier: Apache-2.0
// One operator process.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "harmony/base/task.hpp"
#include "harmony/http/message.hpp"
#include "kit/process.hpp"

namespace harmony::fleet::test {

/// Options of an operator that notices soon that it leads no more.
[[nodiscard]] inline std::vector<std::string> quick_election(std::string lease, std::string renew) {
  return {"--leader-elect-lease-duration", std::move(lease), "--leader-elect-renew-deadline", std::move(renew),
          "--leader-elect-retry-period",   "200ms"};
}

class replica {
 public:
  /// Starts it; what it says goes to `log`.
  replica(asio::any_io_executor executor, const std::string& nats, const std::filesystem::path& kubeconfig,
          std::filesystem::path log, std::vector<std::string> more = {});

  /// As a pod is stopped; returns the exit code.
  int stop();
  /// The same for one behind relays of this test, which have to go on meanwhile: it gives its Lease up through them.
  [[nodiscard]] task<int> stop_behind_relays();
  /// Its exit code once it has ended; throws if it does not.
  int ended();
  /// The same while relays of this test go on.
  [[nodiscard]] task<int> ended_behind_relays();
  void signal(int number) const { process_.signal(number); }
  /// What it answers to GET.
  [[nodiscard]] task<http::response> ask(std::string path) const;
  [[nodiscard]] task<bool> is_ready() const;
  /// Whether readiness fails with a line that begins like this and has these words.
  [[nodiscard]] task<bool> fails_ready(std::string beginning, std::string words) const;
  /// Whether it has said that it leads.
  [[nodiscard]] bool leads() const { return log().contains("info    leading "); }
  [[nodiscard]] std::string log() const { return process_.log(); }

 private:
  asio::any_io_executor executor_;
  std::uint16_t port_;
  kit::process process_;
};

}  // namespace harmony::fleet::test
