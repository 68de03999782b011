// SPDX-License-Identifier: Apache-2.0
// A pull ends with the limit that its caller gives it, whatever podman says or does not say.
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
error pulled(kit::script what) {
  const kit::temp_dir folder;
  const auto socket = (folder.path() / "podman.sock").string();
  error why;
  kit::run([&](auto executor) -> task<void> {
    kit::scripted_server server(executor, {what}, {.socket_path = socket});
    client podman(executor, socket);
    co_await kit::beside(server.run(), [&]() -> task<void> {
      const auto done = co_await podman.pull("registry.example/web:1", soon);
      REQUIRE_FALSE(done);
      why = done.error();
    });
  });
  return why;
}

}  // namespace

TEST_CASE("a pull that hangs ends with its limit, before podman's first word and after it") {
  for (const auto& said : {std::string(), head, head + progress}) {
    CAPTURE(said);
    const auto why = pulled([&](kit::script_link& link) -> task<void> {
      co_await link.request();
      co_await link.send(said);
      co_await link.until_closed();
    });
    CHECK(why.code == errc::timeout);
    CHECK(why.message == "pulling the image registry.example/web:1: it was not there within 20 ms");
  }
}

TEST_CASE("a pull that goes on for ever ends with its limit although it speaks") {
  const auto why = pulled([](kit::script_link& link) -> task<void> {
    co_await link.request();
    co_await link.send(head);
    for (;;) {
      co_await link.send(progress);
      co_await sleep_for(1ms);
    }
  });
  CHECK(why.code == errc::timeout);
  CHECK(why.message == "pulling the image registry.example/web:1: it was not there within 20 ms");
}
