// SPDX-License-Identifier: Apache-2.0
// What the benchmark measures on: real servers, and the operator and one agent of this build.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harmony/contracts/deployment.hpp"
#include "harmony/contracts/device.hpp"
#include "harmony/nats/jetstream.hpp"
#include "harmony/podman/client.hpp"
#include "kit/good.hpp"
#include "kit/kube_apiserver.hpp"
#include "kit/nats_server.hpp"
#include "kit/podman_service.hpp"
#include "kit/process.hpp"
#include "kit/temp_dir.hpp"

namespace harmony::bench {

/// Far above what anything here takes; only a hang meets it.
inline constexpr std::chrono::milliseconds patience = 60s;
/// What was set in motion has come to rest: status writes, podman's clean-up processes.
inline constexpr std::chrono::milliseconds calm = 500ms;

inline constexpr auto image = "localhost/bench:1";

[[nodiscard]] inline double in_ms(std::chrono::nanoseconds took) {
  return std::chrono::duration<double, std::milli>(took).count();
}

using kit::good;

class stage {
 public:
  /// NATS, podman with the image. Nothing of ours runs.
  explicit stage(asio::any_io_executor executor);

  /// etcd, kube-apiserver, and our resource in it.
  void start_cluster();
  /// With the label site=DEVICE.
  void start_agent(const std::string& device);
  void stop_agent() { agent_.reset(); }
  /// Does not wait for anything.
  void start_operator();
  /// Looks every millisecond.
  [[nodiscard]] task<void> operator_ready();
  void stop_operator() { operator_.reset(); }

  [[nodiscard]] const asio::any_io_executor& executor() const { return executor_; }
  [[nodiscard]] kit::kube_apiserver& cluster() { return *cluster_; }
  [[nodiscard]] kit::nats_server& nats() { return nats_; }
  [[nodiscard]] kit::podman_service& podman() { return podman_; }
  [[nodiscard]] podman::client libpod() { return {executor_, podman_.socket().string()}; }
  [[nodiscard]] pid_t agent() const { return agent_->id(); }
  [[nodiscard]] pid_t operator_process() const { return operator_->id(); }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
  /// The end of what the operator and the agent said.
  [[nodiscard]] std::string last_words() const;

 private:
  asio::any_io_executor executor_;
  kit::temp_dir folder_;
  kit::temp_dir on_disk_;  // the agent's state: memory would hide what it writes
  kit::nats_server nats_;
  kit::podman_service podman_;
  std::unique_ptr<kit::kube_apiserver> cluster_;
  std::unique_ptr<kit::process> agent_;
  std::unique_ptr<kit::process> operator_;
  std::uint16_t health_port_;
};

/// A connection of the benchmark's own. While it is open it is heard on the wire.
class line {
 public:
  explicit line(stage& on);
  [[nodiscard]] task<void> begin();
  [[nodiscard]] task<void> end() { return link_.close(); }
  [[nodiscard]] nats::jetstream& streams() { return streams_; }
  [[nodiscard]] nats::connection& link() { return link_; }
  [[nodiscard]] const asio::any_io_executor& executor() const { return executor_; }

 private:
  asio::any_io_executor executor_;
  nats::connection link_;
  nats::jetstream streams_;
};

/// What comes on a subject, from its making on.
class ear {
 public:
  ear(line& over, const std::string& subject);
  /// Waits for the next message for which `fits` holds, and says when it came; throws if none does.
  [[nodiscard]] task<steady_clock::time_point> hears(std::function<bool(const nats::message&)> fits);
  void forget() { came_.clear(); }

 private:
  struct heard {
    steady_clock::time_point at;
    nats::message what;
  };
  std::vector<heard> came_;
  wakeup more_;
  nats::subscription listening_;
};

}  // namespace harmony::bench
