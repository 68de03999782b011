// SPDX-License-Identifier: Apache-2.0
// The verbs on one resource, with objects as a type of ours.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harmony/kube/codec.hpp"
#include "harmony/kube/metadata.hpp"
#include "harmony/kube/object_api.hpp"

namespace harmony::kube {

/// `object_api` with a codec on both sides; see there for what each verb guarantees. An object that the codec cannot
/// read is an error that names the object: nothing is skipped.
template <class T>
class api {
 public:
  api(client& server, resource type, codec<T> with) : objects_(server, std::move(type)), codec_(std::move(with)) {}

  [[nodiscard]] task<result<std::optional<T>>> get(object_key key) const {
    auto found = co_await objects_.get(std::move(key));
    if (!found) co_return fail(std::move(found).error());
    if (!*found) co_return std::nullopt;
    auto decoded = read(**found);
    if (!decoded) co_return fail(std::move(decoded).error());
    co_return *std::move(decoded);
  }

  [[nodiscard]] task<result<std::vector<T>>> list(std::string namespace_, list_options options = {}) const {
    auto found = co_await objects_.list(std::move(namespace_), std::move(options));
    if (!found) co_return fail(std::move(found).error());
    std::vector<T> all;
    all.reserve(found->size());
    for (const auto& one : *found) {
      auto decoded = read(one);
      if (!decoded) co_return fail(std::move(decoded).error());
      all.push_back(*std::move(decoded));
    }
    co_return all;
  }

  [[nodiscard]] task<result<T>> apply(T object, write_options options) const {
    co_return read(co_await objects_.apply(codec_.encode(object), std::move(options)));
  }

  [[nodiscard]] task<result<T>> apply_status(T object, write_options options) const {
    co_return read(co_await objects_.apply_status(codec_.encode(object), std::move(options)));
  }

  [[nodiscard]] task<result<T>> patch_json(object_key key, boost::json::array operations, write_options options) const {
    co_return read(co_await objects_.patch_json(std::move(key), std::move(operations), std::move(options)));
  }

  [[nodiscard]] task<result<bool>> remove(object_key key, remove_options options = {}) const {
    return objects_.remove(std::move(key), std::move(options));
  }

  [[nodiscard]] const object_api& objects() const { return objects_; }

 private:
  [[nodiscard]] result<T> read(const boost::json::value& object) const {
    auto decoded = codec_.decode(object);
    if (decoded) return decoded;
    const auto key = key_of(object);
    return fail(std::move(decoded).error().in("reading " + objects_.type().kind + " " + (key ? key->text() : "?")));
  }

  [[nodiscard]] result<T> read(result<boost::json::value> object) const {
    if (!object) return fail(std::move(object).error());
    return read(*object);
  }

  object_api objects_;
  codec<T> codec_;
};

}  // namespace harmony::kube
