// SPDX-License-Identifier: Apache-2.0
// A person at a terminal, in a cluster where harmony-iot is installed and with a namespace of their own.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "harmony/contracts/deployment.hpp"
#include "harmony/kube/object_api.hpp"
#include "kit/process.hpp"
#include "kit/run.hpp"

namespace harmony::apply::test {

/// Far above what anything here takes; only a hang meets it.
inline constexpr std::chrono::milliseconds patience = 60s;

class person {
 public:
  explicit person(asio::any_io_executor executor);
  [[nodiscard]] task<void> begin();

  /// Types `harmony-iot apply WORDS… -n <their namespace>`.
  [[nodiscard]] kit::finished types(std::vector<std::string> words) const;
  /// The same, beside the test; what it prints goes to `log`.
  [[nodiscard]] std::unique_ptr<kit::process> begins(std::vector<std::string> words, const std::filesystem::path& log,
                                                     std::map<std::string, std::string> environment = {}) const;
  /// Writes the resource's status, as the operator would.
  [[nodiscard]] task<void> writes_status(std::string name, contracts::deployment_status status);
  [[nodiscard]] const std::string& space() const { return space_; }
  [[nodiscard]] kube::client& cluster() { return cluster_; }
  [[nodiscard]] const kube::object_api& deployments() const { return deployments_; }
  [[nodiscard]] task<std::optional<contracts::deployment_spec>> spec(std::string name) const;

 private:
  kube::client cluster_;
  kube::object_api deployments_;
  std::string space_;
};

template <class Body>
void with_person(Body body) {
  kit::run([&](asio::any_io_executor executor) -> task<void> {
    person one(executor);
    co_await one.begin();
    co_await body(one);
  });
}

}  // namespace harmony::apply::test
