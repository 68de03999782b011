// SPDX-License-Identifier: Apache-2.0
// What is sent to the API server for each verb. Pure: values in, an http::request out.
// Source of paths and parameters: Kubernetes API concepts and server-side apply documentation.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "harmony/http/message.hpp"
#include "harmony/kube/resource.hpp"

namespace harmony::kube {

struct list_options {
  std::string label_selector{};  ///< "app=web,tier in (a,b)"; empty: all
  std::string field_selector{};
  std::size_t limit = 500;      ///< objects a page; 0: everything in one answer
  std::string continue_from{};  ///< the earlier page's token; empty: the first page
};

struct watch_options {
  std::string label_selector{};
  std::string field_selector{};
  std::string resource_version{};     ///< changes after this one are sent
  std::chrono::seconds timeout{290};  ///< the server ends the watch after this
};

struct write_options {
  std::string manager{};  ///< who owns the fields that are written; ≤ 128 characters
  bool force = false;     ///< server-side apply only: take fields over from other managers
  bool strict = true;     ///< refuse a field that the type does not have, instead of dropping it
  bool dry_run = false;   ///< everything but the storing
};

struct remove_options {
  std::string propagation = "Background";  ///< what happens to dependents: Background, Foreground or Orphan
  std::string uid{};                       ///< refuse (409) if the object is not this one any more; empty: any
  bool dry_run = false;
};

[[nodiscard]] http::request get_request(const resource& type, const object_key& key);
/// An empty `namespace_` means every namespace.
[[nodiscard]] http::request list_request(const resource& type, std::string_view namespace_, const list_options& options);
/// Always with bookmarks, so that a quiet watch's position does not grow old.
[[nodiscard]] http::request watch_request(const resource& type, std::string_view namespace_, const watch_options& options);
/// Server-side apply. `object` holds only the fields that the manager owns, with apiVersion, kind and metadata.name.
[[nodiscard]] http::request apply_request(const resource& type, const object_key& key, const boost::json::value& object,
                                          const write_options& options);
/// The same on the status subresource.
[[nodiscard]] http::request apply_status_request(const resource& type, const object_key& key, const boost::json::value& object,
                                                 const write_options& options);
/// RFC 6902.
[[nodiscard]] http::request json_patch_request(const resource& type, const object_key& key,
                                               const boost::json::array& operations, const write_options& options);
/// RFC 7386.
[[nodiscard]] http::request merge_patch_request(const resource& type, const object_key& key, const boost::json::value& patch,
                                                const write_options& options);
/// POST: fails with 409 if the object is there.
[[nodiscard]] http::request create_request(const resource& type, std::string_view namespace_, const boost::json::value& object,
                                           const write_options& options);
/// PUT: fails with 409 if `object` has a resourceVersion that is not the stored one's.
[[nodiscard]] http::request update_request(const resource& type, const object_key& key, const boost::json::value& object,
                                           const write_options& options);
[[nodiscard]] http::request remove_request(const resource& type, const object_key& key, const remove_options& options);

}  // namespace harmony::kube
