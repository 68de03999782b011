// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <stdexcept>

#include <fmt/format.h>

#include "bench/loop_bench.hpp"
#include "bench/usage.hpp"
#include "harmony/kube/client.hpp"
#include "harmony/kube/config.hpp"
#include "harmony/kube/object_api.hpp"
#include "kit/command_line.hpp"
#include "kit/deployments.hpp"
#include "kit/eventually.hpp"
#include "kit/programs.hpp"

namespace harmony::bench {

namespace {

constexpr int many = 100;

/// Nobody's: what it costs does not depend on devices.
boost::json::value side(const std::string& name) {
  return kit::deployment({"default", name}, kit::spec(kit::labels({{"nobody", "here"}}), image));
}

task<void> measure_start(stage& on, choice how, std::vector<figure>& into) {
  figure start{.name = "operator: start to ready", .unit = "ms"};
  for (int run = 0; run < how.runs; ++run) {
    const auto begun = steady_clock::now();
    on.start_operator();
    co_await on.operator_ready();
    start.values.push_back(in_ms(steady_clock::now() - begun));
    on.stop_operator();
  }
  into.push_back(std::move(start));
}

void measure_idle(stage& on, std::string_view with, std::chrono::seconds window, std::vector<figure>& into) {
  const auto seen = watch_idle(on.operator_process(), window);
  const auto add = [&](std::string_view what, std::string_view unit, std::vector<double> values) {
    into.push_back(
        {.name = fmt::format("operator idle, {}: {}", with, what), .unit = std::string(unit), .values = std::move(values)});
  };
  add("memory (PSS)", "MiB", seen.pss_mib);
  add("processor", "% of a core", {seen.cpu_percent});
}

task<void> measure_many(stage& on, choice how, std::vector<figure>& into) {
  kube::client server(on.executor(), good(kube::read_kubeconfig(on.cluster().kubeconfig(), "")));
  const kube::object_api objects(server, kit::deployment_type);
  for (int number = 0; number < many; ++number)
    good(co_await objects.apply(side(fmt::format("side-{}", number)), {.manager = "bench"}));
  // The last one's status is written when the others' are.
  const auto written = [&]() -> task<bool> {
    for (const auto& one : good(co_await objects.list("default")))
      if (!one.as_object().contains("status")) co_return false;
    co_return true;
  };
  if (!co_await kit::eventually(patience, written)) throw std::runtime_error("not every status was written");
  measure_idle(on, fmt::format("{} Deployments", many), how.window, into);
  for (int number = 0; number < many; ++number) good(co_await objects.remove({"default", fmt::format("side-{}", number)}));
}

double time_of(std::vector<std::string> command, const std::map<std::string, std::string>& environment) {
  const auto begun = steady_clock::now();
  const auto done = kit::run_command(std::move(command), environment);
  const auto took = in_ms(steady_clock::now() - begun);
  if (done.code != 0) throw std::runtime_error(done.output);
  return took;
}

/// The same object by both, in turn, each a change.
void measure_apply(stage& on, choice how, std::vector<figure>& into) {
  figure apply{.name = "apply, beside kubectl apply --server-side", .unit = "ms"};
  const std::map<std::string, std::string> environment{{"KUBECONFIG", on.cluster().kubeconfig()},
                                                       {"KUBECACHEDIR", (on.folder() / "kube-cache").string()}};
  const auto file = on.folder() / "side.json";
  const auto ours = [&](const std::string& name, int version, std::vector<std::string> more = {}) {
    std::vector<std::string> words{kit::harmony_iot(),
                                   "apply",
                                   "--name",
                                   name,
                                   "--to",
                                   "nobody=here",
                                   "--image",
                                   fmt::format("localhost/side:{}", version)};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  for (int run = 0; run <= how.runs; ++run) {
    std::ofstream(file) << kit::run_command(ours("by-kubectl", run, {"--print"}), environment).output;
    const auto theirs = time_of({kit::server_program("kubectl"), "apply", "--server-side", "--filename", file}, environment);
    const auto took = time_of(ours("by-apply", run), environment);
    if (run == 0) continue;  // kubectl's first call fills its cache of what the API server knows
    apply.floor.push_back(theirs);
    apply.values.push_back(took);
  }
  for (const auto* name : {"by-kubectl", "by-apply"})
    (void)kit::harmony_iot_says({"apply", "--name", name, "--delete"}, on.cluster().kubeconfig());
  into.push_back(std::move(apply));
}

}  // namespace

task<void> measure_operator(stage& on, choice how, std::vector<figure>& into) {
  on.start_cluster();
  co_await measure_start(on, how, into);
  on.start_operator();
  co_await on.operator_ready();
  co_await sleep_for(calm);
  measure_idle(on, "no Deployment", how.window, into);
  co_await measure_many(on, how, into);
  measure_apply(on, how, into);
}

}  // namespace harmony::bench
