// SPDX-License-Identifier: Apache-2.0
// A container runtime in memory. It can fail at its n-th changing call, before or after the call had its effect.
#pragma once

#include <algorithm>
#include <functional>
#include <set>

#include "agent/container_runtime.hpp"

namespace harmony::agent::test {

class fake_runtime final : public container_runtime {
 public:
  std::vector<container> containers;
  std::set<std::string> images;
  std::set<std::string> registry;  ///< what can be pulled
  int changes = 0;                 ///< calls that change something, so far
  int fail_at = 0;                 ///< the call that fails; 0: none
  bool effect_before_failure = false;
  bool ends_at_once = false;          ///< what is started ends before anybody looks
  std::set<std::string> ends;         ///< services that do so alone
  std::set<std::string> unstartable;  ///< services whose container cannot be started
  std::int64_t exit_code = 3;         ///< what they end with
  int pulls = 0;
  std::function<void()> on_pull = [] {};

  std::set<std::string> hanging;                    ///< images whose pull does not end
  int pulling = 0;                                  ///< pulls that run
  std::set<std::string> slow;                       ///< images whose pull ends with its limit, at once
  std::vector<std::chrono::milliseconds> limits{};  ///< of each pull so far

  bool away = false;  ///< nobody answers

  task<result<std::vector<container>>> list() override {
    if (away) co_return fail(errc::unavailable, "there is no socket");
    co_return containers;
  }

  task<result<bool>> has_image(const contracts::image_reference& image) override { co_return images.contains(image.text()); }

  task<result<void>> pull(const contracts::image_reference& image, std::chrono::milliseconds limit) override {
    limits.push_back(limit);
    on_pull();
    ++pulls;
    struct one_more {
      int& of;
      explicit one_more(int& count) : of(count) { ++of; }
      ~one_more() { --of; }
    } const running(pulling);
    if (hanging.contains(image.text())) co_await sleep_for(24h);
    if (slow.contains(image.text())) co_return fail(errc::timeout, "it was not there in time");
    if (!registry.contains(image.text())) co_return fail(errc::failed, "podman could not pull it", "manifest unknown");
    co_return change([&] { images.insert(image.text()); });
  }

  task<result<std::string>> create(const identity& is, const contracts::service& from) override {
    if (!images.contains(from.image.text())) co_return fail(errc::not_found, "no such image");
    if (std::ranges::any_of(containers, [&](const container& one) { return one.is == is; }))
      co_return fail(errc::conflict, "the name is taken");
    const auto id = "c" + std::to_string(++last_id_);
    const auto done = change([&] { containers.push_back({.id = id, .is = is, .restart = from.restart_policy}); });
    if (!done) co_return fail(done.error());
    co_return id;
  }

  task<result<void>> start(const std::string& id) override {
    auto* one = find(id);
    if (one == nullptr) co_return fail(errc::not_found, "no such container");
    if (unstartable.contains(one->is.service)) co_return fail(errc::failed, "podman could not start it", "the port is taken");
    co_return change([&] {
      const bool over = ends_at_once || ends.contains(one->is.service);
      one->running = !over;
      one->started_before = true;
      one->exit_code = over ? std::optional<std::int64_t>(exit_code) : std::nullopt;
    });
  }

  task<result<void>> remove(const std::string& id) override {
    co_return change([&] { std::erase_if(containers, [&](const container& one) { return one.id == id; }); });
  }

  task<void> watch(std::function<void(const deployment_key&)>, std::function<void()>) override { co_return; }

  /// As `podman kill` does.
  void kill_all() {
    for (auto& one : containers) {
      one.running = false;
      one.exit_code = 137;
    }
  }

  [[nodiscard]] std::vector<identity> running() const {
    std::vector<identity> all;
    for (const auto& one : containers)
      if (one.running) all.push_back(one.is);
    return all;
  }

 private:
  template <class Effect>
  result<void> change(Effect effect) {
    const bool fails = ++changes == fail_at;
    if (!fails || effect_before_failure) effect();
    if (fails) return fail(errc::unavailable, "podman went away");
    return {};
  }

  container* find(const std::string& id) {
    const auto found = std::ranges::find(containers, id, &container::id);
    return found == containers.end() ? nullptr : &*found;
  }

  int last_id_ = 0;
};

}  // namespace harmony::agent::test
