// SPDX-License-Identifier: Apache-2.0
// People change their minds while servers, networks, programs and devices fail at random. Every minute or so the faults end,
// and then everything has to be exactly as it was asked for last.
#pragma once

#include <random>
#include <set>
#include <string>
#include <vector>

#include "harmony/kube/client.hpp"
#include "harmony/kube/object_api.hpp"
#include "soak/fault.hpp"

namespace harmony::soak {

struct choice {
  std::uint64_t seed = 0;      ///< what people wish and what fails, each in its order; not which comes when
  std::string only;            ///< no faults but those that have these words in their name
  std::filesystem::path logs;  ///< a folder for what our programs say
};

class trial {
 public:
  trial(asio::any_io_executor executor, const choice& how, say tell);

  /// True if everything was right at the end of every round; ends with the first that was not.
  [[nodiscard]] task<bool> run(std::chrono::minutes duration);

 private:
  [[nodiscard]] task<bool> round(int number);
  /// What differs from what was asked for when it has had the time to heal; empty if nothing does.
  [[nodiscard]] task<std::vector<std::string>> heal();
  /// Tells it; true if nothing is wrong.
  [[nodiscard]] bool verdict_of(const std::vector<std::string>& wrong, const std::string& when);
  [[nodiscard]] task<void> change_minds(steady_clock::time_point until);
  /// Asks until it is taken: a person types the command again.
  [[nodiscard]] task<void> wish(wishes::change what);
  /// False if the API server did not take it.
  [[nodiscard]] task<bool> ask(wishes::change what);
  [[nodiscard]] task<void> let_fail(steady_clock::time_point until);

  say tell_;
  std::mt19937_64 minds_;  // each draws from its own: how long something takes does not change what comes next
  std::mt19937_64 fate_;
  ground all_;
  kube::client server_;
  kube::object_api deployments_;
  std::vector<fault> faults_;
  wishes asked_;
  std::set<std::string> changed_in_round_;
  int changes_ = 0;
  int happened_ = 0;
  std::size_t compared_ = 0;
};

}  // namespace harmony::soak
