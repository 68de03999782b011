// SPDX-License-Identifier: Apache-2.0
// soak [MINUTES] [--seed N] --logs FOLDER
#include <cstdio>
#include <exception>
#include <fstream>
#include <random>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "harmony/base/run.hpp"
#include "kit/sandbox.hpp"
#include "soak/trial.hpp"

namespace {

using namespace harmony;

/// What happened, on standard output and in the log.
soak::say chronicle(const std::filesystem::path& folder) {
  return [file = std::make_shared<std::ofstream>(folder / "log")](const std::string& what) {
    const auto line = fmt::format("{} {}\n", rfc3339(wall_clock::now()), what);
    *file << line << std::flush;
    fmt::print("{}", line);
    std::fflush(stdout);
  };
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App program("lets everything fail at random, and looks whether it comes right again");
  std::int64_t minutes = 30;
  std::uint64_t seed = std::random_device{}();
  std::string only;
  std::filesystem::path logs;
  program.add_option("MINUTES", minutes, "how long")->check(CLI::Range(1, 10000));
  program.add_option("--seed", seed, "of what happens");
  program.add_option("--only", only, "no faults but those that have these words in their name");
  program.add_option("--logs", logs, "a folder for the log and what the programs say")->required();
  CLI11_PARSE(program, argc, argv);
  try {
    kit::enter_sandbox();
    std::filesystem::create_directories(logs);
    const auto tell = chronicle(logs);
    tell(fmt::format("soak of {} minutes with seed {}", minutes, seed));
    bool right = false;
    try {
      run([&](asio::any_io_executor executor) -> task<void> {
        soak::trial all(executor, {.seed = seed, .only = only, .logs = logs}, tell);
        right = co_await all.run(std::chrono::minutes(minutes));
      });
    } catch (const std::exception& problem) {
      tell(fmt::format("verdict: none, because it could not go on: {}", problem.what()));
    }
    return right ? 0 : 1;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "{}\n", problem.what());
    return 1;
  }
}
