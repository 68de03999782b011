// SPDX-License-Identifier: Apache-2.0
#include "apply/command.hpp"

#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "apply/deployment_object.hpp"
#include "harmony/base/run.hpp"
#include "harmony/contracts/checked.hpp"
#include "harmony/contracts/codec.hpp"
#include "harmony/contracts/names.hpp"
#include "harmony/contracts/score.hpp"
#include "harmony/kube/apply_outcome.hpp"
#include "harmony/kube/client.hpp"
#include "harmony/kube/config.hpp"
#include "harmony/kube/object_api.hpp"

namespace harmony::apply {

namespace {

/// "{Always,OnFailure,Never}": what --help shows and completion offers.
template <contracts::described_enum T>
std::string choices() {
  std::string names;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
      [&](auto one) { names += (names.empty() ? "{" : ",") + contracts::enumerator_wire_name(one.name); });
  return names + "}";
}

struct options {
  kube::config_choice where;
  typed_deployment typed;
  bool remove = false;
  bool print = false;
  bool force = false;
};

task<result<void>> apply_object(kube::object_api objects, boost::json::value object, options given) {
  auto applied = co_await kube::apply_and_compare(objects, std::move(object),
                                                  {.manager = std::string(contracts::apply_manager), .force = given.force});
  if (!applied) {
    auto failure = std::move(applied.error());
    // There is a hint when the conflict is about fields that others own; here is what it means on this command line.
    if (failure.code == errc::conflict && !failure.hint.empty()) failure.hint = "--force-conflicts takes the fields over";
    co_return fail(std::move(failure));
  }
  fmt::print("deployment.{}/{} {}\n", contracts::api_group, given.typed.name, kube::name_of(applied->outcome));
  co_return result<void>{};
}

task<result<void>> delete_object(kube::object_api objects, options given) {
  const auto removed = co_await objects.remove({.namespace_ = given.typed.namespace_, .name = given.typed.name});
  if (!removed) co_return fail(removed.error());
  if (!*removed)
    co_return fail(errc::failed, fmt::format("there is no Deployment {}/{}", given.typed.namespace_, given.typed.name), {},
                   "-n names another namespace");
  fmt::print("deployment.{}/{} deleted\n", contracts::api_group, given.typed.name);
  co_return result<void>{};
}

task<result<void>> apply_command(asio::any_io_executor executor, options given) {
  if (const auto name = contracts::resource_name::parse(given.typed.name); !name) co_return fail(name.error().in("--name"));
  auto found = kube::find_config(given.where, kube::surroundings::of_process());
  if (!found) co_return fail(std::move(found.error()));
  if (given.typed.namespace_.empty()) given.typed.namespace_ = found->default_namespace;
  kube::client server(executor, std::move(*found));
  const kube::object_api objects(server, deployment_resource());
  if (given.remove) co_return co_await delete_object(objects, given);
  auto object = deployment_object(given.typed);
  if (!object) co_return fail(std::move(object.error()));
  co_return co_await apply_object(objects, std::move(*object), given);
}

/// Needs no cluster: what is printed says which namespace it is for, as far as the person did.
result<void> print_object(options given) {
  if (given.typed.namespace_.empty()) given.typed.namespace_ = "default";
  const auto object = deployment_object(given.typed);
  if (!object) return fail(object.error());
  fmt::print("{}\n", contracts::canonical(*object));
  return {};
}

}  // namespace

void add_command(CLI::App& program, std::function<result<void>()>& chosen) {
  const auto given = std::make_shared<options>();
  auto* command = program.add_subcommand("apply", "Deploy, upgrade or delete containers on devices");
  command->footer(
      "Examples:\n"
      "  harmony-iot apply --name web --to site=lyon,tier=edge --image registry/web:1 --port 8080:80\n"
      "  harmony-iot apply --name web --to site=lyon,tier=edge --image registry/web:2 --port 8080:80\n"
      "  harmony-iot apply --name web --delete");
  auto& typed = given->typed;
  command->add_option("--name", typed.name, "Name of the Deployment and of its container")->required()->group("What");
  std::vector<CLI::Option*> contents;
  const auto add = [&](const char* name, auto& to, const char* type, const char* help) {
    contents.push_back(command->add_option(name, to, help)->type_name(type)->group("What"));
    // One value a time: what follows may be another option's, and may begin with '['.
    contents.back()->allow_extra_args(false);
  };
  add("--to", typed.to, "SELECTOR", "Which devices, by label, as kubectl -l takes it; may be repeated, and all have to hold");
  add("--image", typed.image, "IMAGE", "Image to run");
  add("--command", typed.command, "WORD", "Replaces the image's entry point; may be repeated, one word each");
  add("--arg", typed.args, "WORD", "Replaces the image's command; may be repeated, one word each");
  add("--env", typed.env, "NAME=VALUE", "Environment variable; may be repeated");
  add("--port", typed.ports, "DEVICE:CONTAINER[/udp]", "Port to publish; may be repeated");
  add("--volume", typed.volumes, "SOURCE:/PATH[:ro]", "Named volume or /PATH of the device; may be repeated");
  add("--label", typed.labels, "KEY=VALUE", "Label of the container; may be repeated");
  add("--restart-policy", typed.restart_policy, choices<contracts::restart_policy>().c_str(), "When it is started again");
  add("--image-pull-policy", typed.image_pull_policy, choices<contracts::image_pull_policy>().c_str(), "When it is pulled");
  command->add_option("-n,--namespace", typed.namespace_, "Namespace, instead of the kubeconfig's");
  command->add_option("--kubeconfig", given->where.kubeconfig,
                      "Which kubeconfig to use instead of $KUBECONFIG or ~/.kube/config");
  command->add_option("--context", given->where.context, "Which of its contexts to use instead of the current one");
  command->add_flag("--force-conflicts", given->force, "Take over fields that somebody else manages");
  auto* remove = command->add_flag("--delete", given->remove, "Delete it; the devices remove its containers");
  for (auto* what : contents) remove->excludes(what);
  command->add_flag("--print", given->print, "Write the object as JSON, for kubectl apply -f -, and change nothing")
      ->excludes(remove);
  command->callback([given, &chosen] {
    chosen = [given]() -> result<void> {
      if (given->print) return print_object(*given);
      return run([&](auto executor) { return apply_command(executor, *given); });
    };
  });
}

}  // namespace harmony::apply
