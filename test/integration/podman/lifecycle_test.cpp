// SPDX-License-Identifier: Apache-2.0
// Starting, stopping and removing: each is a success where there is nothing left to do.
#include "service.hpp"

using namespace harmony;
using namespace harmony::podman;
using namespace harmony::podman::test;

TEST_CASE("starting what runs is a success and leaves it as it is") {
  with_client(service(), [](client& podman) -> task<void> {
    const auto id = co_await run(podman, {.name = "start-twice", .image = web_image});
    const auto before = co_await podman.inspect(id);
    CHECK(co_await podman.start(id));
    CHECK(co_await podman.start("start-twice"));
    const auto after = co_await podman.inspect(id);
    REQUIRE(after);
    CHECK(after->running);
    CHECK(after->started_at == before->started_at);
  });
}

TEST_CASE("a container can be stopped, again and again, and started anew") {
  with_client(service(), [](client& podman) -> task<void> {
    const auto id = co_await run(podman, {.name = "stop", .image = web_image});
    CHECK(co_await podman.stop(id, std::chrono::seconds(10)));
    const auto stopped = co_await podman.inspect(id);
    REQUIRE(stopped);
    CHECK(stopped->state == "exited");
    CHECK_FALSE(stopped->running);
    CHECK(stopped->exit_code == 137);
    CHECK(co_await podman.stop(id, std::chrono::seconds(10)));
    CHECK(co_await podman.start(id));
    CHECK((co_await podman.inspect(id))->running);
  });
}

TEST_CASE("stopping what never ran is a success") {
  with_client(service(), [](client& podman) -> task<void> {
    const auto id = co_await podman.create({.name = "stop-created", .image = web_image});
    REQUIRE(id);
    CHECK(co_await podman.stop(*id, std::chrono::seconds(10)));
    CHECK_FALSE((co_await podman.inspect(*id))->running);
  });
}

TEST_CASE("a container that does not heed the signal is killed when its grace is over") {
  auto& server = service();
  with_client(server, [&](client& podman) -> task<void> {
    // The image asks for SIGKILL; podman commits a copy that asks for what others do.
    server.command({"create", "--name", "stubborn-template", web_image});
    server.command({"commit", "--quiet", "--change", "STOPSIGNAL SIGTERM", "stubborn-template", "localhost/stubborn:1"});
    auto spec = shell("stubborn", "trap '' TERM; while true; do /bin/busybox sleep 1; done");
    spec.image = "localhost/stubborn:1";
    const auto id = co_await run(podman, std::move(spec));
    CHECK(co_await podman.stop(id, std::chrono::seconds(1)));
    const auto stopped = co_await podman.inspect(id);
    REQUIRE(stopped);
    CHECK_FALSE(stopped->running);
    CHECK(stopped->exit_code == 137);
  });
}

TEST_CASE("a running container is removed, and removing it again is a success") {
  with_client(service(), [](client& podman) -> task<void> {
    const auto id = co_await run(podman, {.name = "remove", .image = web_image});
    CHECK(co_await podman.remove(id));
    const auto gone = co_await podman.inspect(id);
    REQUIRE_FALSE(gone);
    CHECK(gone.error().code == errc::not_found);
    CHECK(co_await podman.remove(id));
    CHECK(co_await podman.remove("remove"));
    CHECK(co_await podman.remove("nobody-made-this"));
    // Its name is free again.
    CHECK(co_await podman.create({.name = "remove", .image = web_image}));
  });
}

TEST_CASE("a container takes its anonymous volumes with it and leaves the named ones") {
  auto& server = service();
  with_client(server, [&](client& podman) -> task<void> {
    server.command({"create", "--name", "volume-template", web_image});
    server.command({"commit", "--quiet", "--change", "VOLUME /data", "volume-template", "localhost/volume:1"});
    server.command({"volume", "create", "kept"});
    const auto id = co_await run(podman, {.name = "with-volume", .image = "localhost/volume:1"});
    server.command({"create", "--name", "with-named", "--volume", "kept:/data", "localhost/volume:1"});
    const auto anonymous =
        server.command({"inspect", "--format", "{{range .Mounts}}{{.Name}}{{end}}", "with-volume"}).substr(0, 64);
    CHECK(server.command({"volume", "ls", "--quiet"}).contains(anonymous));

    CHECK(co_await podman.remove(id));
    CHECK(co_await podman.remove("with-named"));
    const auto left = server.command({"volume", "ls", "--quiet"});
    CHECK_FALSE(left.contains(anonymous));
    CHECK(left.contains("kept"));
  });
}

TEST_CASE("what is done to a container that is not there is not found, except removing it") {
  with_client(service(), [](client& podman) -> task<void> {
    for (const auto* name : {"nobody-made-this", "a/../b?x=y", "with space"}) {
      CAPTURE(name);
      const auto started = co_await podman.start(name);
      REQUIRE_FALSE(started);
      CHECK(started.error().code == errc::not_found);
      const auto stopped = co_await podman.stop(name, std::chrono::seconds(1));
      REQUIRE_FALSE(stopped);
      CHECK(stopped.error().code == errc::not_found);
      const auto found = co_await podman.inspect(name);
      REQUIRE_FALSE(found);
      CHECK(found.error().code == errc::not_found);
      CHECK(found.error().message.starts_with(fmt::format("inspecting the container {}: podman answered 404", name)));
    }
    CHECK((co_await podman.inspect("nobody-made-this")).error().detail.contains("no such container"));
  });
}
