// SPDX-License-Identifier: Apache-2.0
// A podman that is stopped, killed, and back.
#include "service.hpp"

using namespace harmony;
using namespace harmony::podman;
using namespace harmony::podman::test;

namespace {

/// An own one, with the image in it.
struct own_podman {
  own_podman() { service.import_image(web_image); }
  kit::podman_service service{};
};

void is_unavailable(const auto& answer, std::string_view why) {
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == errc::unavailable);
  CHECK(answer.error().message.contains(why));
  CHECK(answer.error().hint.contains("systemctl --user enable --now podman.socket"));
}

}  // namespace

TEST_CASE("a stopped podman is unavailable and the missing socket named; once it is back everything is as before") {
  own_podman own;
  with_client(own.service, [&](client& podman) -> task<void> {
    const auto before = co_await podman.info();
    REQUIRE(before);
    const auto id = co_await run(podman, {.name = "web", .image = web_image, .labels = {{"case", "outage"}}});

    own.service.stop();
    const auto no_socket = "there is no socket " + own.service.url();
    is_unavailable(co_await podman.info(), no_socket);
    is_unavailable(co_await podman.image_exists(web_image), no_socket);
    is_unavailable(co_await podman.pull(web_image, patience), no_socket);
    is_unavailable(co_await podman.create({.name = "other", .image = web_image}), no_socket);
    is_unavailable(co_await podman.start(id), no_socket);
    is_unavailable(co_await podman.stop(id, std::chrono::seconds(1)), no_socket);
    is_unavailable(co_await podman.remove(id), no_socket);
    is_unavailable(co_await podman.inspect(id), no_socket);
    is_unavailable(co_await podman.list("case"), no_socket);
    is_unavailable(co_await podman.events(), no_socket);
    is_unavailable(co_await podman.ping(), no_socket);
    is_unavailable(co_await podman.remove_image(web_image), no_socket);
    is_unavailable(co_await podman.logs(id, {}), no_socket);
    is_unavailable(co_await podman.stats({}), no_socket);

    own.service.start();
    CHECK(co_await podman.info() == *before);
    const auto listed = co_await podman.list("case=outage");
    REQUIRE(listed);
    REQUIRE(listed->size() == 1);
    CHECK(listed->front().id == id);
    CHECK(listed->front().state == "running");
    CHECK(co_await podman.create({.name = "other", .image = web_image}));
    CHECK(co_await podman.remove(id));
  });
}

TEST_CASE("a killed podman ends its event stream, and what comes after it is seen on a new one") {
  own_podman own;
  with_client(own.service, [&](client& podman) -> task<void> {
    const auto id = co_await run(podman, {.name = "web", .image = web_image});
    auto events = co_await podman.events();
    REQUIRE(events);
    own.service.kill();
    for (;;) {
      const auto seen = co_await events->next(patience);
      REQUIRE(seen);
      if (!*seen) break;  // nothing more comes, and it is no error
    }
    is_unavailable(co_await podman.info(), own.service.url() + " refuses connections");

    own.service.start();
    auto again = co_await podman.events();
    REQUIRE(again);
    // The container outlived its podman.
    CHECK((co_await podman.inspect(id))->running);
    CHECK(co_await podman.remove(id));
    for (bool removed = false; !removed;) {
      const auto seen = co_await again->next(patience);
      REQUIRE(seen);
      REQUIRE(*seen);
      removed = (*seen)->id == id && (*seen)->action == "remove";
    }
  });
}

TEST_CASE("an event stream without events times out, which is not its end") {
  own_podman own;
  with_client(own.service, [&](client& podman) -> task<void> {
    auto events = co_await podman.events();
    REQUIRE(events);
    const auto nothing = co_await events->next(50ms);
    REQUIRE_FALSE(nothing);
    CHECK(nothing.error().code == errc::timeout);
  });
}
