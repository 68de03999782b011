// SPDX-License-Identifier: Apache-2.0
// A cluster with harmony-iot in it, a NATS server, and the operator process between them. The test plays people and devices.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "harmony/contracts/deployment.hpp"
#include "harmony/http/message.hpp"
#include "harmony/nats/connection.hpp"
#include "harmony/nats/jetstream.hpp"
#include "kit/closing.hpp"
#include "kit/eventually.hpp"
#include "kit/nats_server.hpp"
#include "kit/relay.hpp"
#include "kit/run.hpp"
#include "kit/temp_dir.hpp"
#include "replica.hpp"
#include "resources.hpp"

namespace harmony::fleet::test {

/// Far above what anything here takes; only a hang meets it.
inline constexpr std::chrono::milliseconds patience = 180s;

class hub {
 public:
  explicit hub(asio::any_io_executor executor);

  /// Everything but the operator: installed, a namespace of its own, connected to NATS.
  [[nodiscard]] task<void> begin();
  [[nodiscard]] task<void> end();
  void start_operator(std::vector<std::string> more = {});
  [[nodiscard]] replica& running() { return *operator_; }
  /// One more operator, beside it.
  [[nodiscard]] std::unique_ptr<replica> another(std::vector<std::string> more = {});
  /// One more that reaches its servers by other ways: `kubeconfig` is a file.
  [[nodiscard]] std::unique_ptr<replica> by(const std::string& nats, const std::filesystem::path& kubeconfig,
                                            std::vector<std::string> more = {});
  /// As a pod is stopped; returns the exit code.
  int stop_operator() { return operator_->stop(); }
  [[nodiscard]] task<bool> is_ready() const { return operator_->is_ready(); }
  /// What the operator answers to GET.
  [[nodiscard]] task<http::response> ask(std::string path) const { return operator_->ask(std::move(path)); }
  [[nodiscard]] std::string log() const { return operator_->log(); }

  [[nodiscard]] const asio::any_io_executor& executor() const { return executor_; }
  /// Where a relay leads to.
  [[nodiscard]] http::endpoint nats_address() const;
  [[nodiscard]] http::endpoint cluster_address() const;
  /// The operator's kubeconfig, but by way of a relay, to which no TLS is spoken.
  [[nodiscard]] std::filesystem::path kubeconfig_by(const kit::relay& way) const;
  [[nodiscard]] const std::string& space() const { return space_; }
  [[nodiscard]] kube::client& cluster() { return cluster_; }
  [[nodiscard]] const resources& deployments() const { return *deployments_; }
  [[nodiscard]] kit::nats_server& server() { return server_; }
  [[nodiscard]] nats::jetstream& streams() { return streams_; }

  /// The labels that this test's devices carry, and nobody else's.
  [[nodiscard]] contracts::labels matching() const;
  /// One container for those devices.
  [[nodiscard]] contracts::deployment_spec spec(std::string_view image) const;

  /// Looks until it holds; if it never does, the operator's last words are shown with the assertion that follows.
  template <class Condition>
  [[nodiscard]] task<bool> becomes(Condition condition) {
    const bool held = co_await kit::eventually(patience, std::move(condition));
    if (!held) UNSCOPED_INFO(last_words());
    co_return held;
  }
  /// Of the operator's account.
  [[nodiscard]] std::filesystem::path kubeconfig() const { return folder_.path() / "kubeconfig"; }
  /// Returns when every status write that the operator owed has been made: it writes one a second and resource, so the
  /// second write on a resource that is news comes after all of them.
  [[nodiscard]] task<bool> settles();

 private:
  [[nodiscard]] std::string last_words() const;

  asio::any_io_executor executor_;
  kit::temp_dir folder_;
  kit::nats_server server_;
  kube::client cluster_;
  nats::connection link_;
  nats::jetstream streams_;
  std::optional<resources> deployments_;
  std::string space_;
  std::unique_ptr<replica> operator_;
  int started_ = 0;
  int settled_ = 0;
};

/// Runs `body(hub)`, before the operator is started.
template <class Body>
void with_hub(Body body) {
  kit::run([&](asio::any_io_executor executor) -> task<void> {
    hub all(executor);
    co_await all.begin();
    co_await kit::closing(body(all), [&] { return all.end(); });
  });
}

/// The same, once the operator says that it is ready, and leads.
template <class Body>
void with_operator(Body body) {
  with_hub([&](hub& all) -> task<void> {
    all.start_operator();
    REQUIRE(co_await all.becomes([&] { return all.is_ready(); }));
    REQUIRE(co_await all.becomes([&] { return all.running().leads(); }));
    co_await body(all);
  });
}

}  // namespace harmony::fleet::test
