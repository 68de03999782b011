// SPDX-License-Identifier: Apache-2.0
// `harmony-iot apply`: what a person types and what it does.
#pragma once

#include <functional>

#include "harmony/base/result.hpp"

namespace CLI {
class App;
}

namespace harmony::apply {

/// Adds the subcommand. If it is the one that was typed, `chosen` is set to what runs it to its end and returns the
/// program's exit code, where that is not a failure's: 2 when --watch came to its --timeout, 130 when it was stopped.
void add_command(CLI::App& program, std::function<result<int>()>& chosen);

}  // namespace harmony::apply
