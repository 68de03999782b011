// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/lease.hpp"

#include <boost/json/object.hpp>

#include "harmony/kube/metadata.hpp"
#include "kube/json_read.hpp"

namespace harmony::kube {
namespace {

std::int64_t number_member(const boost::json::value* object, std::string_view name) {
  const auto* found = member(object, name);
  return found != nullptr && found->is_int64() ? found->get_int64() : 0;
}

}  // namespace

const resource& lease_type() {
  static const resource type{.group = "coordination.k8s.io", .version = "v1", .plural = "leases", .kind = "Lease"};
  return type;
}

result<lease> lease_of(const boost::json::value& object) {
  auto meta = metadata_of(object);
  if (!meta) return fail(std::move(meta).error());
  const auto* spec = member(object, "spec");
  return lease{.uid = std::move(meta->uid),
               .resource_version = std::move(meta->resource_version),
               .holder = std::string(text_member(spec, "holderIdentity")),
               .duration = std::chrono::seconds(number_member(spec, "leaseDurationSeconds")),
               .transitions = number_member(spec, "leaseTransitions"),
               .acquire_time = std::string(text_member(spec, "acquireTime")),
               .renew_time = std::string(text_member(spec, "renewTime"))};
}

boost::json::value lease_object(const object_key& key, const lease& content) {
  boost::json::object metadata{{"name", key.name}, {"namespace", key.namespace_}};
  if (!content.resource_version.empty()) metadata["resourceVersion"] = content.resource_version;
  if (!content.uid.empty()) metadata["uid"] = content.uid;
  boost::json::object spec{{"holderIdentity", content.holder},
                           {"leaseDurationSeconds", content.duration.count()},
                           {"leaseTransitions", content.transitions}};
  if (!content.acquire_time.empty()) spec["acquireTime"] = content.acquire_time;
  if (!content.renew_time.empty()) spec["renewTime"] = content.renew_time;
  return {{"apiVersion", lease_type().api_version()},
          {"kind", lease_type().kind},
          {"metadata", std::move(metadata)},
          {"spec", std::move(spec)}};
}

}  // namespace harmony::kube
