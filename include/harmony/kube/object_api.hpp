// SPDX-License-Identifier: Apache-2.0
// The verbs on one resource, with objects as JSON.
#pragma once

#include <optional>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "harmony/base/task.hpp"
#include "harmony/kube/client.hpp"
#include "harmony/kube/request.hpp"
#include "harmony/kube/resource.hpp"

namespace harmony::kube {

/// A view on a client, which must outlive it; copying it is cheap. Every call has `limit` as client::call has it, and its
/// error begins with what was being done to which object. A key without a name is errc::invalid. Objects come back without
/// managedFields.
class object_api {
 public:
  object_api(client& server, resource type, std::chrono::milliseconds limit = call_limit)
      : server_(&server), type_(std::move(type)), limit_(limit) {}

  /// Nothing if there is no such object. errc::unavailable if the resource itself is not served.
  [[nodiscard]] task<result<std::optional<boost::json::value>>> get(object_key key) const;
  /// Every page. An empty `namespace_` means every namespace. A listing that the server gives up half-way (errc::gone)
  /// is started again once.
  [[nodiscard]] task<result<std::vector<boost::json::value>>> list(std::string namespace_, list_options options = {}) const;
  /// Server-side apply, creating the object if it is not there; the key is read from `object`. errc::conflict names the
  /// managers that own the fields otherwise; errc::invalid names what does not fit the schema.
  [[nodiscard]] task<result<boost::json::value>> apply(boost::json::value object, write_options options) const;
  /// The same on the status subresource of an object that is there.
  [[nodiscard]] task<result<boost::json::value>> apply_status(boost::json::value object, write_options options) const;
  /// RFC 6902. errc::conflict if one of its `test` operations does not hold.
  [[nodiscard]] task<result<boost::json::value>> patch_json(object_key key, boost::json::array operations,
                                                            write_options options) const;
  /// RFC 7386.
  [[nodiscard]] task<result<boost::json::value>> patch_merge(object_key key, boost::json::value patch,
                                                             write_options options) const;
  /// errc::conflict if it is there already.
  [[nodiscard]] task<result<boost::json::value>> create(boost::json::value object, write_options options) const;
  /// Replaces the whole object. errc::conflict if its `metadata.resourceVersion` is not the stored one any more.
  [[nodiscard]] task<result<boost::json::value>> update(boost::json::value object, write_options options) const;
  /// True if it was there. The object may stay until its finalizers are gone.
  [[nodiscard]] task<result<bool>> remove(object_key key, remove_options options = {}) const;

  [[nodiscard]] const resource& type() const { return type_; }

 private:
  [[nodiscard]] task<result<boost::json::value>> write(std::string doing, http::request what) const;

  client* server_;
  resource type_;
  std::chrono::milliseconds limit_;
};

}  // namespace harmony::kube
