// SPDX-License-Identifier: Apache-2.0
#include "operator/command.hpp"

#include <array>
#include <climits>
#include <cstdio>
#include <map>
#include <memory>

#include <fmt/format.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include "harmony/base/identity.hpp"
#include "harmony/base/log.hpp"
#include "harmony/base/run.hpp"
#include "harmony/contracts/names.hpp"
#include "operator/operator.hpp"

namespace harmony::fleet {

namespace {

struct options {
  kube::config_choice where;
  std::vector<std::string> nats_servers;
  std::string nats_credentials;
  std::string health_address = "0.0.0.0";
  std::uint16_t health_port = 8081;
  bool elects = true;
  std::string lease_namespace;
  kube::election_timing timing;
  bool verbose = false;
  bool text_log = false;
};

/// This process among all replicas, those of a pod that is restarted included.
std::string new_identity() {
  std::array<char, HOST_NAME_MAX + 1> host{};
  ::gethostname(host.data(), host.size() - 1);
  return fmt::format("{}_{}", host.data(), random_hex(8));
}

result<std::optional<kube::election_settings>> election_of(const options& given, const kube::config& cluster,
                                                           std::string identity) {
  if (!given.elects) return std::nullopt;
  if (auto sound = kube::check(given.timing); !sound) return fail(std::move(sound.error()));
  auto space = given.lease_namespace;
  if (space.empty()) space = cluster.in_pod ? cluster.default_namespace : contracts::operator_namespace;
  return kube::election_settings{
      .lease = {space, std::string(contracts::operator_lease)},
      .identity = std::move(identity),
      .timing = given.timing,
      .manager = std::string(contracts::operator_manager),
      .hint = fmt::format("`harmony-iot install -n {}` makes the namespace and the rights that this needs; --lease-namespace "
                          "chooses another one, --no-leader-elect does without",
                          space)};
}

result<void> run_command(const options& given) {
  log::configure(given.verbose ? log::level::debug : log::level::info, given.text_log ? log::format::text : log::format::json);
  auto cluster = kube::find_config(given.where, kube::surroundings::of_process());
  if (!cluster) return fail(std::move(cluster.error()));
  auto identity = new_identity();
  auto election = election_of(given, *cluster, identity);
  if (!election) return fail(std::move(election.error()));
  operator_settings settings{
      .cluster = std::move(*cluster),
      .nats = {.servers = given.nats_servers, .name = "harmony-iot-operator", .identity = {.file = given.nats_credentials}},
      .identity = std::move(identity),
      .election = *std::move(election),
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
  command->add_option("--nats-credentials", given->nats_credentials, "File with the operator's NATS credentials (.creds)")
      ->type_name("FILE");
  command->add_option("--kubeconfig", given->where.kubeconfig, "Which kubeconfig to use")->type_name("FILE");
  command->add_option("--context", given->where.context, "Which of its contexts to use instead of the current one");
  command->add_option("--health-address", given->health_address, "Where /healthz, /readyz and /metrics are served")
      ->capture_default_str();
  command->add_option("--health-port", given->health_port, "And on which port; 0 lets the system choose")
      ->capture_default_str();
  command
      ->add_flag("--leader-elect,!--no-leader-elect", given->elects,
                 "Write only while holding the Lease, so that several replicas can run")
      ->default_str("true");
  command->add_option("--lease-namespace", given->lease_namespace,
                      "Where the Lease " + std::string(contracts::operator_lease) + " is; the pod's namespace, else " +
                          std::string(contracts::operator_namespace));
  const auto add_duration = [command](const char* name, std::chrono::milliseconds& to, const char* what) {
    command->add_option_function<std::int64_t>(
               name, [&to](std::int64_t count) { to = std::chrono::milliseconds(count); }, what)
        ->transform(CLI::AsNumberWithUnit(std::map<std::string, std::int64_t>{{"ms", 1}, {"s", 1000}, {"m", 60'000}},
                                          CLI::AsNumberWithUnit::UNIT_REQUIRED)
                        .description(""))
        ->type_name("DURATION")
        ->default_str(fmt::format("{}s", to / 1s));
  };
  add_duration("--leader-elect-lease-duration", given->timing.duration, "Others take over from a silent leader after this");
  add_duration("--leader-elect-renew-deadline", given->timing.renew_deadline, "A leader that could not renew for this ends");
  add_duration("--leader-elect-retry-period", given->timing.retry_period, "Between two tries to get or renew the Lease");
  command->add_flag("--verbose", given->verbose, "Log each write too");
  command->add_flag("--text-log", given->text_log, "Log lines for people instead of JSON");
  command->callback([given, &chosen] { chosen = [given] { return run_command(*given); }; });
}

}  // namespace harmony::fleet
