// SPDX-License-Identifier: Apache-2.0
// What a person has asked for, and what follows from it for each device. Kept beside the system and never told by it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harmony/contracts/deployment.hpp"

namespace harmony::soak {

/// Where things run: each device of the soak, and what it is to selectors.
struct place {
  std::string device;
  contracts::labels labels;
};
[[nodiscard]] std::vector<place> places();

class wishes {
 public:
  struct change {
    std::string name;
    std::optional<contracts::deployment_spec> spec;  ///< nothing: delete it
    std::string text;                                ///< for the log
  };
  /// A random one: made, upgraded, moved to other devices, or deleted. It counts once `take` has it.
  template <class Random>
  [[nodiscard]] change next(Random& random);
  /// What everybody wishes from the beginning and nobody changes: on each device something has to outlive every round.
  [[nodiscard]] static change lasting();
  void take(const change& what);

  /// By name.
  [[nodiscard]] const std::map<std::string, contracts::deployment_spec>& all() const { return all_; }
  /// What the device has to run: "name/revision" of each.
  [[nodiscard]] std::set<std::string> on(const place& device) const;
  /// How many devices a Deployment is for.
  [[nodiscard]] std::int64_t devices_of(const contracts::deployment_spec& spec) const;

 private:
  [[nodiscard]] change make(unsigned name, unsigned what, unsigned target);

  std::map<std::string, contracts::deployment_spec> all_;
  int version_ = 0;
};

template <class Random>
wishes::change wishes::next(Random& random) {
  const auto name = static_cast<unsigned>(random());
  const auto what = static_cast<unsigned>(random());
  return make(name, what, static_cast<unsigned>(random()));
}

}  // namespace harmony::soak
