// SPDX-License-Identifier: Apache-2.0
// An agent's workloads over a fake runtime, with a disk and a hub of their own.
#pragma once

#include <map>
#include <vector>

#include "agent/workloads.hpp"
#include "fake_runtime.hpp"
#include "fixtures.hpp"
#include "harmony/base/log.hpp"
#include "harmony/base/run.hpp"
#include "kit/temp_dir.hpp"
#include "recorded_runtime.hpp"

namespace harmony::agent::test {

class workloads_fixture {
 public:
  fake_runtime runtime;
  recorded_runtime record{runtime};
  std::map<contracts::revision, contracts::score> hub;
  std::vector<contracts::phase> phases;            ///< of default/web, as they changed
  std::vector<std::string> told;                   ///< "Info: …", as it happened
  std::chrono::milliseconds longest_silence = 1h;  ///< from the next restart on

  workloads_fixture() { restart(); }
  ~workloads_fixture() { log::redirect(log_before_); }

  /// The agent starts again: only disk and containers are left.
  void restart() {
    held_.emplace(
        record, *desired_cache::open(folder_.path(), device()),
        [this](contracts::revision revision) -> task<result<contracts::score>> {
          const auto found = hub.find(revision);
          if (found == hub.end()) co_return fail(errc::unavailable, "NATS is not there");
          co_return found->second;
        },
        [this] {
          const auto* state = held_->states().find("default/web");
          if (state != nullptr && (phases.empty() || phases.back() != state->phase)) phases.push_back(state->phase);
        },
        [this](contracts::severity severity, const deployment_key& about, std::string_view message) {
          if (about == "default/web") told.push_back(contracts::text_of(severity) + ": " + std::string(message));
        },
        longest_silence);
  }

  /// A document with these scores is what should run; the hub has the scores too.
  void wants(const std::vector<contracts::score>& scores, std::string uid = "uid") {
    for (const auto& one : scores) {
      hub.insert_or_assign(contracts::revision_of(one), one);
      for (const auto& service : one.data.services) runtime.registry.insert(service.image.text());
    }
    held_->take(document(scores, std::move(uid)));
  }

  /// One reconciliation of default/web.
  result<sync::outcome> reconcile() {
    return run([this](auto) { return held_->reconcile("default/web"); });
  }

  /// Reconciles until nothing is left to do; false after many turns.
  bool settle() {
    for (int turn = 0; turn < 20; ++turn) {
      const auto done = reconcile();
      if (done && !done->again_after) return true;
    }
    return false;
  }

  /// As far as the document goes: a folder stands where it is written before it takes its place.
  void disk_is_full(bool full) {
    const auto temporary = folder_.path() / "desired.json.part";
    if (full)
      std::filesystem::create_directories(temporary / "in-the-way");
    else
      std::filesystem::remove_all(temporary);
  }

  workloads& agent() { return *held_; }
  [[nodiscard]] const contracts::deployment_state* state() const { return held_->states().find("default/web"); }

 private:
  kit::temp_dir folder_{kit::quick_folder()};
  std::optional<workloads> held_;
  log::sink log_before_ = log::redirect([](log::level, std::string_view) {});
};

}  // namespace harmony::agent::test
