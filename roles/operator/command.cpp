// SPDX-License-Identifier: Apache-2.0
#include "operator/command.hpp"

#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "harmony/base/log.hpp"
#include "harmony/base/run.hpp"
#include "operator/operator.hpp"

namespace harmony::fleet {

namespace {

struct options {
  kube::config_choice where;
  std::vector<std::string> nats_servers;
  std::string health_address = "0.0.0.0";
  std::uint16_t health_port = 8081;
  bool verbose = false;
  bool text_log = false;
};

result<void> run_command(const options& given) {
  log::configure(given.verbose ? log::level::debug : log::level::info, given.text_log ? log::format::text : log::format::json);
  auto cluster = kube::find_config(given.where, kube::surroundings::of_process());
  if (!cluster) return fail(std::move(cluster.error()));
  operator_settings settings{.cluster = std::move(*cluster),
                             .nats = {.servers = given.nats_servers, .name = "harmony-iot-operator"},
                             .health_address = given.health_address,
                             .health_port = given.health_port};
  return run([&](auto executor) { return run_operator(executor, std::move(settings)); });
}

}  // namespace

void add_command(CLI::App& program, std::function<result<void>()>& chosen) {
  const auto given = std::make_shared<options>();
  auto* command = program.add_subcommand("operator", "Run the operator, in a cluster or beside it");
  command->footer("In a pod it uses its ServiceAccount; elsewhere $KUBECONFIG or ~/.kube/config.");
  command->add_option("--nats", given->nats_servers, "NATS server, nats://HOST:PORT; several with ',' between them")
      ->required()
      ->delimiter(',')
      ->envname("NATS_URL");
  command->add_option("--kubeconfig", given->where.kubeconfig, "Which kubeconfig to use");
  command->add_option("--context", given->where.context, "Which of its contexts to use instead of the current one");
  command->add_option("--health-address", given->health_address, "Where /healthz and /readyz are served")
      ->capture_default_str();
  command->add_option("--health-port", given->health_port, "And on which port; 0 lets the system choose")
      ->capture_default_str();
  command->add_flag("--verbose", given->verbose, "Log each write too");
  command->add_flag("--text-log", given->text_log, "Log lines for people instead of JSON");
  command->callback([given, &chosen] { chosen = [given] { return run_command(*given); }; });
}

}  // namespace harmony::fleet
