// SPDX-License-Identifier: Apache-2.0
#include "install/command.hpp"

#include <algorithm>
#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "harmony/base/run.hpp"
#include "harmony/contracts/codec.hpp"
#include "harmony/contracts/names.hpp"
#include "harmony/kube/apply_outcome.hpp"
#include "harmony/kube/client.hpp"
#include "harmony/kube/config.hpp"
#include "harmony/kube/object_api.hpp"
#include "install/core_resources.hpp"
#include "install/objects.hpp"

namespace harmony::install {

namespace {

constexpr auto footer =
    R"(Applies the namespace, the CustomResourceDefinition, and the operator's ServiceAccount with its roles and their
bindings, which takes the rights of a cluster administrator. Run it again at any time, also after an upgrade: what is
there already stays, and each line says created, configured or unchanged.

Examples:
  harmony-iot install
  harmony-iot install --context staging -n iot
  harmony-iot install --print | kubectl diff -f -

Environment:
  KUBECONFIG   kubeconfig files with ':' between them, merged as kubectl does it

Exit codes:
  0  done
  1  it failed: a right that is missing, a conflict, a cluster that cannot be reached
  2  the command line or the kubeconfig is wrong)";

struct options {
  kube::config_choice where;
  cluster_settings cluster;
  bool print = false;
  bool force = false;
};

/// A v1 List, which `kubectl apply -f -` takes as one document.
void print_objects(const std::vector<planned_object>& planned) {
  boost::json::array items;
  for (const auto& one : planned) items.push_back(one.object);
  fmt::print("{}\n", contracts::canonical(boost::json::object{{"apiVersion", "v1"}, {"kind", "List"}, {"items", items}}));
}

/// The API server accepts a CRD before it serves it; whoever comes next would be told that there is no such resource.
task<result<void>> wait_until_served(const kube::object_api& definitions, std::string name) {
  constexpr auto patience = 30s;
  const auto give_up = steady_clock::now() + patience;
  for (;;) {
    auto found = co_await definitions.get({.name = name});
    if (!found) co_return fail(std::move(found.error()));
    const auto* status = *found ? (*found)->as_object().if_contains("status") : nullptr;
    const auto seen =
        status == nullptr ? observed_status{} : contracts::decode<observed_status>(*status).value_or(observed_status{});
    if (std::ranges::contains(seen.conditions, observed_condition{.type = "Established", .status = "True"}))
      co_return result<void>{};
    if (steady_clock::now() > give_up)
      co_return fail(errc::timeout,
                     fmt::format("{} was applied, and the API server did not serve it within {}", name, readable(patience)));
    co_await sleep_for(50ms);
  }
}

task<result<void>> install_cluster(asio::any_io_executor executor, options given) {
  auto found = kube::find_config(given.where, kube::surroundings::of_process());
  if (!found) co_return fail(std::move(found.error()));
  kube::client server(executor, std::move(*found));
  for (auto& one : plan_cluster(given.cluster)) {
    const kube::object_api objects(server, one.type);
    const auto name = std::string(one.object.at("metadata").at("name").as_string());
    auto applied = co_await kube::apply_and_compare(objects, std::move(one.object),
                                                    {.manager = std::string(contracts::install_manager), .force = given.force});
    if (!applied) {
      auto failure = std::move(applied.error());
      // There is a hint when the conflict is about fields that others own; here is what it means on this command line.
      if (failure.code == errc::conflict && !failure.hint.empty()) failure.hint = "--force-conflicts takes the fields over";
      co_return fail(std::move(failure));
    }
    fmt::print("{}/{} {}\n", one.type.plural, name, kube::name_of(applied->outcome));
    std::fflush(stdout);
    if (one.type.kind == "CustomResourceDefinition")
      if (auto served = co_await wait_until_served(objects, name); !served) co_return served;
  }
  co_return result<void>{};
}

}  // namespace

void add_command(CLI::App& program, std::function<result<void>()>& chosen) {
  const auto given = std::make_shared<options>();
  auto* command = program.add_subcommand("install", "Put what harmony-iot needs into a Kubernetes cluster");
  command->footer(footer);
  constexpr auto doing = "What is done";
  command->add_flag("--print", given->print, "Write the objects as JSON, for kubectl apply -f -, and change nothing")
      ->group(doing);
  command->add_flag("--force-conflicts", given->force, "Take over fields that somebody else manages")->group(doing);
  constexpr auto cluster = "Cluster";
  command->add_option("-n,--namespace", given->cluster.namespace_, "Where the operator lives")
      ->type_name("NAMESPACE")
      ->capture_default_str()
      ->group(cluster);
  command
      ->add_option("--kubeconfig", given->where.kubeconfig, "Which kubeconfig to use instead of $KUBECONFIG or ~/.kube/config")
      ->type_name("FILE")
      ->group(cluster);
  command->add_option("--context", given->where.context, "Which of its contexts to use instead of the current one")
      ->type_name("NAME")
      ->group(cluster);
  command->callback([given, &chosen] {
    chosen = [given]() -> result<void> {
      if (!given->print) return run([&](auto executor) { return install_cluster(executor, *given); });
      print_objects(plan_cluster(given->cluster));
      return {};
    };
  });
}

}  // namespace harmony::install
