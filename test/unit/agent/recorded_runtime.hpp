// SPDX-License-Identifier: Apache-2.0
// A container runtime between the agent and another one, which remembers what the agent had it do.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "fake_runtime.hpp"

namespace harmony::agent::test {

/// "web of web-1 at 3f2a": a container by what it is, since its id is known only once it is there.
inline std::string text_of(const identity& is) {
  return fmt::format("{} {} of {} at {}", is.deployment, is.service, is.uid, is.revision.substr(0, 6));
}

class recorded_runtime final : public container_runtime {
 public:
  struct call {
    std::string what;
    std::optional<errc> failure{};
  };
  std::vector<call> calls;  ///< that change something, in order

  explicit recorded_runtime(fake_runtime& runtime) : runtime_(runtime) {}

  task<result<std::vector<container>>> list() override { co_return co_await runtime_.list(); }
  task<result<bool>> has_image(const contracts::image_reference& image) override {
    co_return co_await runtime_.has_image(image);
  }
  task<result<void>> pull(const contracts::image_reference& image, std::chrono::milliseconds limit) override {
    co_return noted("pull " + image.text(), co_await runtime_.pull(image, limit));
  }
  task<result<std::string>> create(const identity& is, const contracts::service& from) override {
    co_return noted("create " + text_of(is), co_await runtime_.create(is, from));
  }
  task<result<void>> start(const std::string& id) override {
    co_return noted("start " + name_of(id), co_await runtime_.start(id));
  }
  task<result<void>> remove(const std::string& id) override {
    auto what = "remove " + name_of(id);
    co_return noted(std::move(what), co_await runtime_.remove(id));
  }
  task<void> watch(std::function<void(const deployment_key&)> changed, std::function<void()> interrupted) override {
    co_await runtime_.watch(std::move(changed), std::move(interrupted));
  }

 private:
  template <class Result>
  Result noted(std::string what, Result done) {
    calls.push_back({.what = std::move(what), .failure = done ? std::nullopt : std::optional(done.error().code)});
    return done;
  }

  [[nodiscard]] std::string name_of(const std::string& id) const {
    const auto found = std::ranges::find(runtime_.containers, id, &container::id);
    return found == runtime_.containers.end() ? id : text_of(found->is);
  }

  fake_runtime& runtime_;
};

}  // namespace harmony::agent::test
