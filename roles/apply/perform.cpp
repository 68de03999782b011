// SPDX-License-Identifier: Apache-2.0
#include "apply/perform.hpp"

#include <cstdio>
#include <utility>

#include <fmt/format.h>

#include "apply/deployment_object.hpp"
#include "apply/watch.hpp"
#include "harmony/contracts/names.hpp"
#include "harmony/kube/apply_outcome.hpp"
#include "harmony/kube/client.hpp"
#include "harmony/kube/object_api.hpp"

namespace harmony::apply {

namespace {

void say(const target& one, std::string_view what) {
  fmt::print("deployment.{}/{} {}\n", contracts::api_group, one.key.name, what);
  std::fflush(stdout);
}

/// What the API server's refusal means on this command line.
error explained(error why, const target& one) {
  // A conflict with a hint is about fields that others own.
  if (why.code == errc::conflict && !why.hint.empty()) why.hint = "--force-conflicts takes the fields over";
  if (why.code == errc::unavailable && why.hint.contains("CustomResourceDefinition"))
    why.hint = "is its CustomResourceDefinition installed? run harmony-iot install";
  if (why.code == errc::not_found && why.detail.contains("namespaces \""))
    why.hint = fmt::format("kubectl create namespace {}, or -n names another one", one.key.namespace_);
  if (why.code == errc::forbidden) why.hint = "ask for this right in the namespace, or use another --context or --kubeconfig";
  return one.origin.empty() ? why : std::move(why).in(one.origin);
}

task<result<void>> apply_one(const kube::object_api& objects, const target& one, bool force) {
  auto applied =
      co_await kube::apply_and_compare(objects, one.object, {.manager = std::string(contracts::apply_manager), .force = force});
  if (!applied) co_return fail(std::move(applied.error()));
  say(one, kube::name_of(applied->outcome));
  co_return result<void>{};
}

std::unexpected<error> there_is_none(const target& one) {
  return fail(errc::failed, fmt::format("there is no Deployment {}", one.key.text()), {}, "-n names another namespace");
}

task<result<void>> remove_one(const kube::object_api& objects, const target& one) {
  const auto removed = co_await objects.remove(one.key);
  if (!removed) co_return fail(removed.error());
  if (!*removed) co_return there_is_none(one);
  say(one, "deleted");
  co_return result<void>{};
}

task<result<void>> look_for_one(const kube::object_api& objects, const target& one) {
  const auto found = co_await objects.get(one.key);
  if (!found) co_return fail(found.error());
  if (!*found) co_return there_is_none(one);
  co_return result<void>{};
}

task<result<void>> act_on(const kube::object_api& objects, const target& one, const command& given) {
  switch (given.what) {
    case verb::apply: return apply_one(objects, one, given.force);
    case verb::remove: return remove_one(objects, one);
    case verb::look: return look_for_one(objects, one);
  }
  std::unreachable();
}

task<result<void>> watch_all(kube::client& server, const command& given) {
  const watch_limits limits{.limit = *given.watch, .deadline = steady_clock::now() + *given.watch};
  const bool removing = given.what == verb::remove;
  for (const auto& one : given.targets) {
    auto reached =
        co_await watch_until(server, one.key, removing ? goal::gone : goal::up_to_date, limits, display_of_process());
    if (!reached) co_return reached;
    say(one, removing ? "is gone" : "is up to date");
  }
  co_return result<void>{};
}

}  // namespace

task<result<void>> perform(asio::any_io_executor executor, command given) {
  const auto failed = [&](error why) {
    // Who watches learns from errc::timeout that the time was over, and nothing else may look like it.
    if (given.watch) why.code = errc::failed;
    return fail(std::move(why));
  };
  auto found = kube::find_config(given.where, kube::surroundings::of_process());
  if (!found) co_return failed(std::move(found.error()));
  for (auto& one : given.targets) place(one, found->default_namespace);
  kube::client server(executor, std::move(*found));
  const kube::object_api objects(server, deployment_resource());
  for (const auto& one : given.targets)
    if (auto done = co_await act_on(objects, one, given); !done) co_return failed(explained(std::move(done.error()), one));
  if (given.watch) co_return co_await watch_all(server, given);
  co_return result<void>{};
}

}  // namespace harmony::apply
