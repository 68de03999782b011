// SPDX-License-Identifier: Apache-2.0
// One executable, four modes: parses the command line, runs what was chosen, returns its exit code.
#include <cstdio>
#include <exception>
#include <functional>

#include <nss.h>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "agent/command.hpp"
#include "apply/command.hpp"
#include "harmony/base/result.hpp"
#include "install/command.hpp"
#include "operator/command.hpp"
#include "program_version.hpp"

namespace {

/// A static C library must not load another one's plug-ins: only what is built in answers for names and users.
void use_built_in_lookups() {
  for (const auto& [database, source] :
       {std::pair{"hosts", "files dns"}, {"passwd", "files"}, {"group", "files"}, {"services", "files"}})
    __nss_configure_lookup(database, source);
}

/// 0: done. 1: it failed. 2: the command line or a configuration is wrong, or it took too long. 130: stopped by a signal, as a
/// shell has it.
int exit_code(harmony::errc code) {
  switch (code) {
    case harmony::errc::invalid:
    case harmony::errc::not_found:
    case harmony::errc::timeout: return 2;
    case harmony::errc::cancelled: return 130;
    default: return 1;
  }
}

int run_program(int argc, char** argv) {
  CLI::App program("Containers on devices in the field, from a Kubernetes cluster.", "harmony-iot");
  program.set_version_flag("--version", harmony::program_version());
  program.require_subcommand(1);
  std::function<harmony::result<void>()> chosen;
  harmony::apply::add_command(program, chosen);
  harmony::install::add_command(program, chosen);
  harmony::fleet::add_command(program, chosen);
  harmony::agent::add_command(program, chosen);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& finished) {
    // --help and --version end here too, with 0.
    return program.exit(finished) == 0 ? 0 : 2;
  }
  const auto done = chosen();
  if (done) return 0;
  const auto& failure = done.error();
  fmt::print(stderr, "harmony-iot {}: {}\n", program.get_subcommands().front()->get_name(), failure.text());
  return exit_code(failure.code);
}

}  // namespace

int main(int argc, char** argv) {
  use_built_in_lookups();
  try {
    return run_program(argc, argv);
  } catch (const std::exception& bug) {
    fmt::print(stderr, "harmony-iot: a bug: {}\n", bug.what());
    return 1;
  }
}
