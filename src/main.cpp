// SPDX-License-Identifier: Apache-2.0
// One executable, four modes: parses the command line, runs what was chosen, returns its exit code.
// 0: done. 1: it failed. 2: the command line or a configuration is wrong. `apply --watch` has two more endings of its own.
#include <cstdio>
#include <exception>
#include <functional>
#include <memory>

#include <nss.h>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "agent/command.hpp"
#include "apply/command.hpp"
#include "completion.hpp"
#include "harmony/base/result.hpp"
#include "help_format.hpp"
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

int run_program(int argc, char** argv) {
  CLI::App program("Containers on devices in the field, from a Kubernetes cluster.", "harmony-iot");
  program.set_version_flag("--version", harmony::program_version());
  program.require_subcommand(1);
  program.formatter(std::make_shared<harmony::help_format>());
  program.set_help_flag("-h,--help", "Show this and end");
  program.get_version_ptr()->description("Show the version and end");
  program.footer(
      "`harmony-iot MODE --help` has the options of a mode, examples and its exit codes.\n"
      "Where it says no more: 0 done, 1 it failed, 2 the command line or a configuration is wrong.");
  std::function<harmony::result<int>()> apply;
  std::function<harmony::result<void>()> chosen;
  harmony::apply::add_command(program, apply);
  harmony::install::add_command(program, chosen);
  harmony::fleet::add_command(program, chosen);
  harmony::agent::add_command(program, chosen);
  harmony::add_completion_command(program, chosen);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& finished) {
    // --help and --version end here too, with 0.
    return program.exit(finished) == 0 ? 0 : 2;
  }
  const auto done = apply ? apply() : chosen().transform([] { return 0; });
  if (done) return *done;
  const auto& failure = done.error();
  fmt::print(stderr, "harmony-iot {}: {}\n", program.get_subcommands().front()->get_name(), failure.text());
  return failure.code == harmony::errc::invalid || failure.code == harmony::errc::not_found ? 2 : 1;
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
