// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/finalizer.hpp"

#include <catch2/catch_test_macros.hpp>

#include "cluster.hpp"
#include "kit/run.hpp"

using namespace harmony;
using namespace harmony::kube;

namespace {

constexpr std::string_view ours = "iot.example.org/cleanup";

task<object_meta> read(const object_api& maps, const object_key& key) {
  const auto found = co_await maps.get(key);
  REQUIRE((found && *found));
  const auto meta = metadata_of(**found);
  REQUIRE(meta);
  co_return *meta;
}

}  // namespace

TEST_CASE("an object with our finalizer stays until it is taken off") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    client server(executor, test::admin_config());
    const object_api maps(server, test::config_maps);
    const object_key key{co_await test::new_namespace(server), "web"};
    REQUIRE(co_await maps.apply(test::config_map(key, "a", "1"), {.manager = "test"}));

    auto meta = co_await read(maps, key);
    REQUIRE(plan_finalizer(meta, ours) == finalizer_step::add);
    REQUIRE(co_await maps.patch_json(key, add_finalizer_patch(meta, ours), {.manager = "test"}));
    meta = co_await read(maps, key);
    REQUIRE(plan_finalizer(meta, ours) == finalizer_step::apply);

    CHECK(co_await maps.remove(key) == true);
    meta = co_await read(maps, key);
    REQUIRE(plan_finalizer(meta, ours) == finalizer_step::cleanup);
    REQUIRE(co_await maps.patch_json(key, *remove_finalizer_patch(meta, ours), {.manager = "test"}));
    CHECK(co_await maps.get(key) == std::nullopt);
  });
}

TEST_CASE("a patch made for an older state is a conflict") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    client server(executor, test::admin_config());
    const object_api maps(server, test::config_maps);
    const object_key key{co_await test::new_namespace(server), "web"};
    REQUIRE(co_await maps.apply(test::config_map(key, "a", "1"), {.manager = "test"}));
    const auto before = co_await read(maps, key);
    REQUIRE(co_await maps.patch_json(key, add_finalizer_patch(before, "other.example.org/x"), {.manager = "other"}));

    const auto late = co_await maps.patch_json(key, add_finalizer_patch(before, ours), {.manager = "test"});
    REQUIRE_FALSE(late);
    CHECK(late.error().code == errc::conflict);

    const auto now = co_await read(maps, key);
    REQUIRE(co_await maps.patch_json(key, add_finalizer_patch(now, ours), {.manager = "test"}));
    CHECK((co_await read(maps, key)).finalizers == std::vector<std::string>{"other.example.org/x", std::string(ours)});

    auto somebody_else = co_await read(maps, key);
    somebody_else.uid = "another";
    const auto wrong = co_await maps.patch_json(key, *remove_finalizer_patch(somebody_else, ours), {.manager = "test"});
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().code == errc::conflict);
  });
}

TEST_CASE("a patch whose result is not valid is a mistake, not a conflict") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    client server(executor, test::admin_config());
    const object_api maps(server, test::config_maps);
    const object_key key{co_await test::new_namespace(server), "web"};
    REQUIRE(co_await maps.apply(test::config_map(key, "a", "1"), {.manager = "test"}));
    const auto wrong =
        co_await maps.patch_json(key, add_finalizer_patch(co_await read(maps, key), "unqualified"), {.manager = "test"});
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().code == errc::invalid);
    CHECK(wrong.error().detail.contains("metadata.finalizers"));
  });
}
