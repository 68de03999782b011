// SPDX-License-Identifier: Apache-2.0
// bench loop: what a device, the operator and a person wait for and pay, on real servers, beside what the same calls cost
// when they are made directly.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "bench/chart.hpp"
#include "bench/loop_bench.hpp"
#include "harmony/base/log.hpp"
#include "harmony/base/run.hpp"
#include "kit/sandbox.hpp"

namespace {

using namespace harmony;

std::vector<bench::figure> measure_all(bench::choice how) {
  std::vector<bench::figure> all;
  run([&](asio::any_io_executor executor) -> task<void> {
    bench::stage on(executor);
    try {
      fmt::print(stderr, "measuring the agent\n");
      co_await bench::measure_agent(on, how, all);
      fmt::print(stderr, "measuring the operator\n");
      co_await bench::measure_operator(on, how, all);
      fmt::print(stderr, "measuring the loop\n");
      co_await bench::measure_loop(on, how, all);
    } catch (const std::exception&) {
      fmt::print(stderr, "{}\n", on.last_words());
      throw;
    }
  });
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App program("measures harmony-iot; each figure stands next to its floor");
  auto* loop = program.add_subcommand("loop", "agent, operator and the way between them");
  program.require_subcommand(1);
  bench::choice how;
  std::int64_t seconds = how.window.count();
  bool json = false;
  std::filesystem::path picture;
  loop->add_option("--runs", how.runs, "how often what is fast is measured")->check(CLI::Range(1, 1000));
  loop->add_option("--window", seconds, "for how many seconds what idles is watched")->check(CLI::Range(1, 3600));
  loop->add_flag("--json", json, "one object a line instead of a table");
  loop->add_option("--svg", picture, "a file for a picture of it");
  CLI11_PARSE(program, argc, argv);
  how.window = std::chrono::seconds(seconds);
  try {
    kit::enter_sandbox();
    const auto all = measure_all(how);
    if (!picture.empty()) std::ofstream(picture) << bench::chart(all);
    if (json)
      for (const auto& one : all) fmt::print("{}\n", bench::json_line(one));
    else
      fmt::print("{}", bench::table(all));
    return 0;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "{}\n", problem.what());
    return 1;
  }
}
