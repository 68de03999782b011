// SPDX-License-Identifier: Apache-2.0
// What a container is created from is what runs.
#include "harmony/base/file.hpp"
#include "kit/free_port.hpp"
#include "kit/temp_dir.hpp"
#include "service.hpp"

using namespace harmony;
using namespace harmony::podman;
using namespace harmony::podman::test;

namespace {

/// Awaits `expected` on the port: a container that runs may not listen yet.
task<bool> serves(std::uint16_t port, std::string expected) {
  return kit::eventually(patience, [port, expected]() -> task<bool> { co_return co_await page(port) == expected; });
}

}  // namespace

TEST_CASE("a container has the name, environment, ports, labels and command that it was created with") {
  auto& server = service();
  with_client(server, [&](client& podman) -> task<void> {
    const auto port = kit::free_port();
    const auto datagrams = kit::free_port();
    const std::string greeting = "two words, \"quotes\", $HOME and\na line in Zürich";
    auto spec = shell("default.web.nginx.0123456789",
                      "printf %s \"$GREETING\" > /www/index.html && exec /bin/busybox httpd -f -p 8000 -h /www");
    spec.environment = {{"GREETING", greeting}, {"EMPTY", ""}};
    spec.ports = {{.host = port, .container = 8000}, {.host = datagrams, .container = 53, .protocol = "udp"}};
    spec.labels = {{"iot.nationtech.io/deployment", "default/web"}, {"case", "spec"}};

    const auto id = co_await podman.create(spec);
    REQUIRE(id);
    const auto created = co_await podman.inspect(*id);
    REQUIRE(created);
    CHECK(created->id == *id);
    CHECK(created->name == spec.name);
    CHECK(created->image == web_image);
    CHECK(created->state == "created");
    CHECK_FALSE(created->running);
    CHECK(created->started_at.starts_with("0001-01-01T"));
    CHECK(created->labels == spec.labels);

    CHECK(co_await podman.start(spec.name));
    CHECK(co_await serves(port, greeting));
    const auto running = co_await podman.inspect(spec.name);
    REQUIRE(running);
    CHECK(running->id == *id);
    CHECK(running->state == "running");
    CHECK(running->running);
    CHECK_FALSE(running->started_at.starts_with("0001-01-01T"));
    const auto published = server.command({"port", spec.name});
    CHECK(published.contains(fmt::format("8000/tcp -> 0.0.0.0:{}\n", port)));
    CHECK(published.contains(fmt::format("53/udp -> 0.0.0.0:{}\n", datagrams)));
    CHECK(server.command({"inspect", "--format", "{{.HostConfig.RestartPolicy.Name}}", spec.name}) == "no\n");
  });
}

TEST_CASE("without an entrypoint or a command the image's own runs") {
  with_client(service(), [](client& podman) -> task<void> {
    const auto port = kit::free_port();
    co_await run(podman, {.name = "own-command", .image = web_image, .ports = {{.host = port, .container = 80}}});
    CHECK(co_await serves(port, "hello\n"));
  });
}

TEST_CASE("a command alone replaces the image's command") {
  auto& server = service();
  with_client(server, [&](client& podman) -> task<void> {
    const auto id = co_await run(
        podman, {.name = "other-command", .image = web_image, .command = {"/bin/busybox", "echo", "one", "two  three"}});
    CHECK(co_await becomes(podman, id, "exited"));
    CHECK(server.command({"logs", id}) == "one two  three\n");
  });
}

TEST_CASE("an entrypoint alone takes the image's command away") {
  auto& server = service();
  with_client(server, [&](client& podman) -> task<void> {
    const auto id =
        co_await run(podman, {.name = "other-entrypoint", .image = web_image, .entrypoint = {"/bin/busybox", "echo", "one"}});
    CHECK(co_await becomes(podman, id, "exited"));
    CHECK(server.command({"logs", id}) == "one\n");
  });
}

