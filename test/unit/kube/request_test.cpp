// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/request.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace harmony;
using namespace harmony::kube;

namespace {

const resource config_maps{.group = "", .version = "v1", .plural = "configmaps", .kind = "ConfigMap"};
const resource gadgets{.group = "iot.example.org", .version = "v1alpha1", .plural = "gadgets", .kind = "Gadget"};
const resource namespaces{.group = "", .version = "v1", .plural = "namespaces", .kind = "Namespace", .namespaced = false};
const object_key web{"default", "web"};

std::string_view content_type(const http::request& made) {
  for (const auto& one : made.headers)
    if (one.name == "Content-Type") return one.value;
  return {};
}

}  // namespace

TEST_CASE("a resource's path has its group, its namespace and its plural") {
  CHECK(get_request(config_maps, web).target == "/api/v1/namespaces/default/configmaps/web");
  CHECK(get_request(gadgets, web).target == "/apis/iot.example.org/v1alpha1/namespaces/default/gadgets/web");
  CHECK(get_request(namespaces, {.name = "kube-system"}).target == "/api/v1/namespaces/kube-system");
  CHECK(get_request(namespaces, {"ignored", "x"}).target == "/api/v1/namespaces/x");
  CHECK(get_request(config_maps, web).verb == http::method::get);
  CHECK(gadgets.api_version() == "iot.example.org/v1alpha1");
  CHECK(config_maps.api_version() == "v1");
}

TEST_CASE("a name can't leave its path segment") {
  CHECK(get_request(config_maps, {"a/b", "../x?y"}).target == "/api/v1/namespaces/a%2Fb/configmaps/..%2Fx%3Fy");
}

TEST_CASE("a listing is paged, selected, and over all namespaces if none is named") {
  CHECK(list_request(config_maps, "", {}).target == "/api/v1/configmaps?limit=500");
  const auto made =
      list_request(gadgets, "shop", {.label_selector = "app=web,tier in (a,b)", .limit = 2, .continue_from = "abc=="});
  CHECK(made.target ==
        "/apis/iot.example.org/v1alpha1/namespaces/shop/gadgets"
        "?labelSelector=app%3Dweb%2Ctier%20in%20%28a%2Cb%29&limit=2&continue=abc%3D%3D");
  CHECK(list_request(config_maps, "", {.field_selector = "metadata.name=a", .limit = 0}).target ==
        "/api/v1/configmaps?fieldSelector=metadata.name%3Da");
}

TEST_CASE("a watch starts at a version, asks for bookmarks and says when to end") {
  CHECK(watch_request(config_maps, "default", {.resource_version = "42"}).target ==
        "/api/v1/namespaces/default/configmaps?watch=true&resourceVersion=42&allowWatchBookmarks=true&timeoutSeconds=290");
}

TEST_CASE("an apply names its manager, is strict, and forces only when told") {
  const boost::json::object object{{"apiVersion", "v1"}, {"kind", "ConfigMap"}};
  const auto plain = apply_request(config_maps, web, object, {.manager = "harmony-iot-apply"});
  CHECK(plain.verb == http::method::patch);
  CHECK(plain.target == "/api/v1/namespaces/default/configmaps/web?fieldManager=harmony-iot-apply&fieldValidation=Strict");
  CHECK(content_type(plain) == "application/apply-patch+yaml");
  CHECK(plain.body == R"({"apiVersion":"v1","kind":"ConfigMap"})");

  const auto forced =
      apply_request(config_maps, web, object, {.manager = "m", .force = true, .strict = false, .dry_run = true});
  CHECK(forced.target == "/api/v1/namespaces/default/configmaps/web?fieldManager=m&dryRun=All&force=true");
}

TEST_CASE("a status is applied to its subresource") {
  const auto made = apply_status_request(gadgets, web, boost::json::object{}, {.manager = "m", .force = true});
  CHECK(
      made.target ==
      "/apis/iot.example.org/v1alpha1/namespaces/default/gadgets/web/status?fieldManager=m&fieldValidation=Strict&force=true");
}

TEST_CASE("patches say which kind they are") {
  const auto json = json_patch_request(config_maps, web, {{{"op", "remove"}, {"path", "/data"}}}, {.manager = "m"});
  CHECK(json.verb == http::method::patch);
  CHECK(json.target == "/api/v1/namespaces/default/configmaps/web?fieldManager=m&fieldValidation=Strict");
  CHECK(content_type(json) == "application/json-patch+json");
  CHECK(json.body == R"([{"op":"remove","path":"/data"}])");

  const auto merge = merge_patch_request(config_maps, web, boost::json::object{{"data", nullptr}}, {.manager = "m"});
  CHECK(content_type(merge) == "application/merge-patch+json");
  CHECK(merge.body == R"({"data":null})");
}

TEST_CASE("creating posts to the collection") {
  const auto made = create_request(config_maps, "default", boost::json::object{}, {.manager = "m"});
  CHECK(made.verb == http::method::post);
  CHECK(made.target == "/api/v1/namespaces/default/configmaps?fieldManager=m&fieldValidation=Strict");
  CHECK(content_type(made) == "application/json");
}

TEST_CASE("updating replaces the object at its own path") {
  const auto put = update_request(config_maps, web, boost::json::object{{"data", nullptr}}, {.manager = "m"});
  CHECK(put.verb == http::method::put);
  CHECK(put.target == "/api/v1/namespaces/default/configmaps/web?fieldManager=m&fieldValidation=Strict");
  CHECK(put.body == R"({"data":null})");
}

TEST_CASE("removing can be bound to one object of that name") {
  const auto made = remove_request(config_maps, web, {.uid = "u-1", .dry_run = true});
  CHECK(made.verb == http::method::remove);
  CHECK(made.target == "/api/v1/namespaces/default/configmaps/web");
  CHECK(
      made.body ==
      R"({"apiVersion":"v1","kind":"DeleteOptions","propagationPolicy":"Background","preconditions":{"uid":"u-1"},"dryRun":["All"]})");
  CHECK(remove_request(config_maps, web, {}).body ==
        R"({"apiVersion":"v1","kind":"DeleteOptions","propagationPolicy":"Background"})");
}

TEST_CASE("keys are told apart, ordered by namespace, and written as people write them") {
  CHECK(web.text() == "default/web");
  CHECK(object_key{.name = "node-1"}.text() == "node-1");
  CHECK(object_key{"a", "z"} < object_key{"b", "a"});
  CHECK(std::hash<object_key>()(web) == std::hash<object_key>()(object_key{"default", "web"}));
  CHECK(std::hash<object_key>()({"a", "b"}) != std::hash<object_key>()({"b", "a"}));
}
