// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>

#include "cluster.hpp"
#include "harmony/kube/api.hpp"
#include "harmony/kube/apply_outcome.hpp"
#include "harmony/kube/metadata.hpp"
#include "kit/run.hpp"

using namespace harmony;
using namespace harmony::kube;

TEST_CASE("an apply creates, changes nothing the second time, and changes what is different") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    client server(executor, test::admin_config());
    const object_api maps(server, test::config_maps);
    const object_key key{co_await test::new_namespace(server), "web"};
    const auto outcome = [&](std::string_view value, bool dry_run) -> task<apply_outcome> {
      auto done = co_await apply_and_compare(maps, test::config_map(key, "a", value), {.manager = "test", .dry_run = dry_run});
      REQUIRE(done);
      co_return done->outcome;
    };
    CHECK(co_await outcome("1", true) == apply_outcome::created);
    CHECK(co_await maps.get(key) == std::nullopt);
    CHECK(co_await outcome("1", false) == apply_outcome::created);
    CHECK(co_await outcome("1", false) == apply_outcome::unchanged);
    CHECK(co_await outcome("1", true) == apply_outcome::unchanged);
    CHECK(co_await outcome("2", true) == apply_outcome::configured);
    CHECK(co_await outcome("2", false) == apply_outcome::configured);
  });
}

TEST_CASE("a field that somebody else owns is a conflict that names them, unless forced") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    client server(executor, test::admin_config());
    const object_api maps(server, test::config_maps);
    const object_key key{co_await test::new_namespace(server), "web"};
    REQUIRE(co_await maps.apply(test::config_map(key, "a", "1"), {.manager = "somebody"}));
    const auto refused = co_await maps.apply(test::config_map(key, "a", "2"), {.manager = "test"});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::conflict);
    CHECK(refused.error().message.ends_with(R"(answered 409 Conflict: "somebody" owns .data.a)"));

    const auto forced = co_await maps.apply(test::config_map(key, "a", "2"), {.manager = "test", .force = true});
    REQUIRE(forced);
    CHECK(forced->at_pointer("/data/a") == "2");
    CHECK_FALSE(forced->at("metadata").as_object().contains("managedFields"));
  });
}

TEST_CASE("a field that the type does not have is refused by name") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    client server(executor, test::admin_config());
    const object_api maps(server, test::config_maps);
    const object_key key{co_await test::new_namespace(server), "web"};
    auto object = test::config_map(key, "a", "1");
    object.as_object()["dta"] = {{"a", "1"}};
    const auto refused = co_await maps.apply(object, {.manager = "test"});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::invalid);
    CHECK(refused.error().detail.contains("dta"));
    CHECK(co_await maps.get(key) == std::nullopt);
  });
}

TEST_CASE("a value that is not valid is refused with the reason") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    client server(executor, test::admin_config());
    const object_api maps(server, test::config_maps);
    const object_key key{co_await test::new_namespace(server), "web"};
    const auto refused = co_await maps.apply(test::config_map(key, "no/slash", "1"), {.manager = "test"});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::invalid);
    CHECK(refused.error().detail.contains("data[no/slash]"));
  });
}

TEST_CASE("text of any kind survives the way there and back") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    client server(executor, test::admin_config());
    const object_api maps(server, test::config_maps);
    const object_key key{co_await test::new_namespace(server), "web"};
    const std::string text = "a \"quoted\" \\ back/slash\ttab\nline \xc3\xa4 \xf0\x9f\x9a\x80 \x01";
    REQUIRE(co_await maps.apply(test::config_map(key, "a", text), {.manager = "test"}));
    const auto found = co_await maps.get(key);
    REQUIRE((found && *found));
    CHECK((*found)->at_pointer("/data/a").as_string() == text);
  });
}

TEST_CASE("pages of a listing become one, and each object can be patched and removed") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    client server(executor, test::admin_config());
    const object_api maps(server, test::config_maps);
    const auto space = co_await test::new_namespace(server);
    for (const std::string name : {"a", "b", "c", "d", "e"})
      REQUIRE(co_await maps.create(test::config_map({space, name}, "x", name), {.manager = "test"}));
    const auto again = co_await maps.create(test::config_map({space, "a"}, "x", "y"), {.manager = "test"});
    REQUIRE_FALSE(again);
    CHECK(again.error().code == errc::conflict);
    const auto all = co_await maps.list(space, {.limit = 2});
    REQUIRE(all);
    CHECK(all->size() == 5);

    const auto patched = co_await maps.patch_merge({space, "a"}, {{"data", boost::json::object{{"x", nullptr}, {"y", "1"}}}},
                                                   {.manager = "test"});
    REQUIRE(patched);
    CHECK(patched->at("data") == boost::json::value(boost::json::object{{"y", "1"}}));

    const auto uid = metadata_of(*patched)->uid;
    const auto other = co_await maps.remove({space, "a"}, {.uid = "11111111-2222-3333-4444-555555555555"});
    REQUIRE_FALSE(other);
    CHECK(other.error().code == errc::conflict);
    CHECK(co_await maps.remove({space, "a"}, {.uid = uid}) == true);
    CHECK(co_await maps.remove({space, "a"}) == false);
    CHECK(co_await maps.get({space, "a"}) == std::nullopt);
  });
}

namespace {

/// A ConfigMap as a role would have it.
struct setting {
  object_key key;
  std::string level;
};

const codec<setting> setting_codec{
    .decode = [](const boost::json::value& object) -> result<setting> {
      const auto key = key_of(object);
      if (!key) return fail(key.error());
      const auto* level = object.try_at_pointer("/data/level").has_value() ? &object.at_pointer("/data/level") : nullptr;
      if (level == nullptr || !level->is_string()) return fail(errc::invalid, "data.level: required");
      return setting{*key, std::string(level->get_string())};
    },
    .encode = [](const setting& one) { return test::config_map(one.key, "level", one.level); }};

}  // namespace

TEST_CASE("objects go in and out as a type, and one that can't be read is named") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    client server(executor, test::admin_config());
    const api<setting> settings(server, test::config_maps, setting_codec);
    const auto space = co_await test::new_namespace(server);
    const auto made = co_await settings.apply({{space, "web"}, "high"}, {.manager = "test"});
    REQUIRE(made);
    CHECK(made->level == "high");
    const auto read = co_await settings.get({space, "web"});
    REQUIRE((read && *read));
    CHECK((*read)->level == "high");
    CHECK((co_await settings.list(space))->size() == 1);

    REQUIRE(co_await settings.objects().apply(test::config_map({space, "odd"}, "other", "x"), {.manager = "test"}));
    const auto unreadable = co_await settings.list(space);
    REQUIRE_FALSE(unreadable);
    CHECK(unreadable.error().message == "reading ConfigMap " + space + "/odd: data.level: required");
    CHECK(co_await settings.remove({space, "odd"}) == true);
  });
}

TEST_CASE("a key without a name never means the whole collection") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    client server(executor, test::admin_config());
    const object_api maps(server, test::config_maps);
    const auto space = co_await test::new_namespace(server);
    REQUIRE(co_await maps.apply(test::config_map({space, "a"}, "x", "1"), {.manager = "test"}));
    CHECK((co_await maps.remove({space, ""})).error().code == errc::invalid);
    CHECK((co_await maps.get({space, ""})).error().code == errc::invalid);
    CHECK((co_await maps.list(space)).value().size() == 1);
  });
}
