// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "service.hpp"

using namespace harmony;
using namespace harmony::podman;
using namespace harmony::podman::test;

namespace {

/// The next event of this container with one of these actions; others are passed over.
task<result<event>> next_of(event_stream& events, std::string id, std::vector<std::string> actions) {
  for (;;) {
    auto seen = co_await events.next(patience);
    if (!seen) co_return fail(std::move(seen.error()));
    if (!*seen) co_return fail(errc::unavailable, "the stream ended");
    if ((*seen)->id == id && std::ranges::contains(actions, (*seen)->action)) co_return std::move(**seen);
  }
}

}  // namespace

TEST_CASE("creation, start, end and removal of a container are seen, with its labels") {
  with_client(service(), [](client& podman) -> task<void> {
    auto events = co_await podman.events();
    REQUIRE(events);
    auto spec = shell("eventful", "exit 3");
    spec.labels = {{"iot.nationtech.io/deployment", "default/eventful"}};
    const auto id = co_await run(podman, std::move(spec));
    CHECK(co_await becomes(podman, id, "exited"));
    CHECK(co_await podman.remove(id));
    for (const auto* action : {"create", "start", "died", "remove"}) {
      const auto seen = co_await next_of(*events, id, {"create", "start", "died", "remove"});
      REQUIRE(seen);
      CHECK(seen->type == "container");
      CHECK(seen->action == action);
      CHECK(seen->attributes.at("name") == "eventful");
      CHECK(seen->attributes.at("image") == web_image);
      CHECK(seen->attributes.at("iot.nationtech.io/deployment") == "default/eventful");
      if (seen->action == "died") CHECK(seen->attributes.at("containerExitCode") == "3");
    }
  });
}

TEST_CASE("what happens to images is not among the events") {
  auto& server = service();
  with_client(server, [&](client& podman) -> task<void> {
    auto events = co_await podman.events();
    REQUIRE(events);
    server.command({"tag", web_image, "localhost/tagged:1"});
    const auto id = co_await podman.create({.name = "after-tagging", .image = web_image});
    REQUIRE(id);
    for (;;) {
      const auto seen = co_await events->next(patience);
      REQUIRE(seen);
      REQUIRE(*seen);
      CHECK((*seen)->type == "container");
      if ((*seen)->id == *id) break;
    }
  });
}

TEST_CASE("a kill from outside is a death, seen by everybody who follows") {
  auto& server = service();
  with_client(server, [&](client& podman) -> task<void> {
    const auto id = co_await run(podman, {.name = "killed", .image = web_image});
    auto first = co_await podman.events();
    REQUIRE(first);
    auto second = co_await podman.events();
    REQUIRE(second);
    server.command({"kill", id});
    for (auto* events : {&*first, &*second}) {
      const auto seen = co_await next_of(*events, id, {"died"});
      REQUIRE(seen);
      CHECK(seen->attributes.at("containerExitCode") == "137");
    }
  });
}
