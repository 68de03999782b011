// SPDX-License-Identifier: Apache-2.0
// A program that runs beside the test and ends with it.
#pragma once

#include <chrono>
#include <csignal>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <sys/types.h>

#include "harmony/base/clock.hpp"
#include "harmony/base/result.hpp"

namespace harmony::kit {

struct process_options {
  std::map<std::string, std::string> environment{};  ///< added to ours
  std::filesystem::path log{};                       ///< where its output goes; empty: /dev/null
  std::filesystem::path errors{};                    ///< where its standard error goes; empty: to the log
  std::filesystem::path folder{};                    ///< its working directory; empty: ours
};

class process {
 public:
  /// Starts it; throws if that fails. The program is looked up in PATH.
  explicit process(std::vector<std::string> command, process_options how = {});
  process(const process&) = delete;
  process& operator=(const process&) = delete;
  /// Ends it: SIGTERM, a bounded wait, SIGKILL.
  ~process();

  [[nodiscard]] pid_t id() const { return id_; }
  [[nodiscard]] bool running();
  /// After SIGSTOP it has stopped when this returns.
  void signal(int number) const;
  /// Its exit code, or 128 + the signal that ended it; errc::timeout if it still runs.
  [[nodiscard]] result<int> wait(std::chrono::milliseconds limit);
  /// SIGTERM, then SIGKILL after `grace`; returns when it is gone.
  void stop(std::chrono::milliseconds grace = 10s);
  /// Everything that it wrote so far.
  [[nodiscard]] std::string log() const;

 private:
  std::string name_;
  process_options how_;
  pid_t id_ = -1;
  int handle_ = -1;  // pidfd
  int code_ = -1;    // once it has ended
};

struct finished {
  int code = 0;
  std::string output;  ///< standard output and error together
};

/// Runs a command to its end; throws if it takes longer than `limit`.
[[nodiscard]] finished run_command(std::vector<std::string> command, std::map<std::string, std::string> environment = {},
                                   std::chrono::milliseconds limit = 60s);

}  // namespace harmony::kit
