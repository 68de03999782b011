// SPDX-License-Identifier: Apache-2.0
// A device whose power was cut, and whose NATS does not take its credentials any more.
#include "field.hpp"
#include "kit/agent.hpp"
#include "kit/closing.hpp"

using namespace harmony;
using namespace harmony::agent::test;

TEST_CASE("an agent that NATS refuses for good starts what is to run before it ends, however long podman takes to answer") {
  with_agent([](field& all) -> task<void> {
    REQUIRE(co_await all.runs("web", web(1)));
    all.power_cut();
    shared_podman().start();
    const kit::nats_server refusing({.configuration = "authorization { token: \"secret\" }"});
    auto to_podman = all.relay_to_podman();
    to_podman.hold(true);
    const auto story = [&]() -> task<void> {
      const auto refused = kit::start_agent({.device = all.device().text(),
                                             .nats = refusing.url(),
                                             .podman_socket = to_podman.where().socket_path,
                                             .folder = all.folder()});
      REQUIRE(co_await all.becomes([&] { return refused->log().contains("NATS refuses us for good"); }));
      to_podman.hold(false);
      CHECK(co_await all.becomes([] { return field::runs_only(contracts::revision_of(web(1)).text()); }));
      CHECK(refused->wait(patience) == 1);
    };
    co_await kit::closing(story(), [&] { return to_podman.close(); });
  });
}
