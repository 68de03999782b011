// SPDX-License-Identifier: Apache-2.0
// An operator's fleet and everything around it, in memory: the cluster, the buckets, devices, and the reconcilers' part in
// the order that a history says. Beside the fleet stands what it was told, to be compared with.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "history_feed.hpp"
#include "history_step.hpp"
#include "operator/fleet.hpp"
#include "told_fleet.hpp"

namespace harmony::fleet::test {

inline const std::array<kube::object_key, resource_count> all_keys{{{"default", "db"}, {"default", "web"}, {"lab", "web"}}};
[[nodiscard]] const device_id& id_of(unsigned device);
/// Takes a number apart: each answer is below what was asked for, and the rest is left for the next.
[[nodiscard]] unsigned one_of(unsigned& choice, unsigned below);

class fleet_world {
 public:
  fleet_world();

  void perform(const step& one);
  /// What is wrong between the fleet and what it was told, if anything is.
  [[nodiscard]] std::optional<std::string> look() const;
  /// Every spec is mended and every device is there; everything is delivered and worked on, an hour is waited, and two minutes.
  /// Returns what is wrong then, compared with what is true.
  [[nodiscard]] std::optional<std::string> settle();

 private:
  struct feeds {
    feed<resource_version> resources;
    feed<contracts::device_info> infos;
    feed<contracts::device_state> states;
    feed<contracts::desired_state> documents;
  };
  struct agent {
    contracts::labels labels{};
    std::optional<contracts::device_state> state{};
    std::string digest = "nothing";  ///< of what it said last
    unsigned boot = 0;
  };
  struct device_of_world {
    bool there = false;
    agent first;
    std::optional<agent> second;  ///< which has the same id
    unsigned boots = 0;           ///< of all its agents
    bool doubled = false;         ///< there was a second one
  };
  struct write {
    contracts::desired_state document;
    std::optional<std::uint64_t> over;    ///< the revision that it is to replace; nothing: there is none
    std::optional<std::uint64_t> landed;  ///< as that revision
    bool refused = false;
  };
  /// How a reconciliation of a Deployment ends, if what it says of itself lets it: nobody answers, or somebody refuses the
  /// write.
  enum class ending { done, unanswered, refused };
  /// What a status is made of, as far as a change of it has to be news.
  using seen_status = std::optional<std::tuple<std::int64_t, std::optional<contracts::revision>, contracts::aggregate, bool>>;

  // Around the operator.
  void apply(const step& one);
  void remove(const kube::object_key& key);
  void change(const kube::object_key& key, resource_version to);
  void say_who(unsigned device, const agent& who);
  void say_what(unsigned device, agent& who);
  void report(unsigned device, agent& who, unsigned choice);
  void second(const step& one);
  void beat_in_turn(unsigned device, unsigned choice);
  void leave(unsigned device);
  /// Every agent with this id was asked.
  void answer(unsigned device, unsigned choice);
  void scrap(unsigned device);
  void meddle(const step& one);
  void beat(unsigned device, const agent& who);
  void pass(std::chrono::seconds time);

  // The watches. False if there is nothing to tell.
  bool deliver(source from);
  void tell(const news<resource_version>& what);
  void tell(const news<contracts::device_info>& what);
  void tell(const news<contracts::device_state>& what);
  void tell(const news<contracts::desired_state>& what);
  void repeat(source from);
  void relist(source from);
  void lose(source from, unsigned choice);

  // The reconcilers.
  void note(dirty what);
  [[nodiscard]] bool leads();
  void begin_to_decide(const kube::object_key& key);
  void end_deciding(const kube::object_key& key, ending how);
  void begin_to_write(const device_id& device);
  void land(const device_id& device);
  void hear_back(const device_id& device, bool fails);
  /// A deletion and a loss have no revision that could be held against an answer's: the answer to what had landed by then
  /// comes first, as on one connection, or never.
  void hear_before(const device_id& device, bool fails);
  void look_at_status(const kube::object_key& key);
  void restart(unsigned choice);
  void work_on_everything();

  [[nodiscard]] seen_status status_of(const kube::object_key& key) const;
  [[nodiscard]] std::optional<std::string> look_at(const device_id& device) const;
  [[nodiscard]] std::optional<std::string> look_at(const kube::object_key& key) const;
  [[nodiscard]] std::optional<std::string> look_at_scores() const;
  [[nodiscard]] std::optional<std::string> compare_with_truth() const;

  feeds feeds_;
  std::array<device_of_world, device_count> devices_;
  std::map<kube::object_key, unsigned> made_;      // how often one of that name was
  std::map<std::uint64_t, version_ptr> versions_;  // of every resource, by what the cluster calls them
  moment now_{.measured = time_point(1000s), .shown = wall_clock::time_point(1000h)};
  std::int64_t terms_ = 0;

  std::optional<fleet> fleet_;
  told_fleet told_;
  dirty dirty_;
  bool leading_ = false;
  std::set<kube::object_key> tried_later_;            // put off: no news, and nobody may wait for it
  std::map<kube::object_key, version_ptr> deciding_;  // nothing: it is gone
  std::map<device_id, write> writing_;
  std::map<kube::object_key, seen_status> seen_;
  std::string wrong_answer_;  // to a heartbeat
};

}  // namespace harmony::fleet::test
