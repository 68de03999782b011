// SPDX-License-Identifier: Apache-2.0
// What can happen to a device, one step at a time.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "kit/history.hpp"

namespace harmony::agent::test {

/// The Deployments of a history.
inline constexpr std::array<std::string_view, 3> names{"db", "web", "worker"};

enum class verb {
  want,             ///< the hub's document changes: another score, another life of the name, paused, or not there
  receive,          ///< it reaches the agent
  push_again,       ///< what was pushed last comes once more
  push_any,         ///< one of those that were pushed comes late, or before an earlier one
  ask,              ///< the agent reads the document
  ask_behind,       ///< it reads a replica that is behind
  answer,           ///< and gets what was there when it asked
  make_anew,        ///< the hub's stream of documents, which is written again at once or later
  reconcile,        ///< the agent works on a Deployment
  change_its_mind,  ///< and what is wanted changes while it pulls
  look_at_all,      ///< the safety net
  fail,             ///< one of podman's next calls fails, before or after it had its effect
  end,              ///< a container ends
  lose_power,       ///< all end, and nobody sees it; the agent starts again
  remove_by_hand,   ///< a person removes a container
  restart,          ///< the agent starts again
  hub,              ///< the scores can be read, or not
  registry,         ///< an image can be pulled, or not
  prune,            ///< no image is left, and sometimes none can be pulled
  podman,           ///< answers, or not
  start,            ///< a service can be started, or not
  die_young,        ///< what is started ends before anybody looks, or not
  disk,             ///< takes documents, or not
};

struct step {
  verb what;
  unsigned name;    ///< of the Deployment
  unsigned choice;  ///< of what is left to choose
};

[[nodiscard]] step random_step(kit::history_random& random);
[[nodiscard]] std::string text_of(const step& one);

}  // namespace harmony::agent::test
