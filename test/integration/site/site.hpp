// SPDX-License-Identifier: Apache-2.0
// Everything between a person and a container: a cluster, NATS, the operator process, one device's agent process and podman.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "device.hpp"
#include "hub.hpp"
#include "kit/closing.hpp"
#include "kit/podman_service.hpp"

namespace harmony::test {

using fleet::test::patience;

using kit::container;
using kit::shared_podman;

class site {
 public:
  explicit site(const asio::any_io_executor& executor) : center_(executor) {}

  /// Everything but operator and agent; no container.
  [[nodiscard]] task<void> begin();
  [[nodiscard]] task<void> end();
  /// With the labels that this test's Deployments select by, and these.
  void start_agent(const std::map<std::string, std::string>& more = {}) { start_agent_by(center_.server().url(), more); }
  /// The same, with another way to NATS.
  void start_agent_by(const std::string& nats, const std::map<std::string, std::string>& more = {});
  void stop_agent() { agent_.reset(); }
  [[nodiscard]] kit::process& agent() { return *agent_; }
  [[nodiscard]] const contracts::device_id& device() const { return device_; }
  [[nodiscard]] fleet::test::hub& center() { return center_; }

  /// Applies a web server from one of the two images.
  [[nodiscard]] task<void> apply(std::string name, int version);
  /// Whether the status counts as many devices as there should be, all of them at the current revision and nothing else.
  [[nodiscard]] task<bool> is_complete(std::string name, int version, std::int64_t devices = 1);
  /// All containers, by Deployment.
  [[nodiscard]] static std::vector<container> containers();
  /// What is stored under the device's key; empty if nothing is.
  [[nodiscard]] task<std::string> stored(std::string_view bucket);
  /// What the device reports; nothing if that cannot be read.
  [[nodiscard]] task<std::optional<contracts::device_state>> reported();
  /// As a person with `nats stream rm`.
  [[nodiscard]] task<void> delete_stream(std::string name);
  /// When the stream was made; empty if there is none.
  [[nodiscard]] task<std::string> created(std::string stream);

  /// Looks until it holds; if it never does, the last words of both are shown with the assertion that follows.
  template <class Condition>
  [[nodiscard]] task<bool> becomes(Condition condition) {
    const bool held = co_await center_.becomes(std::move(condition));
    if (!held) UNSCOPED_INFO(last_words());
    co_return held;
  }

 private:
  [[nodiscard]] std::string last_words() const;

  fleet::test::hub center_;
  kit::temp_dir folder_;
  contracts::device_id device_ = contracts::device_id::parse("plc-17").value();
  std::unique_ptr<kit::process> agent_;
};

/// Runs `body(site)`, before operator and agent are started.
template <class Body>
void with_idle_site(Body body) {
  kit::run([&](asio::any_io_executor executor) -> task<void> {
    site all(executor);
    co_await all.begin();
    co_await kit::closing(body(all), [&] { return all.end(); });
  });
}

/// The same, once localhost/web:1 runs as "web".
template <class Body>
void with_site(Body body) {
  with_idle_site([&](site& all) -> task<void> {
    all.center().start_operator();
    all.start_agent();
    co_await all.apply("web", 1);
    REQUIRE(co_await all.becomes([&] { return all.is_complete("web", 1); }));
    REQUIRE(site::containers().size() == 1);
    co_await body(all);
  });
}

}  // namespace harmony::test
