// SPDX-License-Identifier: Apache-2.0
// What podman says of itself and of what runs: info, logs, statistics.
#include <algorithm>

#include "service.hpp"

using namespace harmony;
using namespace harmony::podman;
using namespace harmony::podman::test;

namespace {

task<std::vector<log_line>> all_of(log_stream& log) {
  std::vector<log_line> lines;
  for (;;) {
    auto line = co_await log.next(patience);
    REQUIRE(line);
    if (!*line) break;
    lines.push_back(std::move(**line));
  }
  co_return lines;
}

}  // namespace

TEST_CASE("podman answers, and says what it is") {
  auto& server = service();
  with_client(server, [&](client& podman) -> task<void> {
    CHECK(co_await podman.ping());
    const auto info = co_await podman.info();
    REQUIRE(info);
    CHECK(server.command({"--version"}) == "podman version " + info->version + "\n");
    CHECK(server.command({"info", "--format", "{{.Host.CgroupsVersion}} {{.Store.GraphDriverName}}"}) ==
          info->cgroups + " " + info->storage_driver + "\n");
    CHECK(info->network_backend == "netavark");
    CHECK_FALSE(info->rootless);
  });
}

TEST_CASE("a log is what the container wrote to its two streams, whole or its last lines") {
  with_client(service(), [](client& podman) -> task<void> {
    const auto id =
        co_await run(podman, shell("logging", "for n in 1 2 3; do echo line $n; done; echo 'not good' >&2; exit 0"));
    CHECK(co_await becomes(podman, id, "exited"));
    auto whole = co_await podman.logs(id, {});
    REQUIRE(whole);
    const auto lines = co_await all_of(*whole);
    CHECK(lines.size() == 4);
    CHECK(std::ranges::contains(lines, log_line{.text = "line 1"}));
    CHECK(std::ranges::contains(lines, log_line{.text = "line 3"}));
    CHECK(std::ranges::contains(lines, log_line{.error_stream = true, .text = "not good"}));
    auto tail = co_await podman.logs(id, {.tail = 1});
    REQUIRE(tail);
    CHECK((co_await all_of(*tail)).size() == 1);
  });
}

TEST_CASE("a log that is followed goes on until the container ends") {
  auto& server = service();
  with_client(server, [&](client& podman) -> task<void> {
    const auto id =
        co_await run(podman, shell("followed", "echo one; while [ ! -e /go ]; do /bin/busybox sleep 0.05; done; echo two"));
    auto log = co_await podman.logs(id, {.follow = true});
    REQUIRE(log);
    CHECK(**(co_await log->next(patience)) == log_line{.text = "one"});
    server.command({"exec", id, "/bin/busybox", "touch", "/go"});
    CHECK(**(co_await log->next(patience)) == log_line{.text = "two"});
    CHECK_FALSE(*(co_await log->next(patience)));
  });
}

TEST_CASE("a log of a container that is not there is not found") {
  with_client(service(), [](client& podman) -> task<void> {
    const auto log = co_await podman.logs("nobody-made-this", {});
    REQUIRE_FALSE(log);
    CHECK(log.error().code == errc::not_found);
    CHECK(log.error().detail.contains("no such container"));
  });
}

TEST_CASE("statistics are of the containers that were asked for, and an error within the answer is one") {
  with_client(service(), [](client& podman) -> task<void> {
    const auto id = co_await run(podman, {.name = "measured", .image = web_image});
    co_await run(podman, {.name = "not-measured", .image = web_image});
    const auto stats = co_await podman.stats({id});
    REQUIRE(stats);
    REQUIRE(stats->size() == 1);
    CHECK(stats->front().id == id);
    CHECK(stats->front().name == "measured");
    CHECK(stats->front().memory_bytes > 0);
    CHECK(stats->front().memory_limit_bytes > stats->front().memory_bytes);
    CHECK(stats->front().processes == 1);
    CHECK((co_await podman.stats({}))->size() >= 2);
    const auto unknown = co_await podman.stats({"nobody-made-this"});
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().message.starts_with("reading statistics of containers: "));
  });
}
