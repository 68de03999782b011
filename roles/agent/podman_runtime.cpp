// SPDX-License-Identifier: Apache-2.0
#include "agent/podman_runtime.hpp"

#include <algorithm>
#include <random>

#include <fmt/format.h>

#include "harmony/base/backoff.hpp"
#include "harmony/base/log.hpp"
#include "harmony/contracts/names.hpp"

namespace harmony::agent {

namespace {

constexpr std::chrono::seconds stop_grace{10};
constexpr std::chrono::milliseconds events_idle = 10min;  // a quiet device is normal; a dead connection is found by then
/// Podman starts five programs to say what it is: not beside the first listing, which everybody waits for.
constexpr std::chrono::milliseconds first_work = 1s;

std::string label_of(const std::map<std::string, std::string>& labels, std::string_view name) {
  const auto found = labels.find(std::string(name));
  return found == labels.end() ? std::string() : found->second;
}

/// What is not on the container, because an older agent made it, is the contract's default.
contracts::restart_policy restart_policy_of(const std::map<std::string, std::string>& labels) {
  const boost::json::value text(label_of(labels, contracts::container_restart_label));
  return contracts::decode<contracts::restart_policy>(text).value_or(contracts::service{}.restart_policy);
}

identity identity_of(const std::map<std::string, std::string>& labels) {
  return {.deployment = label_of(labels, contracts::container_deployment_label),
          .uid = label_of(labels, contracts::container_uid_label),
          .service = label_of(labels, contracts::container_service_label),
          .revision = label_of(labels, contracts::container_revision_label)};
}

/// Dots separate the parts, because DNS labels have none: no two Deployments share a name.
std::string name_of(const identity& is) {
  auto name = fmt::format("{}.{}.{}", is.deployment, is.service, is.revision.substr(0, 10));
  std::ranges::replace(name, '/', '.');
  return name;
}

podman::container_spec spec_of(const identity& is, const contracts::service& from) {
  podman::container_spec spec{
      .name = name_of(is), .image = from.image.text(), .entrypoint = from.command, .command = from.args};
  for (const auto& one : from.env) spec.environment.insert_or_assign(one.name.text(), one.value);
  for (const auto& one : from.ports)
    spec.ports.push_back({.host = one.host,
                          .container = one.container,
                          .protocol = one.over == contracts::port_mapping::protocol::udp ? "udp" : "tcp"});
  for (const auto& one : from.volumes)
    spec.volumes.push_back({.source = one.source, .target = one.target, .read_only = one.read_only});
  // Ours first: a name that is there already stays as it is.
  spec.labels = {{std::string(contracts::container_deployment_label), is.deployment},
                 {std::string(contracts::container_uid_label), is.uid},
                 {std::string(contracts::container_service_label), is.service},
                 {std::string(contracts::container_revision_label), is.revision},
                 {std::string(contracts::container_restart_label), contracts::text_of(from.restart_policy)}};
  for (const auto& [key, value] : from.labels) spec.labels.emplace(key.text(), value.text());
  return spec;
}

}  // namespace

task<result<std::vector<container>>> podman_runtime::list() {
  auto listed = co_await podman_.list(std::string(contracts::container_deployment_label));
  if (!listed) co_return fail(std::move(listed.error()));
  std::vector<container> ours;
  for (const auto& one : *listed) {
    ours.push_back({.id = one.id,
                    .is = identity_of(one.labels),
                    .running = one.state == "running",
                    .half_removed = one.state == "removing",  // podman keeps it through a reboot, and starts it no more
                    .started_before = one.started,
                    .exit_code = one.exited ? std::optional(one.exit_code) : std::nullopt,
                    .restart = restart_policy_of(one.labels)});
  }
  co_return ours;
}

task<result<bool>> podman_runtime::has_image(const contracts::image_reference& image) {
  return podman_.image_exists(image.text());
}

task<result<void>> podman_runtime::pull(const contracts::image_reference& image, std::chrono::milliseconds limit) {
  return podman_.pull(image.text(), limit);
}

task<result<std::string>> podman_runtime::create(const identity& is, const contracts::service& from) {
  const auto spec = spec_of(is, from);
  auto id = co_await podman_.create(spec);
  if (id || id.error().code != errc::conflict) co_return id;
  // A power cut while podman made it leaves the name in podman's storage, with no container that podman knows.
  const auto there = co_await podman_.inspect(spec.name);
  if (there || there.error().code != errc::not_found) co_return id;
  if (auto removed = co_await podman_.remove(spec.name); !removed) co_return id;
  co_return co_await podman_.create(spec);
}

task<result<void>> podman_runtime::start(const std::string& id) { return podman_.start(id); }

task<result<void>> podman_runtime::remove(const std::string& id) {
  auto stopped = co_await podman_.stop(id, stop_grace);
  if (!stopped && stopped.error().code == errc::not_found) co_return result<void>{};
  if (!stopped && stopped.error().code != errc::failed) co_return stopped;
  co_return co_await podman_.remove(id);
}

task<void> podman_runtime::introduce() {
  for (;;) {
    co_await opened_.wait();
    co_await sleep_for(first_work);
    const auto now = co_await podman_.info();
    if (!now || known_ == *now) continue;  // the next call says what is wrong
    log::info("podman", {{"version", now->version},
                         {"rootless", now->rootless},
                         {"cgroups", now->cgroups},
                         {"network", now->network_backend},
                         {"storage", now->storage_driver}});
    known_ = *now;
  }
}

task<void> podman_runtime::watch(std::function<void(const deployment_key&)> changed, std::function<void()> interrupted) {
  task_group both(co_await asio::this_coro::executor);
  both.spawn("podman introduction", introduce());
  both.spawn("podman events", follow(std::move(changed), std::move(interrupted)));
  co_await both.join();
}

task<void> podman_runtime::follow(std::function<void(const deployment_key&)> changed, std::function<void()> interrupted) {
  random_source random(std::random_device{}());
  backoff waits(200ms, 30s);
  for (;;) {
    auto events = co_await podman_.events();
    // What happened before the stream was open is not in it.
    if (events) interrupted();
    if (events) opened_.notify();
    auto why = events ? error{.code = errc::unavailable, .message = "podman ended the stream of events"} : events.error();
    bool quiet = false;
    while (events) {
      auto seen = co_await events->next(events_idle);
      if (!seen) why = std::move(seen.error());
      quiet = why.code == errc::timeout;
      if (!seen || !*seen) break;
      waits.reset();
      const auto& one = **seen;
      if (one.action != "start" && one.action != "died" && one.action != "die" && one.action != "remove") continue;
      if (auto key = label_of(one.attributes, contracts::container_deployment_label); !key.empty()) changed(key);
    }
    // Nothing happened, or the stream died unseen: a new one tells which.
    if (quiet) continue;
    if (waits.failures() == 0) log::warning("cannot follow podman's events", {why});
    co_await sleep_for(waits.next(random));
  }
}

}  // namespace harmony::agent
