// SPDX-License-Identifier: Apache-2.0
#include "apply/command.hpp"

#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "apply/perform.hpp"
#include "apply/typed_command.hpp"
#include "harmony/base/run.hpp"
#include "harmony/contracts/codec.hpp"
#include "harmony/contracts/score.hpp"

namespace harmony::apply {

namespace {

constexpr auto footer = R"(Examples:
  harmony-iot apply --name web --to site=lyon,tier=edge --image registry.example/web:1 --port 8080:80
  harmony-iot apply --name web --to site=lyon,tier=edge --image registry.example/web:2 --port 8080:80 --watch
  harmony-iot apply --name db --to 'tier in (edge,core),!retired' --image docker.io/library/postgres:17 \
    --env POSTGRES_PASSWORD=secret --volume data:/var/lib/postgresql/data
  harmony-iot apply --name ping --to env!=test --image docker.io/library/busybox --command ping --arg 192.0.2.1
  harmony-iot apply --name web --to site=lyon --image registry.example/web:1 --print >web.json
  harmony-iot apply -f web.json -n shop --watch --timeout 10m
  harmony-iot apply --name web --watch
  harmony-iot apply --name web --delete --watch

An apply sends all that its command line says: what an earlier one said and this one does not is taken away again. Fields
that somebody else set (kubectl, a GitOps controller) stay theirs, and a conflict names them.

Environment:
  KUBECONFIG   kubeconfig files with ':' between them, merged as kubectl does it
  NO_COLOR     if not empty, --watch shows no colours; TERM=dumb gives lines instead of a block that is drawn again

Exit codes:
  0    done; with --watch: every matched device is up to date, or, with --delete, it is gone
  1    it failed: a conflict, a right that is missing, a cluster that cannot be reached; with --watch also devices that
       failed with none pending, and a file or a kubeconfig that is wrong
  2    the command line, a file or the kubeconfig is wrong; with --watch: --timeout is over, or the command line is wrong
  130  Ctrl-C while watching; what was applied stays)";

/// "{Always,OnFailure,Never}": what --help shows and completion offers.
template <contracts::described_enum T>
std::string choices() {
  std::string names;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
      [&](auto one) { names += (names.empty() ? "{" : ",") + contracts::enumerator_wire_name(one.name); });
  return names + "}";
}

/// Needs no cluster: without a namespace of the person's it goes to the kubeconfig's, as kubectl applies it.
void print_objects(const std::vector<target>& targets) {
  for (const auto& one : targets) fmt::print("{}\n", contracts::canonical(one.object));
}

result<int> run_command(const typed_command& given) {
  auto meant = understood(given);
  if (!meant) return fail(std::move(meant.error()));
  if (given.print) {
    print_objects(meant->targets);
    return 0;
  }
  const auto done = run([&](auto executor) { return perform(executor, *std::move(meant)); });
  if (done) return 0;
  const bool late = done.error().code == errc::timeout;
  if (!given.watch || !(late || done.error().code == errc::cancelled)) return fail(done.error());
  fmt::print(stderr, "harmony-iot apply: {}\n", done.error().text());
  return late ? 2 : 130;
}

std::vector<CLI::Option*> add_contents(CLI::App& command, typed_command& given) {
  constexpr auto group = "What runs where";
  auto& typed = given.what;
  std::vector<CLI::Option*> all;
  const auto add = [&](const char* name, auto& to, const std::string& type, const char* help) {
    all.push_back(command.add_option(name, to, help)->type_name(type)->group(group));
    // One value a time: what follows may be another option's, and may begin with '['.
    all.back()->allow_extra_args(false);
  };
  add("--name", typed.name, "NAME", "Name of the Deployment and of its container");
  all.front()->each([&given](const std::string&) { given.named = true; });
  add("--to", typed.to, "SELECTOR", "Which devices, by label, as kubectl -l takes it; if repeated, all have to hold");
  add("--image", typed.image, "IMAGE", "Image to run");
  add("--command", typed.command, "WORD", "Replaces the image's entry point; repeat it for each further word");
  add("--arg", typed.args, "WORD", "Replaces the image's command; repeat it for each further word");
  add("--env", typed.env, "NAME=VALUE", "Environment variable; may be repeated");
  add("--port", typed.ports, "DEVICE:CONTAINER[/udp]",
      "Port of the device that leads to one of the container; may be repeated");
  add("--volume", typed.volumes, "SOURCE:/PATH[:ro]",
      "Volume of that name, or /PATH of the device, in the container; may be repeated");
  add("--label", typed.labels, "KEY=VALUE", "Label of the container; may be repeated");
  add("--restart-policy", typed.restart_policy, choices<contracts::restart_policy>(),
      "When a container that ended is started again; Always if not given");
  add("--image-pull-policy", typed.image_pull_policy, choices<contracts::image_pull_policy>(),
      "When the image is pulled; IfNotPresent if not given");
  return all;
}

}  // namespace

void add_command(CLI::App& program, std::function<result<int>()>& chosen) {
  const auto given = std::make_shared<typed_command>();
  auto* command = program.add_subcommand("apply", "Deploy, upgrade, watch or delete containers on devices");
  command->footer(footer);
  const auto contents = add_contents(*command, *given);
  auto* files = command
                    ->add_option("-f,--filename", given->files,
                                 "JSON or YAML with one Deployment or several, - for standard input; may be repeated")
                    ->type_name("FILE")
                    ->allow_extra_args(false)
                    ->group("Or from a file");
  for (auto* what : contents) files->excludes(what);

  constexpr auto doing = "What is done";
  auto* remove = command->add_flag("--delete", given->remove, "Delete it; the devices remove its containers")->group(doing);
  for (auto* what : contents)
    if (what->get_name() != "--name") remove->excludes(what);
  auto* print =
      command->add_flag("--print", given->print, "Write the object as JSON, for kubectl apply -f -, and change nothing")
          ->excludes(remove)
          ->group(doing);
  auto* watch =
      command->add_flag("--watch", given->watch, "Show how far it is, until it is done; with --name alone nothing is applied")
          ->excludes(print)
          ->group(doing);
  command->add_option("--timeout", given->timeout, "How long to watch: 90s, 5m, 1h30m")
      ->type_name("DURATION")
      ->capture_default_str()
      ->needs(watch)
      ->group(doing);
  command->add_flag("--force-conflicts", given->force, "Take over fields that somebody else manages")->group(doing);

  constexpr auto cluster = "Cluster";
  command->add_option("-n,--namespace", given->what.namespace_, "Namespace, instead of the file's or the kubeconfig's")
      ->type_name("NAMESPACE")
      ->group(cluster);
  command
      ->add_option("--kubeconfig", given->where.kubeconfig, "Which kubeconfig to use instead of $KUBECONFIG or ~/.kube/config")
      ->type_name("FILE")
      ->group(cluster);
  command->add_option("--context", given->where.context, "Which of its contexts to use instead of the current one")
      ->type_name("NAME")
      ->group(cluster);
  command->callback([given, &chosen] { chosen = [given] { return run_command(*given); }; });
}

}  // namespace harmony::apply