TEST_CASE("a named volume is made and kept, a path of the device is there as it is, and :ro may only be read") {
  with_client(service(), [](client& podman) -> task<void> {
    const kit::temp_dir device;
    REQUIRE(write_file_atomically(device.path() / "site", "lyon"));
    auto writer = shell("volume-writer",
                        "/bin/busybox cp /config/site /data/site && ! /bin/busybox touch /config/x && "
                        "/bin/busybox touch /out/done");
    writer.volumes = {{.source = "kept-by-name", .target = "/data"},
                      {.source = device.path(), .target = "/config", .read_only = true},
                      {.source = device.path(), .target = "/out"}};
    const auto id = co_await run(podman, writer);
    CHECK(co_await becomes(podman, id, "exited"));
    CHECK((co_await podman.inspect(id))->exit_code == 0);
    CHECK(std::filesystem::exists(device.path() / "done"));
    CHECK_FALSE(std::filesystem::exists(device.path() / "x"));
    REQUIRE(co_await podman.remove(id));

    auto reader = shell("volume-reader", "[ $(/bin/busybox cat /data/site) = lyon ] && ! /bin/busybox touch /data/x");
    reader.volumes = {{.source = "kept-by-name", .target = "/data", .read_only = true}};
    const auto second = co_await run(podman, reader);
    CHECK(co_await becomes(podman, second, "exited"));
    CHECK((co_await podman.inspect(second))->exit_code == 0);
  });
}

TEST_CASE("a path of the device that is not there is told when the container is created") {
  with_client(service(), [](client& podman) -> task<void> {
    const auto created = co_await podman.create(
        {.name = "no-path", .image = web_image, .volumes = {{.source = "/nowhere/at/all", .target = "/data"}}});
    REQUIRE_FALSE(created);
    CHECK(created.error().detail.contains("/nowhere/at/all: no such file or directory"));
    CHECK(created.error().hint.contains("make that path"));
    CHECK((co_await podman.inspect("no-path")).error().code == errc::not_found);
  });
}

TEST_CASE("a name that is taken is a conflict, and the first container stays") {
  with_client(service(), [](client& podman) -> task<void> {
    const auto id = co_await podman.create({.name = "taken", .image = web_image});
    REQUIRE(id);
    const auto again = co_await podman.create({.name = "taken", .image = web_image});
    REQUIRE_FALSE(again);
    CHECK(again.error().code == errc::conflict);
    CHECK(again.error().message.starts_with("creating the container taken: podman answered "));
    CHECK(again.error().detail.contains("already in use"));
    CHECK((co_await podman.inspect("taken"))->id == *id);
  });
}

TEST_CASE("a container of an image that is not there is not created, and nothing is pulled") {
  with_client(service(), [](client& podman) -> task<void> {
    for (const auto* image : {"localhost/nobody-made-this:1", "127.0.0.1:1/x:1"}) {
      const auto created = co_await podman.create({.name = "without-image", .image = image});
      REQUIRE_FALSE(created);
      CHECK(created.error().code == errc::not_found);
      CHECK(created.error().detail.contains(image));
    }
    CHECK((co_await podman.inspect("without-image")).error().code == errc::not_found);
  });
}

TEST_CASE("what podman does not accept is refused in its words") {
  with_client(service(), [](client& podman) -> task<void> {
    const auto created = co_await podman.create({.name = "no name", .image = web_image});
    REQUIRE_FALSE(created);
    CHECK(created.error().detail.contains("names must match"));
  });
}

TEST_CASE("a command that is not in the image cannot be started, and the runtime says so") {
  with_client(service(), [](client& podman) -> task<void> {
    const auto id = co_await podman.create({.name = "not-startable", .image = web_image, .entrypoint = {"/no/such"}});
    REQUIRE(id);
    const auto started = co_await podman.start(*id);
    REQUIRE_FALSE(started);
    CHECK(started.error().code == errc::failed);
    CHECK(started.error().message.starts_with("starting the container " + *id));
    CHECK(started.error().detail.contains("`/no/such` not found"));
    const auto left = co_await podman.inspect(*id);
    REQUIRE(left);
    CHECK_FALSE(left->running);
    CHECK(co_await podman.remove(*id));
  });
}

TEST_CASE("a port of the device that is in use is told when the container starts") {
  with_client(service(), [](client& podman) -> task<void> {
    const auto port = kit::free_port();
    const std::vector<port_mapping> ports{{.host = port, .container = 80}};
    co_await run(podman, {.name = "first-on-port", .image = web_image, .ports = ports});
    const auto second = co_await podman.create({.name = "second-on-port", .image = web_image, .ports = ports});
    REQUIRE(second);
    const auto started = co_await podman.start(*second);
    REQUIRE_FALSE(started);
    CHECK(started.error().code == errc::conflict);
    CHECK(started.error().detail.contains("ddress already in use"));
    CHECK(started.error().hint.contains("publish another one"));
    CHECK((co_await podman.inspect("first-on-port"))->running);
  });
}
