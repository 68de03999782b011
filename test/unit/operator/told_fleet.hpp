// SPDX-License-Identifier: Apache-2.0
// What the operator was told so far, in plain maps, and what follows from it by looking at everything each time: what
// `fleet` has to agree with, whatever its indices and sums are.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harmony/base/clock.hpp"
#include "harmony/contracts/desired_state.hpp"
#include "harmony/contracts/device.hpp"
#include "harmony/kube/resource.hpp"
#include "history_feed.hpp"

namespace harmony::fleet::test {

using contracts::device_id;
using time_point = steady_clock::time_point;

/// A Deployment at one of its versions.
struct resource_version {
  kube::object_key key;
  std::string uid;
  std::int64_t generation = 1;
  contracts::label_selector selector;
  contracts::revision revision;
  bool readable = true;  ///< false: its spec is refused
  bool held = false;     ///< by our finalizer
  bool deleting = false;
};
using version_ptr = std::shared_ptr<const resource_version>;

/// A bucket of what devices say: what a new listing does not name is believed a while longer.
template <class T>
struct believed {
  struct row {
    std::shared_ptr<const T> value;
    std::string text{};
    std::optional<time_point> until{};
  };
  std::map<device_id, row> rows;
  std::set<device_id> unnamed;
  bool ready = false;

  /// Whether a whole listing did not name it.
  [[nodiscard]] bool waits_for(const device_id& device) const {
    const auto found = rows.find(device);
    return found != rows.end() && found->second.until;
  }
  /// The device that is known no longer, if that is the news.
  std::optional<device_id> take(const news<T>& what, time_point now);
  std::set<device_id> expire(time_point now);
};

class told_fleet {
 public:
  // What the watches and the devices say.
  void on_resource(const news<resource_version>& what);
  void on_info(const news<contracts::device_info>& what, time_point now);
  void on_state(const news<contracts::device_state>& what, time_point now);
  void on_document(const news<contracts::desired_state>& what);
  struct heartbeat_answer {
    bool resync = false;   ///< the device has to say again who it is and what it has
    bool doubled = false;  ///< it is news that two agents have its id
  };
  heartbeat_answer on_heartbeat(const device_id& device, const contracts::heartbeat& said, time_point now);
  void on_event(const device_id& device, const kube::object_key& about, const std::string& message);
  void on_silence(time_point now);

  // What was decided and done.
  void accept(const version_ptr& what);
  void refuse(const kube::object_key& key, std::int64_t generation);
  void put_off(const kube::object_key& key, std::int64_t generation);
  void withdraw(const kube::object_key& key);
  void written(const device_id& device, std::uint64_t revision, std::shared_ptr<const contracts::desired_state> document);
  void lead();

  /// How many devices have two agents.
  [[nodiscard]] std::size_t doubled() const { return two_.size(); }
  [[nodiscard]] bool ready() const { return resources_ready_ && infos_.ready && states_.ready && documents_ready_; }
  [[nodiscard]] version_ptr resource(const kube::object_key& key) const;
  [[nodiscard]] version_ptr accepted(const kube::object_key& key) const;
  /// Counts and recent events as they should be; other fields are left out.
  [[nodiscard]] contracts::aggregate recount(const kube::object_key& key) const;
  /// What should be written for the device, if anything should.
  [[nodiscard]] std::optional<std::vector<contracts::desired_deployment>> plan(const device_id& device) const;
  /// Whether a document names the resource.
  [[nodiscard]] bool named(const kube::object_key& key) const;
  /// The resources of which the stored document and `next` say different things.
  [[nodiscard]] std::set<kube::object_key> differing(const device_id& device,
                                                     const std::vector<contracts::desired_deployment>& next) const;
  /// Whether a readable document is stored.
  [[nodiscard]] const contracts::desired_state* document(const device_id& device) const;

 private:
  struct decision {
    version_ptr accepted{};
    bool refused = false;
    bool put_off = false;         ///< refused, and its status does not say so
    std::int64_t generation = 0;  ///< of what was refused
    bool withdrawn = false;       ///< while the resource was still there
  };
  struct sign {
    time_point last;
    bool silent = false;
  };
  struct stored {
    std::uint64_t revision = 0;
    std::shared_ptr<const contracts::desired_state> value;
  };
  struct speaker {
    std::string boot_id;
    time_point since;
  };

  /// Two agents have the device's id, and it is not this one whose state is known.
  [[nodiscard]] bool is_the_other(const device_id& device, const std::string& boot_id) const;
  /// Whether one speaks again after another one did, and not so long ago.
  [[nodiscard]] bool has_two(const device_id& device, time_point now) const;
  void forget_device(const device_id& device);
  void set_document(const device_id& device, std::uint64_t revision, std::shared_ptr<const contracts::desired_state> value);
  [[nodiscard]] bool selects(const resource_version& what, const device_id& device) const;
  /// What the device says to have and is not removing, if it has said anything.
  [[nodiscard]] std::optional<std::vector<contracts::desired_deployment>> reported(const device_id& device) const;
  /// The resource is there.
  void came(const kube::object_key& key);
  /// Not there, and it may not have been deleted.
  [[nodiscard]] bool missing(const kube::object_key& key) const;
  /// Whether it exists and nothing was accepted of it.
  [[nodiscard]] bool undecided(const kube::object_key& key) const;

  std::map<kube::object_key, version_ptr> resources_;
  std::map<kube::object_key, version_ptr> listed_;
  bool resources_ready_ = false;
  bool patient_ = true;
  std::optional<time_point> patient_until_;
  std::set<kube::object_key> seen_deleted_;
  std::map<kube::object_key, decision> decided_;
  std::set<kube::object_key> waited_for_;
  believed<contracts::device_info> infos_;
  believed<contracts::device_state> states_;
  std::map<device_id, sign> signs_;
  std::map<device_id, std::vector<speaker>> speakers_;  // each as often as it follows another one
  std::set<device_id> two_;                             // at the last heartbeat of anybody
  std::map<device_id, bool> fitted_;                    // the last heartbeat that was held against the state
  std::map<device_id, stored> documents_;
  std::set<device_id> unlisted_documents_;
  bool documents_ready_ = false;
  std::map<std::string, std::vector<std::string>> messages_;  // by uid, newest first
};

/// "default/web" as it is written.
[[nodiscard]] kube::object_key key_of(const std::string& text);
[[nodiscard]] kube::object_key key_of(const contracts::desired_deployment& entry);
[[nodiscard]] contracts::desired_deployment entry_of(const resource_version& what);

}  // namespace harmony::fleet::test
