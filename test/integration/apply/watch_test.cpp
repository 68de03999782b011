// SPDX-License-Identifier: Apache-2.0
// `harmony-iot apply --watch` where its output is no terminal: what it waits for and says.
#include "kit/eventually.hpp"
#include "kit/temp_dir.hpp"
#include "person.hpp"
#include "rollout.hpp"

using namespace harmony;
using namespace harmony::apply::test;

TEST_CASE("each change of the status is a line, and the last device ends it with 0") {
  with_person([](person& one) -> task<void> {
    const kit::temp_dir folder;
    const auto watching = one.begins(web_watched, folder.path() / "log");
    const auto says = [&](std::string_view what) {
      return kit::eventually(patience, [&, what] { return watching->log().contains(what); });
    };
    const auto place = one.space() + "/web: ";
    REQUIRE(co_await says(place + "waiting for the operator\n"));
    CHECK(watching->log().starts_with("deployment.iot.nationtech.io/web created\n"));
    co_await one.writes_status("web", rolled_out(0, 0, 2));
    REQUIRE(co_await says(place + "0 of 2 devices ready, 0 updated, 2 pending\n"));
    co_await one.writes_status("web", rolled_out(1, 1, 3));
    REQUIRE(co_await says(place + "1 of 3 devices ready, 2 updated, 1 failed, 1 pending; plc-17: no such image\n"));
    co_await one.writes_status("web", rolled_out(3, 0, 3));
    CHECK(co_await says(place + "3 of 3 devices ready, 3 updated\ndeployment.iot.nationtech.io/web is up to date\n"));
    CHECK(watching->wait(patience) == 0);
  });
}

TEST_CASE("an operator that does not run is wondered about") {
  with_person([](person& one) -> task<void> {
    const kit::temp_dir folder;
    const auto watching = one.begins(web_watched, folder.path() / "log");
    CHECK(co_await kit::eventually(patience, [&] {
      return watching->log().contains(
          "web: the operator has not seen it yet; is it running? kubectl -n harmony-iot get pods\n");
    }));
    CHECK(watching->running());
    co_await one.writes_status("web", rolled_out(1, 0, 1));
    CHECK(watching->wait(patience) == 0);
  });
}

TEST_CASE("with no matching device it says so and waits: one may come") {
  with_person([](person& one) -> task<void> {
    const kit::temp_dir folder;
    const auto watching = one.begins(web_watched, folder.path() / "log");
    REQUIRE(co_await kit::eventually(patience, [&] { return watching->log().contains("waiting for the operator"); }));
    co_await one.writes_status("web", rolled_out(0, 0, 0));
    REQUIRE(co_await kit::eventually(
        patience, [&] { return watching->log().contains("no device matches the selector (NoMatchingDevices)"); }));
    CHECK(watching->running());
    co_await one.writes_status("web", rolled_out(1, 0, 1));
    CHECK(watching->wait(patience) == 0);
  });
}

TEST_CASE("--name with --watch looks at what is there and applies nothing") {
  with_person([](person& one) -> task<void> {
    const auto none = one.types({"--name", "web", "--watch"});
    CHECK(none.code == 1);
    CHECK(none.output.contains("there is no Deployment " + one.space() + "/web"));
    REQUIRE(one.types({"--name", "web", "--to", "site=lyon", "--image", "localhost/web:1"}).code == 0);
    co_await one.writes_status("web", rolled_out(2, 0, 2));
    const auto before = co_await one.spec("web");
    const auto looked = one.types({"--name", "web", "--watch"});
    CHECK(looked.output ==
          one.space() + "/web: 2 of 2 devices ready, 2 updated\ndeployment.iot.nationtech.io/web is up to date\n");
    CHECK(looked.code == 0);
    CHECK(co_await one.spec("web") == before);
  });
}

TEST_CASE("--delete --watch waits until the resource is gone") {
  with_person([](person& one) -> task<void> {
    REQUIRE(one.types({"--name", "web", "--to", "site=lyon", "--image", "localhost/web:1"}).code == 0);
    const kube::object_key key{one.space(), "web"};
    REQUIRE(co_await one.deployments().patch_merge(key, {{"metadata", {{"finalizers", {"iot.nationtech.io/device-cleanup"}}}}},
                                                   {.manager = "test"}));
    const kit::temp_dir folder;
    const auto watching = one.begins({"--name", "web", "--delete", "--watch"}, folder.path() / "log");
    REQUIRE(co_await kit::eventually(
        patience, [&] { return watching->log().contains("waiting for the operator to tell the devices\n"); }));
    CHECK(watching->running());
    REQUIRE(co_await one.deployments().patch_merge(key, {{"metadata", {{"finalizers", nullptr}}}}, {.manager = "test"}));
    CHECK(watching->wait(patience) == 0);
    CHECK(watching->log().ends_with("deployment.iot.nationtech.io/web is gone\n"));
    CHECK_FALSE(co_await one.spec("web"));
  });
}
