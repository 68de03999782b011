// SPDX-License-Identifier: Apache-2.0
// Completions for shells, made from the program's own options, so that they say what the program takes.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harmony/base/result.hpp"

namespace CLI {
class App;
}

namespace harmony {

struct completed_option {
  std::vector<std::string> names{};  ///< "-n", "--namespace"; none: a word without an option before it
  std::string description{};
  bool takes_value = false;
  bool repeats = false;
  std::vector<std::string> values{};  ///< the only ones that it takes; none: any
  enum class path { none, file, folder } names_a = path::none;
};

struct completed_command {
  std::string name{};
  std::string description{};
  std::vector<completed_option> options{};
};

/// The program itself, and after it its subcommands. An option's type name says what its values are: "{a,b}" is a choice,
/// "FILE" a file, "DIR" a folder.
[[nodiscard]] std::vector<completed_command> completed_commands(const CLI::App& program);

[[nodiscard]] std::string bash_completion(const std::vector<completed_command>& commands);
[[nodiscard]] std::string zsh_completion(const std::vector<completed_command>& commands);
[[nodiscard]] std::string fish_completion(const std::vector<completed_command>& commands);

/// Adds `completion SHELL`, which prints the script for every subcommand that the program has when it runs. The program must
/// outlive `chosen`.
void add_completion_command(CLI::App& program, std::function<result<void>()>& chosen);

}  // namespace harmony
