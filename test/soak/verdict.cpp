// SPDX-License-Identifier: Apache-2.0
#include "soak/verdict.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harmony/kube/metadata.hpp"

namespace harmony::soak {

namespace {

/// "namespace/name/revision" of each container; of one that does not run "…, exited".
std::multiset<std::string> containers_of(kit::podman_service& podman) {
  std::multiset<std::string> all;
  for (const auto& one : podman.containers())
    all.insert(fmt::format("{}/{}{}", one.deployment, one.revision, one.state == "running" ? "" : ", " + one.state));
  return all;
}

/// "" if the status is about this generation and counts every device as ready, and nothing else.
std::string difference_of(const boost::json::value& object, const contracts::deployment_spec& spec, std::int64_t devices) {
  const auto meta = kube::metadata_of(object).value();
  contracts::deployment_status status;
  if (const auto* there = object.as_object().if_contains("status"))
    status = contracts::decode<contracts::deployment_status>(*there, "status").value();
  const auto& counts = status.aggregate;
  const bool right = status.observed_generation == meta.generation && counts.matched == devices && counts.updated == devices &&
                     counts.succeeded == devices && counts.failed == 0 && counts.pending == 0 && counts.unreachable == 0 &&
                     status.update_revision == contracts::revision_of(spec.score);
  return right ? ""
               : fmt::format(
                     "generation {} of {}, {} devices: {} matched, {} updated, {} succeeded, {} failed, {} pending, {} "
                     "unreachable",
                     status.observed_generation, meta.generation, devices, counts.matched, counts.updated, counts.succeeded,
                     counts.failed, counts.pending, counts.unreachable);
}

}  // namespace

task<std::vector<std::string>> differences(ground& all, const kube::object_api& deployments, const wishes& asked) {
  std::vector<std::string> found;
  for (auto& one : all.devices()) {
    const auto wanted = asked.on(one.where);
    const auto there = containers_of(*one.podman);
    if (!std::ranges::equal(wanted, there))
      found.push_back(fmt::format("{} runs {} instead of {}", one.where.device, there, wanted));
  }
  const auto listed = co_await deployments.list("default");
  if (!listed) {
    found.push_back(listed.error().text());
    co_return found;
  }
  std::set<std::string> names;
  for (const auto& one : *listed) {
    const auto name = kube::key_of(one).value().name;
    names.insert(name);
    const auto wish = asked.all().find(name);
    if (wish == asked.all().end()) {
      found.push_back(name + " is still there");
      continue;
    }
    if (auto what = difference_of(one, wish->second, asked.devices_of(wish->second)); !what.empty())
      found.push_back(fmt::format("{}: {}", name, what));
  }
  for (const auto& [name, spec] : asked.all())
    if (!names.contains(name)) found.push_back(name + " is not there");
  co_return found;
}

}  // namespace harmony::soak
