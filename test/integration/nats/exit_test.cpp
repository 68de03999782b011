// SPDX-License-Identifier: Apache-2.0
// A program of its own: what happens when its process exits depends on what it used first.
#include "client.hpp"
#include "http/tls_context.hpp"

using namespace harmony;
using namespace harmony::nats;

TEST_CASE("a program that used OpenSSL before it reached NATS by TLS ends as it should (docs/decisions/0020)") {
  REQUIRE(http::tls_context::make({.verify = false}));
  with_connection({.servers = {"tls://127.0.0.1:1"}, .name = "test"}, [](connection& link) -> task<void> {
    CHECK((co_await link.wait_connected(1ms)).error().code == errc::timeout);
    CHECK(co_await kit::eventually(patience, [&] { return link.why().text().contains("No server available"); }));
  });
}
