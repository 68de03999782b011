// SPDX-License-Identifier: Apache-2.0
// Another program, run to its end beside everything else.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harmony/base/task.hpp"

namespace harmony {

struct program_call {
  std::vector<std::string> command;                ///< a first word without '/' is looked up in PATH
  std::map<std::string, std::string> environment;  ///< added to ours
  /// Its standard input and error are ours, so that it can ask a person; else it reads nothing, and its error is kept.
  bool interactive = false;
};

struct program_end {
  int code = 0;        ///< its exit code, or 128 + the signal that ended it
  std::string output;  ///< its standard output
  std::string error;   ///< its standard error; empty if interactive
};

/// Runs it without blocking the io thread. errc::not_found if there is no such program, errc::forbidden if it may not be run,
/// errc::too_large if it writes more than 1 MiB, errc::timeout after `limit`: then, and when the caller is cancelled, it is
/// killed.
[[nodiscard]] task<result<program_end>> run_program(program_call what, std::chrono::milliseconds limit);

/// This process's variables with those of `added` over them, "NAME=value" each, as execve(2) takes them.
[[nodiscard]] std::vector<std::string> environment_with(const std::map<std::string, std::string>& added);
/// Pointers to the texts and a null after them, as execve(2) takes both its lists; the texts must outlive them.
[[nodiscard]] std::vector<char*> pointers_to(std::vector<std::string>& texts);

}  // namespace harmony
