// SPDX-License-Identifier: Apache-2.0
// A fleet whose watches have told everything, and the events that a test feeds it.
#pragma once

#include "fixtures.hpp"
#include "operator/fleet.hpp"

namespace harmony::fleet::test {

inline const steady_clock::time_point start{1000s};
inline const wall_clock::time_point noon = wall_clock::from_time_t(1'795'521'600);
inline const kube::object_key web{"default", "web"};

inline nats::watch_event kv(std::string key, std::uint64_t revision, std::string value) {
  auto entry = std::make_shared<nats::entry>(nats::entry{.key = key, .revision = revision, .value = std::move(value)});
  return sync::applied<std::string, nats::entry>{std::move(key), std::move(entry)};
}

inline nats::watch_event info(std::string_view id, std::string_view site, std::string boot = {}) {
  const contracts::device_info said{.device = device(id), .labels = labels({{"site", site}}), .boot_id = std::move(boot)};
  return kv(std::string(id), 1, contracts::encode_text(said));
}

inline nats::watch_event stored(std::string_view id, std::uint64_t revision,
                                std::vector<contracts::desired_deployment> deployments) {
  const contracts::desired_state said{.device = device(id), .deployments = std::move(deployments)};
  return kv(std::string(id), revision, contracts::encode_text(said));
}

inline kube::watch_event resource(const kube::object_key& key) {
  return sync::applied<kube::object_key, boost::json::value>{key, std::make_shared<boost::json::value>(boost::json::object{})};
}

inline accepted_deployment accepted(std::string uid = "uid-web", char digit = 'a') {
  return {.key = web, .uid = std::move(uid), .generation = 1, .revision = revision(digit), .score = "{}"};
}

inline moment at(steady_clock::time_point when) { return {.measured = when, .shown = noon}; }

/// Every watch tells that there is nothing.
inline void tell_all(fleet& known) {
  known.on_resource(sync::init{});
  known.on_resource(sync::init_done{});
  for (const nats::watch_event& what : {nats::watch_event(sync::init{}), nats::watch_event(sync::init_done{})}) {
    known.on_info(what, start);
    known.on_document(what);
    known.on_state(what, at(start));
  }
}

/// An operator that has been there for long: every watch has told everything, one resource and nothing else, and what is not
/// there was deleted.
inline fleet complete() {
  fleet known;
  tell_all(known);
  const kube::object_key first{"default", "first"};
  known.on_resource(resource(first));
  known.on_silence(start - 1h);
  known.on_silence(start);
  known.on_resource(sync::deleted<kube::object_key>{first});
  known.withdraw(first);
  known.on_resource(resource(web));
  return known;
}

}  // namespace harmony::fleet::test
