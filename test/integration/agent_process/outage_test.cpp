// SPDX-License-Identifier: Apache-2.0
// Podman's service is gone for a while, and its socket with it. Each test passes over what an outage of a minute would meet:
// the stream of events ends and is asked for in vain, and so is the list of containers.
#include <csignal>

#include "field.hpp"
#include "harmony/contracts/names.hpp"

using namespace harmony;
using namespace harmony::agent::test;
using contracts::phase;

namespace {

task<void> lose_podman(field& all) {
  shared_podman().stop();
  REQUIRE(co_await all.becomes([&] { return all.log().contains("cannot follow podman's events"); }));
  // Containers are listed every half a minute; a hub that is back is a reason to do so at once.
  co_await all.restart_nats(true);
  REQUIRE(co_await all.becomes([&] { return all.said("cannot list containers") == 1; }));
}

bool runs(const std::string& process) { return ::kill(std::stoi(process), 0) == 0; }

}  // namespace

TEST_CASE("while podman is gone what ran runs, and is reported so, with why nothing more is known; then it is followed again") {
  with_agent([](field& all) -> task<void> {
    REQUIRE(co_await all.runs("web", web(1)));
    const auto id = field::containers().front().id;
    const auto process = shared_podman().command({"inspect", "--format", "{{.State.Pid}}", id});
    const auto before = (co_await all.state())->deployments.front();
    co_await lose_podman(all);
    CHECK(runs(process));
    contracts::deployment_state said;
    REQUIRE(co_await all.becomes([&]() -> task<bool> {
      said = (co_await all.state())->deployments.front();
      co_return !said.last_error.empty();
    }));
    CHECK(said.last_error.contains("systemctl --user enable --now podman.socket"));
    said.last_error.clear();
    CHECK(said == before);

    shared_podman().start();
    shared_podman().command({"kill", id});
    REQUIRE(co_await all.becomes([&]() -> task<bool> {
      const auto now = co_await all.state();
      co_return now->deployments.front().restarts == 1 && now->deployments.front().phase == phase::running;
    }));
    CHECK((co_await all.state())->deployments.front().last_error.empty());
    CHECK(field::containers().front().id == id);
    CHECK(all.said("cannot follow podman's events") == 1);
    CHECK(all.said("cannot list containers") == 1);
  });
}

TEST_CASE("a container that ended while podman was gone is started again once it is back, and counts as one restart") {
  with_agent([](field& all) -> task<void> {
    REQUIRE(co_await all.runs("web", web(1)));
    const auto id = field::containers().front().id;
    const auto process = shared_podman().command({"inspect", "--format", "{{.State.Pid}}", id});
    co_await lose_podman(all);
    REQUIRE(::kill(std::stoi(process), SIGKILL) == 0);
    shared_podman().start();
    REQUIRE(co_await all.becomes([&]() -> task<bool> {
      const auto now = co_await all.state();
      co_return now->deployments.front().restarts == 1 && now->deployments.front().phase == phase::running;
    }));
    const auto after = field::containers();
    REQUIRE(after.size() == 1);
    CHECK(after.front().id == id);
    CHECK(after.front().state == "running");
  });
}

TEST_CASE("what is ordered while podman is gone fails with how to start it, leaves what runs, and is done once it is back") {
  with_agent([](field& all) -> task<void> {
    REQUIRE(co_await all.runs("web", web(1)));
    const auto process = shared_podman().command({"inspect", "--format", "{{.State.Pid}}", field::containers().front().id});
    co_await lose_podman(all);
    const auto wanted = all.entry("web", web(2));
    co_await all.store(wanted.revision, web(2));
    co_await all.order({wanted});
    REQUIRE(co_await all.becomes([&] { return all.is_in(phase::failed); }));
    const auto said = (co_await all.state())->deployments.front();
    CHECK(said.revision == wanted.revision);
    CHECK(said.last_error.contains("systemctl --user enable --now podman.socket"));
    CHECK(runs(process));

    shared_podman().start();
    REQUIRE(co_await all.becomes([&] { return all.is_in(phase::running); }));
    const auto after = field::containers();
    REQUIRE(after.size() == 1);
    CHECK(after.front().revision == wanted.revision.text());
    CHECK((co_await all.state())->deployments.front().restarts == 0);
  });
}
