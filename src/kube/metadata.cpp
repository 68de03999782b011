// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/metadata.hpp"

#include <string_view>

#include <fmt/format.h>

#include "kube/json_read.hpp"

namespace harmony::kube {
namespace {

/// Reads members of `metadata` one after the other and keeps the first thing that was wrong.
class reader {
 public:
  explicit reader(const boost::json::value& metadata) : metadata_(metadata) {}

  std::string text(std::string_view name) {
    const auto* found = given(name);
    if (found == nullptr) return {};
    if (!found->is_string()) return wrong(name, "a string"), std::string();
    return std::string(found->get_string());
  }

  std::int64_t number(std::string_view name) {
    const auto* found = given(name);
    if (found == nullptr) return 0;
    if (!found->is_int64()) return wrong(name, "an integer"), 0;
    return found->get_int64();
  }

  std::map<std::string, std::string> texts_by_name(std::string_view name) {
    std::map<std::string, std::string> read;
    const auto* found = given(name);
    if (found == nullptr) return read;
    if (!found->is_object()) return wrong(name, "an object"), read;
    for (const auto& [key, value] : found->get_object()) {
      if (!value.is_string()) return wrong(fmt::format("{}[{}]", name, std::string_view(key)), "a string"), read;
      read.emplace(key, value.get_string());
    }
    return read;
  }

  std::vector<std::string> texts(std::string_view name) {
    std::vector<std::string> read;
    const auto* found = given(name);
    if (found == nullptr) return read;
    if (!found->is_array()) return wrong(name, "a list"), read;
    for (const auto& value : found->get_array()) {
      if (!value.is_string()) return wrong(fmt::format("{}[{}]", name, read.size()), "a string"), read;
      read.emplace_back(value.get_string());
    }
    return read;
  }

  [[nodiscard]] const std::string& mistake() const { return mistake_; }

 private:
  /// The API server writes null for an empty list or map in some places; that is the same as missing.
  const boost::json::value* given(std::string_view name) const {
    const auto* found = member(metadata_, name);
    return found != nullptr && !found->is_null() ? found : nullptr;
  }

  void wrong(std::string_view name, std::string_view expected) {
    if (mistake_.empty()) mistake_ = fmt::format("metadata.{}: expected {}", name, expected);
  }

  const boost::json::value& metadata_;
  std::string mistake_;
};

}  // namespace

result<object_meta> metadata_of(const boost::json::value& object) {
  const auto* metadata = member(object, "metadata");
  if (metadata == nullptr || !metadata->is_object()) return fail(errc::invalid, "metadata: expected an object");
  reader from(*metadata);
  object_meta read{.name = from.text("name"),
                   .namespace_ = from.text("namespace"),
                   .uid = from.text("uid"),
                   .resource_version = from.text("resourceVersion"),
                   .generation = from.number("generation"),
                   .labels = from.texts_by_name("labels"),
                   .annotations = from.texts_by_name("annotations"),
                   .finalizers = from.texts("finalizers")};
  if (auto when = from.text("deletionTimestamp"); !when.empty()) read.deletion_timestamp = std::move(when);
  if (!from.mistake().empty()) return fail(errc::invalid, from.mistake());
  if (read.name.empty()) return fail(errc::invalid, "metadata.name: required");
  return read;
}

result<object_key> key_of(const boost::json::value& object) {
  const auto* metadata = member(object, "metadata");
  object_key key{std::string(text_member(metadata, "namespace")), std::string(text_member(metadata, "name"))};
  if (key.name.empty()) return fail(errc::invalid, "metadata.name: required");
  return key;
}

void drop_managed_fields(boost::json::value& object) {
  if (!object.is_object()) return;
  auto* metadata = object.get_object().if_contains("metadata");
  if (metadata != nullptr && metadata->is_object()) metadata->get_object().erase("managedFields");
}

}  // namespace harmony::kube
