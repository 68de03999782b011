// SPDX-License-Identifier: Apache-2.0
// What can happen to an operator and around it, one step at a time.
#pragma once

#include <string>

#include "kit/history.hpp"

namespace harmony::fleet::test {

inline constexpr unsigned device_count = 4;
inline constexpr unsigned resource_count = 3;

enum class source { resources, infos, states, documents };
inline constexpr unsigned source_count = 4;

enum class verb {
  apply,            ///< a person creates or changes a resource
  remove,           ///< or deletes it
  tear_out,         ///< and takes our finalizer off by hand
  label,            ///< a device says who it is
  report,           ///< and what it runs
  scrap,            ///< a person removes a device
  beat,             ///< a heartbeat arrives
  second,           ///< another agent with a device's id begins to speak, says something, starts again or leaves
  beat_in_turn,     ///< heartbeats of both arrive
  leave,            ///< of two agents the first one goes, and the other one stays
  tell,             ///< a device's event arrives
  answer,           ///< a device says again what it was asked for
  pass,             ///< time
  deliver,          ///< a watch goes on
  repeat,           ///< a watch tells its last news again
  relist,           ///< a watch was interrupted
  lose,             ///< a bucket is made anew, empty, or the cluster is restored from before there was a resource
  meddle,           ///< somebody else writes or deletes a desired document
  decide,           ///< the deployment reconciler takes a key and is done with it
  begin_to_decide,  ///< or takes it, and the score is being stored
  end_deciding,     ///< and is done with it
  write,            ///< the device reconciler takes a device and is done with it
  begin_to_write,   ///< or takes it
  land,             ///< and the document arrives at the bucket
  hear_back,        ///< and the answer arrives
  look_at_status,   ///< the status reconciler takes a key
  restart,          ///< the operator starts again, or another one leads
};

struct step {
  verb what;
  unsigned device;
  unsigned resource;
  source from;
  unsigned choice;  ///< of what is left to choose
};

[[nodiscard]] step random_step(kit::history_random& random);
/// Every other one is about who speaks for the first device.
[[nodiscard]] step step_of_two_agents(kit::history_random& random);
[[nodiscard]] std::string text_of(const step& one);

}  // namespace harmony::fleet::test
