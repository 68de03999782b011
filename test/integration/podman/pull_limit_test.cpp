// SPDX-License-Identifier: Apache-2.0
// A pull that is stuck ends by itself: one that says nothing, and one that goes on for ever.
#include "kit/beside.hpp"
#include "kit/scripted_server.hpp"
#include "kit/temp_dir.hpp"
#include "service.hpp"

using namespace harmony;
using namespace harmony::podman;
using namespace harmony::podman::test;

namespace {

constexpr std::chrono::milliseconds soon = 20ms;
const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n";
const std::string progress = "{\"stream\":\"Copying blob 1\"}\n";

/// What a pull ends with against a podman that does this.
error pulled(kit::script what, pull_limits limits) {
  const kit::temp_dir folder;
  const auto socket = (folder.path() / "podman.sock").string();
  error why;
  kit::run([&](auto executor) -> task<void> {
    kit::scripted_server server(executor, {what}, {.socket_path = socket});
    client podman(executor, socket, limits);
    co_await kit::beside(server.run(), [&]() -> task<void> {
      const auto done = co_await podman.pull("registry.example/web:1");
      REQUIRE_FALSE(done);
      why = done.error();
    });
  });
  return why;
}

}  // namespace

TEST_CASE("a pull that says nothing for as long as it may is given up, before its first word and after it") {
  for (const auto& said : {std::string(), head, head + progress}) {
    CAPTURE(said);
    const auto why = pulled(
        [&](kit::script_link& link) -> task<void> {
          co_await link.request();
          co_await link.send(said);
          co_await link.until_closed();
        },
        {.whole = patience, .silence = soon});
    CHECK(why.code == errc::timeout);
    CHECK(why.message.starts_with("pulling the image registry.example/web:1: no answer from "));
    CHECK(why.message.ends_with(" within 20 ms"));
  }
}

TEST_CASE("a pull that goes on for longer than it may is given up although it speaks") {
  const auto why = pulled(
      [](kit::script_link& link) -> task<void> {
        co_await link.request();
        co_await link.send(head + progress);
        co_await sleep_for(2 * soon);
        co_await link.send(progress);
        co_await link.until_closed();
      },
      {.whole = soon, .silence = patience});
  CHECK(why.code == errc::timeout);
  CHECK(why.message == "pulling the image registry.example/web:1: no answer from podman within 20 ms");
}
