// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/request.hpp"

#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "kube/json_for_yaml.hpp"

namespace harmony::kube {
namespace {

constexpr std::string_view json_type = "application/json";
/// Also for a JSON body: JSON is nearly YAML, and older servers know no other name for an apply.
constexpr std::string_view apply_type = "application/apply-patch+yaml";
constexpr std::string_view json_patch_type = "application/json-patch+json";
constexpr std::string_view merge_patch_type = "application/merge-patch+json";

/// A path that grows a query.
class target {
 public:
  target(const resource& type, std::string_view namespace_, std::string_view name = {}, std::string_view subresource = {}) {
    text_ = type.group.empty() ? "/api/" + type.version : fmt::format("/apis/{}/{}", type.group, type.version);
    if (type.namespaced && !namespace_.empty()) text_ += "/namespaces/" + http::encoded(namespace_);
    text_ += "/" + type.plural;
    if (!name.empty()) text_ += "/" + http::encoded(name);
    if (!subresource.empty()) fmt::format_to(std::back_inserter(text_), "/{}", subresource);
  }

  /// An empty value is left out: to the API server that is the same.
  target&& with(std::string_view parameter, std::string_view value) && {
    if (value.empty()) return std::move(*this);
    fmt::format_to(std::back_inserter(text_), "{}{}={}", parameters_++ == 0 ? '?' : '&', parameter, http::encoded(value));
    return std::move(*this);
  }

  target&& with(const write_options& options) && {
    return std::move(*this)
        .with("fieldManager", options.manager)
        .with("fieldValidation", options.strict ? "Strict" : "")
        .with("dryRun", options.dry_run ? "All" : "");
  }

  std::string text() && { return std::move(text_); }

 private:
  std::string text_;
  int parameters_ = 0;
};

http::request reading(target&& from) {
  return {.verb = http::method::get, .target = std::move(from).text(), .headers = {{"Accept", std::string(json_type)}}};
}

http::request writing(http::method verb, target&& to, std::string_view type, std::string body) {
  return {.verb = verb,
          .target = std::move(to).text(),
          .headers = {{"Accept", std::string(json_type)}, {"Content-Type", std::string(type)}},
          .body = std::move(body)};
}

http::request writing(http::method verb, target&& to, std::string_view type, const boost::json::value& body) {
  return writing(verb, std::move(to), type, boost::json::serialize(body));
}

http::request applying(target&& to, const boost::json::value& object, const write_options& options) {
  return writing(http::method::patch, std::move(to).with(options).with("force", options.force ? "true" : ""), apply_type,
                 json_for_yaml(object));
}

}  // namespace

http::request get_request(const resource& type, const object_key& key) {
  return reading(target(type, key.namespace_, key.name));
}

http::request list_request(const resource& type, std::string_view namespace_, const list_options& options) {
  return reading(target(type, namespace_)
                     .with("labelSelector", options.label_selector)
                     .with("fieldSelector", options.field_selector)
                     .with("limit", options.limit == 0 ? "" : std::to_string(options.limit))
                     .with("continue", options.continue_from));
}

http::request watch_request(const resource& type, std::string_view namespace_, const watch_options& options) {
  return reading(target(type, namespace_)
                     .with("watch", "true")
                     .with("labelSelector", options.label_selector)
                     .with("fieldSelector", options.field_selector)
                     .with("resourceVersion", options.resource_version)
                     .with("allowWatchBookmarks", "true")
                     .with("timeoutSeconds", std::to_string(options.timeout.count())));
}

http::request apply_request(const resource& type, const object_key& key, const boost::json::value& object,
                            const write_options& options) {
  return applying(target(type, key.namespace_, key.name), object, options);
}

http::request apply_status_request(const resource& type, const object_key& key, const boost::json::value& object,
                                   const write_options& options) {
  return applying(target(type, key.namespace_, key.name, "status"), object, options);
}

http::request json_patch_request(const resource& type, const object_key& key, const boost::json::array& operations,
                                 const write_options& options) {
  return writing(http::method::patch, target(type, key.namespace_, key.name).with(options), json_patch_type, operations);
}

http::request merge_patch_request(const resource& type, const object_key& key, const boost::json::value& patch,
                                  const write_options& options) {
  return writing(http::method::patch, target(type, key.namespace_, key.name).with(options), merge_patch_type, patch);
}

http::request create_request(const resource& type, std::string_view namespace_, const boost::json::value& object,
                             const write_options& options) {
  return writing(http::method::post, target(type, namespace_).with(options), json_type, object);
}

http::request update_request(const resource& type, const object_key& key, const boost::json::value& object,
                             const write_options& options) {
  return writing(http::method::put, target(type, key.namespace_, key.name).with(options), json_type, object);
}

http::request remove_request(const resource& type, const object_key& key, const remove_options& options) {
  boost::json::object body{{"apiVersion", "v1"}, {"kind", "DeleteOptions"}, {"propagationPolicy", options.propagation}};
  if (!options.uid.empty()) body["preconditions"] = boost::json::object{{"uid", options.uid}};
  if (options.dry_run) body["dryRun"] = boost::json::array{"All"};
  return writing(http::method::remove, target(type, key.namespace_, key.name), json_type, body);
}

}  // namespace harmony::kube
