// SPDX-License-Identifier: Apache-2.0
#include "operator/document_store.hpp"

#include <utility>

namespace harmony::fleet {

namespace {

const std::set<device_id> none;

kube::object_key key_of(const contracts::desired_deployment& one) { return {one.namespace_.text(), one.name.text()}; }

std::set<kube::object_key> keys_of(const std::optional<contracts::desired_state>& document) {
  std::set<kube::object_key> keys;
  if (!document) return keys;
  for (const auto& one : document->deployments) keys.insert(key_of(one));
  return keys;
}

}  // namespace

std::set<kube::object_key> document_store::set(const device_id& device, std::uint64_t revision,
                                               std::optional<contracts::desired_state> document) {
  const bool first_of_listing = unlisted_.erase(device) > 0;
  std::set<kube::object_key> touched;
  if (const auto known = documents_.find(device); known != documents_.end()) {
    if (!first_of_listing && known->second.revision >= revision) return {};
    touched = keys_of(known->second.document);
    unname(device, known->second.document);
  }
  touched.merge(keys_of(document));
  name(device, document);
  documents_.insert_or_assign(device, stored{revision, std::move(document)});
  return touched;
}

std::set<kube::object_key> document_store::erase(const device_id& device) {
  unlisted_.erase(device);
  const auto known = documents_.find(device);
  if (known == documents_.end()) return {};
  auto touched = keys_of(known->second.document);
  unname(device, known->second.document);
  documents_.erase(known);
  return touched;
}

void document_store::begin_listing() { unlisted_ = devices(); }

std::set<device_id> document_store::end_listing() {
  auto gone = std::exchange(unlisted_, {});
  for (const auto& device : gone) erase(device);
  return gone;
}

const document_store::stored* document_store::find(const device_id& device) const {
  const auto known = documents_.find(device);
  return known == documents_.end() ? nullptr : &known->second;
}

const std::set<device_id>& document_store::naming(const kube::object_key& key) const {
  const auto known = naming_.find(key);
  return known == naming_.end() ? none : known->second;
}

std::set<kube::object_key> document_store::named() const {
  std::set<kube::object_key> all;
  for (const auto& [key, devices] : naming_) all.insert(key);
  return all;
}

std::set<contracts::revision> document_store::revisions() const {
  std::set<contracts::revision> all;
  for (const auto& [revision, entries] : revisions_) all.insert(revision);
  return all;
}

std::set<device_id> document_store::devices() const {
  std::set<device_id> all;
  for (const auto& [device, one] : documents_) all.insert(device);
  return all;
}

void document_store::name(const device_id& device, const std::optional<contracts::desired_state>& document) {
  if (!document) return;
  for (const auto& one : document->deployments) {
    naming_[key_of(one)].insert(device);
    ++revisions_[one.revision];
  }
}

void document_store::unname(const device_id& device, const std::optional<contracts::desired_state>& document) {
  if (!document) return;
  for (const auto& one : document->deployments) {
    // A document may name one twice.
    if (const auto known = naming_.find(key_of(one)); known != naming_.end()) {
      known->second.erase(device);
      if (known->second.empty()) naming_.erase(known);
    }
    if (const auto known = revisions_.find(one.revision); --known->second == 0) revisions_.erase(known);
  }
}

}  // namespace harmony::fleet
