// SPDX-License-Identifier: Apache-2.0
// Containers that end and are started again as time passes: the plan and its pauses, held against what the guide says of them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/recoveries.hpp"
#include "fixtures.hpp"
#include "kit/history.hpp"

namespace harmony::agent::test {

enum class restart_verb {
  end,        ///< a container ends
  pass,       ///< time
  look,       ///< the agent does what is to be done
  revive,     ///< one is started because its successor cannot be had
  remove,     ///< the agent removes a container
  tear_out,   ///< a person does, and the agent finds out
  start_anew  ///< the agent starts again: it knows of no pause
};

struct restart_step {
  restart_verb what;
  unsigned which;   ///< container
  unsigned choice;  ///< of what is left to choose
};

[[nodiscard]] restart_step random_restart_step(kit::history_random& random);
[[nodiscard]] std::string text_of(const restart_step& one);

class restart_world {
 public:
  restart_world();

  /// Takes a step; what is wrong after it, if anything is.
  [[nodiscard]] std::optional<std::string> perform(const restart_step& one);

 private:
  using time = restart_gate::time;
  /// The restarts of a container that followed each other too soon.
  struct row {
    unsigned restarts = 0;
    time last;                                ///< restart
    time due;                                 ///< from then on the next one is allowed
    std::optional<std::int64_t> exit_code{};  ///< what was started again then had ended with it
  };

  [[nodiscard]] std::optional<std::string> look();
  [[nodiscard]] std::optional<std::string> revive(container& one);
  [[nodiscard]] bool is_allowed(const std::string& id) const;
  /// True if it is the first of a row.
  bool count(const container& one);
  /// How long the pause after the last restart is.
  [[nodiscard]] std::optional<std::string> look_at_pause(const container& one);
  [[nodiscard]] std::optional<std::string> look_at_doubt() const;

  wanted_deployment wanted_;
  std::vector<container> containers_;
  unsigned made_ = 0;
  time now_{1000s};
  random_source random_{1};
  recoveries recoveries_;
  std::map<std::string, row> rows_;
};

}  // namespace harmony::agent::test
