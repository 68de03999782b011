// SPDX-License-Identifier: Apache-2.0
// `harmony-iot agent`: what a person types and what it does.
#pragma once

#include <functional>

#include "harmony/base/result.hpp"

namespace CLI {
class App;
}

namespace harmony::agent {

/// Adds the subcommand. If it is the one that was typed, `chosen` is set to what runs it to its end.
void add_command(CLI::App& program, std::function<result<void>()>& chosen);

}  // namespace harmony::agent
