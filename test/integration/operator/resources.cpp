// SPDX-License-Identifier: Apache-2.0
#include "resources.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "kit/deployments.hpp"
#include "kit/good.hpp"

namespace harmony::fleet::test {

namespace {

constexpr auto person = "kubectl";

using kit::good;

}  // namespace

resources::resources(kube::client& server, std::string space)
    : objects_(server, kit::deployment_type), space_(std::move(space)) {}

task<kube::object_meta> resources::apply(std::string name, contracts::deployment_spec spec) const {
  co_return good(kube::metadata_of(good(co_await objects_.apply(kit::deployment({space_, name}, spec), {.manager = person}))));
}

task<kube::object_meta> resources::patch(std::string name, boost::json::value merged) const {
  co_return good(
      kube::metadata_of(good(co_await objects_.patch_merge({space_, name}, std::move(merged), {.manager = person}))));
}

task<void> resources::overwrite_status(std::string name, contracts::deployment_status status) const {
  auto object = kit::deployment({space_, std::move(name)}, {}).as_object();
  object.erase("spec");
  object["status"] = contracts::encode(status);
  good(co_await objects_.apply_status(std::move(object), {.manager = person, .force = true}));
}

task<void> resources::remove(std::string name) const { good(co_await objects_.remove({space_, name})); }

task<void> resources::discard_all() const {
  for (const auto& one : good(co_await objects_.list(space_))) {
    const auto key = good(kube::key_of(one));
    (void)co_await objects_.patch_merge(key, {{"metadata", {{"finalizers", nullptr}}}}, {.manager = person});
    good(co_await objects_.remove(key));
  }
}

task<std::optional<kube::object_meta>> resources::meta(std::string name) const {
  const auto found = co_await get(std::move(name));
  co_return found ? std::optional(good(kube::metadata_of(*found))) : std::nullopt;
}

task<contracts::deployment_status> resources::status(std::string name) const {
  const auto found = co_await get(name);
  if (!found) throw std::runtime_error("there is no Deployment " + name);
  const auto* status = found->as_object().if_contains("status");
  co_return status == nullptr ? contracts::deployment_status{}
                              : good(contracts::decode<contracts::deployment_status>(*status, "status"));
}

task<bool> resources::status_is(std::string name, look holds) const { co_return holds(co_await status(std::move(name))); }

task<bool> resources::gone(std::string name) const { co_return !co_await get(std::move(name)); }

task<std::optional<boost::json::value>> resources::get(std::string name) const {
  co_return good(co_await objects_.get({space_, std::move(name)}));
}

std::string shown(const contracts::deployment_status& status, std::string_view type) {
  const auto* found = contracts::find_condition(status, type);
  if (found == nullptr) return "absent";
  return contracts::text_of(found->status) + " " + found->reason;
}

}  // namespace harmony::fleet::test
