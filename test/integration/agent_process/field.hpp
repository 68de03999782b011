// SPDX-License-Identifier: Apache-2.0
// One device in the field: podman, the agent process, and a NATS server whose other side, the operator, the test plays.
#pragma once

#include <csignal>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "harmony/contracts/desired_state.hpp"
#include "harmony/contracts/device.hpp"
#include "harmony/nats/kv.hpp"
#include "kit/closing.hpp"
#include "kit/eventually.hpp"
#include "kit/nats_server.hpp"
#include "kit/podman_service.hpp"
#include "kit/relay.hpp"
#include "kit/run.hpp"
#include "kit/temp_dir.hpp"

namespace harmony::agent::test {

/// Far above what anything here takes; only a hang meets it.
inline constexpr std::chrono::milliseconds patience = 180s;

using kit::container;
using kit::shared_podman;

class field {
 public:
  explicit field(asio::any_io_executor executor);

  /// No container, connected to NATS, no bucket yet.
  [[nodiscard]] task<void> begin();
  [[nodiscard]] task<void> end();
  /// As the operator makes them.
  [[nodiscard]] task<void> make_buckets();
  /// Stopped and started, the agent meanwhile running.
  [[nodiscard]] task<void> restart_nats(bool with_its_data);
  void start_agent() { start_agent(shared_podman().socket()); }
  /// One that reaches podman by another socket.
  void start_agent(const std::filesystem::path& socket);
  /// A way to podman by a socket of its own, for such a one.
  [[nodiscard]] kit::relay relay_to_podman(kit::relay::options how = {}) const;
  /// One whose machine has been up for so long, as the clocks tell that count from its start (time_namespaces(7)).
  void start_agent_after(std::chrono::seconds up);
  /// As a kernel without memory does.
  void kill_agent() const { agent_->signal(SIGKILL); }
  /// As a device loses power: agent, podman and every container at once. The disk stays, and what is on the network.
  void power_cut() const;
  /// Podman first, then the agent, as the units of a device start them.
  void boot();
  /// SIGTERM, as systemd stops it; returns the exit code.
  int stop_agent();
  [[nodiscard]] std::string log() const { return agent_->log(); }
  /// How often the agent's log has these words.
  [[nodiscard]] std::size_t said(std::string_view words) const;
  [[nodiscard]] const asio::any_io_executor& executor() const { return executor_; }
  [[nodiscard]] std::filesystem::path folder() const { return folder_.path(); }
  [[nodiscard]] kit::nats_server& server() { return server_; }
  [[nodiscard]] nats::jetstream& streams() { return streams_; }
  [[nodiscard]] std::filesystem::path state_folder() const { return folder_.path() / "state"; }
  [[nodiscard]] const contracts::device_id& device() const { return device_; }

  /// An order to run the score under that name, in the namespace "plant".
  [[nodiscard]] contracts::desired_deployment entry(std::string_view name, const contracts::score& score) const;
  [[nodiscard]] task<void> store(contracts::revision name, contracts::score content);
  /// Writes the desired document, and nothing else.
  [[nodiscard]] task<void> order(std::vector<contracts::desired_deployment> entries);
  /// Stores the score, then orders it as the only Deployment, and waits until it runs.
  [[nodiscard]] task<bool> runs(std::string name, contracts::score score);

  /// What the agent has on its disk; nothing if there is nothing that can be read.
  [[nodiscard]] std::optional<contracts::desired_state> on_disk() const;
  /// What is stored under the device's key; empty if nothing is.
  [[nodiscard]] task<std::string> stored(std::string_view bucket);
  [[nodiscard]] task<void> put(std::string_view bucket, std::string value);
  /// The device's state as it was reported last.
  [[nodiscard]] task<std::optional<contracts::device_state>> state();
  /// Whether exactly one Deployment is reported, in that phase.
  [[nodiscard]] task<bool> is_in(contracts::phase phase);
  [[nodiscard]] task<bool> reports_nothing();

  /// The hub loses what the device reported last: what is there afterwards is news.
  [[nodiscard]] task<void> forget_report();

  [[nodiscard]] static std::vector<container> containers() { return shared_podman().containers(); }

  /// Whether there is one container, of that revision, and it runs.
  [[nodiscard]] static bool runs_only(std::string_view revision);

  /// Looks until it holds; if it never does, the agent's last words are shown with the assertion that follows.
  template <class Condition>
  [[nodiscard]] task<bool> becomes(Condition condition) {
    const bool held = co_await kit::eventually(patience, std::move(condition));
    if (!held) UNSCOPED_INFO(last_words());
    co_return held;
  }

 private:
  /// By another program if need be: the words that run a command.
  void start_agent(const std::filesystem::path& socket, std::vector<std::string> by);
  [[nodiscard]] std::string last_words() const;

  asio::any_io_executor executor_;
  kit::temp_dir folder_;
  kit::nats_server server_;
  nats::connection link_;
  nats::jetstream streams_;
  contracts::device_id device_;
  std::unique_ptr<kit::process> agent_;
};

/// Runs `body(field)`, before the agent is started and before there are buckets.
template <class Body>
void with_field(Body body) {
  kit::run([&](asio::any_io_executor executor) -> task<void> {
    field all(executor);
    co_await all.begin();
    co_await kit::closing(body(all), [&] { return all.end(); });
  });
}

/// The same with buckets and the agent.
template <class Body>
void with_agent(Body body) {
  with_field([&](field& all) -> task<void> {
    co_await all.make_buckets();
    all.start_agent();
    co_await body(all);
  });
}

/// A web server from one of the two images.
[[nodiscard]] contracts::score web(int version);

}  // namespace harmony::agent::test
