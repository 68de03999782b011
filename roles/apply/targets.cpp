// SPDX-License-Identifier: Apache-2.0
#include "apply/targets.hpp"

#include <utility>

#include <fmt/format.h>
#include <boost/json/object.hpp>

#include "harmony/contracts/names.hpp"
#include "harmony/kube/manifest.hpp"
#include "harmony/kube/metadata.hpp"

namespace harmony::apply {

namespace {

std::string_view text_of(const boost::json::object& object, std::string_view member) {
  const auto* found = object.if_contains(member);
  return found != nullptr && found->is_string() ? std::string_view(found->get_string()) : std::string_view();
}

result<void> check_kind(const boost::json::value& document) {
  const auto ours = fmt::format("{} {}", contracts::api_group_version, contracts::deployment_kind);
  const auto* object = document.if_object();
  const auto version = object == nullptr ? std::string_view() : text_of(*object, "apiVersion");
  const auto kind = object == nullptr ? std::string_view() : text_of(*object, "kind");
  if (version.empty() || kind.empty())
    return fail(
        errc::invalid, "this has no apiVersion and kind", {},
        fmt::format("begin with apiVersion: {} and kind: {}", contracts::api_group_version, contracts::deployment_kind));
  if (version == contracts::api_group_version && kind == contracts::deployment_kind) return {};
  return fail(errc::invalid, fmt::format("this is {} {}, and harmony-iot apply takes {} only", version, kind, ours), {},
              "kubectl apply -f is for everything else");
}

result<target> target_of(boost::json::value document, std::string_view namespace_) {
  if (auto known = check_kind(document); !known) return fail(std::move(known.error()));
  auto key = kube::key_of(document);
  if (!key) return fail(std::move(key.error()));
  if (!namespace_.empty() && !key->namespace_.empty() && key->namespace_ != namespace_)
    return fail(errc::invalid, fmt::format("metadata.namespace is \"{}\", and -n says \"{}\"", key->namespace_, namespace_), {},
                "leave one of them out");
  return target{.key = *std::move(key), .object = std::move(document)};
}

}  // namespace

result<std::vector<target>> targets_in(std::string_view file, std::string_view text, std::string_view namespace_) {
  auto documents = kube::read_manifest(text);
  if (!documents) return fail(std::move(documents.error()).in(file));
  if (documents->empty()) return fail(errc::invalid, fmt::format("{}: there is no document in it", file));
  std::vector<target> all;
  for (auto& one : *documents) {
    const auto origin = documents->size() == 1 ? std::string(file) : fmt::format("{}:{}", file, one.line);
    auto read = target_of(std::move(one.content), namespace_);
    if (!read) return fail(std::move(read.error()).in(origin));
    read->origin = origin;
    if (!namespace_.empty()) place(*read, std::string(namespace_));
    all.push_back(*std::move(read));
  }
  return all;
}

void place(target& one, const std::string& default_namespace) {
  if (!one.key.namespace_.empty()) return;
  one.key.namespace_ = default_namespace;
  if (!one.object.is_null()) one.object.at("metadata").as_object()["namespace"] = default_namespace;
}

}  // namespace harmony::apply
