// SPDX-License-Identifier: Apache-2.0
// What the agent asks of podman, and what it gets back.
#include <algorithm>
#include <set>

#include "harmony/base/file.hpp"
#include "harmony/contracts/names.hpp"
#include "harmony/http/client.hpp"
#include "kit/deployments.hpp"
#include "kit/free_port.hpp"
#include "runtime_fixture.hpp"

using namespace harmony;
using namespace harmony::agent;
using namespace harmony::agent::test;

namespace {

/// One for every case of this file; what a case leaves is of its own Deployment.
kit::podman_service& shared() {
  static podman_with_image one;
  return one.service;
}

task<std::vector<container>> listed(podman_runtime& runtime, std::string deployment) {
  auto all = co_await runtime.list();
  REQUIRE(all);
  std::erase_if(*all, [&](const container& one) { return one.is.deployment != deployment; });
  co_return std::move(*all);
}

task<std::string> page(std::uint16_t port) {
  http::client browser(co_await asio::this_coro::executor, {.over = http::transport::tcp, .host = "127.0.0.1", .port = port});
  auto answer = co_await browser.send({.target = "/"}, patience);
  co_return answer && answer->ok() ? std::move(answer->body) : "";
}

}  // namespace

TEST_CASE("a container gives back who it is, before it runs and while it does") {
  with_runtime(shared(), [](podman_runtime& runtime) -> task<void> {
    const auto is = identity_of("default/identity", "nginx");
    const auto id = co_await runtime.create(is, agent::test::service("nginx"));
    REQUIRE(id);
    const auto created = co_await listed(runtime, is.deployment);
    REQUIRE(created.size() == 1);
    CHECK(created.front().id == *id);
    CHECK(created.front().is == is);
    CHECK_FALSE(created.front().running);
    CHECK_FALSE(created.front().started_before);

    CHECK(co_await runtime.start(*id));
    const auto running = co_await listed(runtime, is.deployment);
    REQUIRE(running.size() == 1);
    CHECK(running.front().id == *id);
    CHECK(running.front().is == is);
    CHECK(running.front().running);
    CHECK(running.front().started_before);
  });
}

TEST_CASE("a name that a power cut left in podman's storage, with no container to it, is taken again") {
  podman_with_image own;
  with_runtime(own.service, [&](podman_runtime& runtime) -> task<void> {
    const auto is = identity_of("default/leftover", "nginx");
    // Podman writes its storage first and its own database then: without the second it knows of no container.
    own.service.forgets([&] {
      harmony::run([&](auto executor) -> task<void> {
        podman_runtime other(executor, own.service.socket());
        REQUIRE(co_await other.create(is, agent::test::service("nginx")));
      });
    });
    CHECK((co_await listed(runtime, is.deployment)).empty());
    CHECK(own.service.command({"ps", "--all", "--external"}).contains("default.leftover.nginx"));
    co_await run(runtime, is, agent::test::service("nginx"));
    const auto now = co_await listed(runtime, is.deployment);
    REQUIRE(now.size() == 1);
    CHECK(now.front().running);
    CHECK(own.service.containers_and_halves() == 1);
  });
}

TEST_CASE("a name that a container of somebody else has is not taken from it") {
  with_runtime(shared(), [](podman_runtime& runtime) -> task<void> {
    const auto is = identity_of("default/theirs", "nginx");
    const auto id = co_await runtime.create(is, agent::test::service("nginx"));
    REQUIRE(id);
    const auto refused = co_await runtime.create(is, agent::test::service("nginx"));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::conflict);
    const auto there = co_await listed(runtime, is.deployment);
    REQUIRE(there.size() == 1);
    CHECK(there.front().id == *id);
  });
}

TEST_CASE("what is removed is gone, running or not, and removing it again is a success") {
  with_runtime(shared(), [](podman_runtime& runtime) -> task<void> {
    const auto is = identity_of("default/removed", "nginx");
    const auto running = co_await run(runtime, is, agent::test::service("nginx"));
    const auto created = co_await runtime.create(identity_of("default/removed", "other"), agent::test::service("other"));
    REQUIRE(created);
    for (const auto& id : {running, *created, running, *created}) CHECK(co_await runtime.remove(id));
    CHECK((co_await listed(runtime, is.deployment)).empty());
  });
}

TEST_CASE("a container that ended says so, with its exit code") {
  with_runtime(shared(), [](podman_runtime& runtime) -> task<void> {
    const auto is = identity_of("default/ended", "job");
    co_await run(runtime, is, shell("job", "exit 9"));
    container last;
    CHECK(co_await kit::eventually(patience, [&]() -> task<bool> {
      last = (co_await listed(runtime, is.deployment)).at(0);
      co_return !last.running && last.exit_code == 9;
    }));
    CHECK(last.started_before);
    CHECK(last.is == is);
  });
}

TEST_CASE("a service's image, command, arguments, environment and ports reach the container") {
  with_runtime(shared(), [](podman_runtime& runtime) -> task<void> {
    const auto port = kit::free_port();
    auto from = shell("page", "echo \"$GREETING from $0\" > /www/index.html && exec /bin/busybox httpd -f -p 8000 -h /www");
    from.args.emplace_back("here");
    from.env = {{.name = *contracts::env_name::parse("GREETING"), .value = "good morning"}};
    from.ports = {*contracts::port_mapping::parse(fmt::format("{}:8000", port))};
    co_await run(runtime, identity_of("default/page", "page"), from);
    CHECK(co_await kit::eventually(patience,
                                   [port]() -> task<bool> { co_return co_await page(port) == "good morning from here\n"; }));
  });
}

TEST_CASE("volumes, labels and the restart policy reach the container, and ours are never a person's") {
  auto& server = shared();
  with_runtime(server, [&](podman_runtime& runtime) -> task<void> {
    const auto is = identity_of("default/job", "job");
    auto from = shell("job", "/bin/busybox touch /data/x");
    from.volumes = {*contracts::volume_mapping::parse("job-data:/data:ro")};
    from.labels = kit::labels({{"team", "line-3"},
                               {contracts::container_deployment_label, "default.other"},
                               {contracts::container_restart_label, "Always"}});
    from.restart_policy = contracts::restart_policy::on_failure;
    const auto id = co_await run(runtime, is, from);
    container last;
    CHECK(co_await kit::eventually(patience, [&]() -> task<bool> {
      last = (co_await listed(runtime, is.deployment)).at(0);
      co_return !last.running;
    }));
    CHECK(last.is == is);
    CHECK(last.exit_code == 1);
    CHECK(last.restart == contracts::restart_policy::on_failure);
    CHECK(server.command({"inspect", "--format", R"({{index .Config.Labels "team"}})", id}) == "line-3\n");
  });
}

TEST_CASE("a container whose start failed has not run") {
  with_runtime(shared(), [](podman_runtime& runtime) -> task<void> {
    const auto is = identity_of("default/unstartable", "nginx");
    auto from = agent::test::service("nginx");
    from.command = {"/no/such"};
    const auto id = co_await runtime.create(is, from);
    REQUIRE(id);
    CHECK_FALSE(co_await runtime.start(*id));
    CHECK_FALSE((co_await listed(runtime, is.deployment)).at(0).started_before);
  });
}

TEST_CASE("equal service names of two Deployments, and two revisions of one, do not collide") {
  with_runtime(shared(), [](podman_runtime& runtime) -> task<void> {
    std::set<std::string> ids;
    for (const auto& is : {identity_of("one/web", "nginx"), identity_of("two/web", "nginx"), identity_of("one/web-2", "nginx"),
                           identity_of("one/web", "nginx-2"), identity_of("one/web", "nginx", 'b')})
      ids.insert(co_await run(runtime, is, agent::test::service("nginx")));
    CHECK(ids.size() == 5);
    CHECK((co_await listed(runtime, "one/web")).size() == 3);
    CHECK((co_await listed(runtime, "two/web")).size() == 1);
    CHECK((co_await listed(runtime, "one/web-2")).size() == 1);
  });
}

TEST_CASE("the same container again is a conflict, not a second one") {
  with_runtime(shared(), [](podman_runtime& runtime) -> task<void> {
    const auto is = identity_of("default/twice", "nginx");
    REQUIRE(co_await runtime.create(is, agent::test::service("nginx")));
    const auto again = co_await runtime.create(is, agent::test::service("nginx"));
    REQUIRE_FALSE(again);
    CHECK(again.error().code == errc::conflict);
    CHECK((co_await listed(runtime, is.deployment)).size() == 1);
  });
}

TEST_CASE("the longest names that a Deployment and a service can have are good container names") {
  with_runtime(shared(), [](podman_runtime& runtime) -> task<void> {
    const std::string longest(63, 'x');
    const auto is = identity_of(longest + "/" + longest, longest);
    co_await run(runtime, is, agent::test::service(longest));
    const auto found = co_await listed(runtime, is.deployment);
    REQUIRE(found.size() == 1);
    CHECK(found.front().is == is);
    CHECK(found.front().running);
  });
}

TEST_CASE("a container whose removal was cut off is told apart, runs no more, and can still be removed") {
  podman_with_image own;
  with_runtime(own.service, [&](podman_runtime& runtime) -> task<void> {
    const auto is = identity_of("default/half", "nginx");
    const auto id = (co_await runtime.create(is, agent::test::service("nginx"))).value();
    // Enough in it that podman is still at work when the first of them is seen to be gone.
    auto place = own.service.command({"mount", id});
    const auto many = std::filesystem::path(place.substr(0, place.find('\n'))) / "many";
    std::filesystem::create_directory(many);
    REQUIRE(write_file_atomically(many / "0", "x"));
    for (int number = 1; number < 50'000; ++number)
      std::filesystem::create_hard_link(many / "0", many / std::to_string(number));
    const auto first = std::filesystem::directory_iterator(many)->path();
    own.service.command({"umount", id});

    task_group removal(co_await asio::this_coro::executor);
    removal.spawn("removal", [](podman_runtime& by, std::string which) -> task<void> {
      CHECK_FALSE(co_await by.remove(which));
    }(runtime, id));
    REQUIRE(co_await kit::eventually(patience, [&] { return !std::filesystem::exists(first); }));
    own.service.kill();
    co_await removal.join();
    own.service.start();

    const auto left = co_await listed(runtime, is.deployment);
    REQUIRE(left.size() == 1);
    CHECK(left.front().half_removed);
    CHECK_FALSE(left.front().running);
    CHECK_FALSE(co_await runtime.start(id));
    const auto removed = co_await runtime.remove(id);
    if (!removed) FAIL(removed.error().text());
    CHECK((co_await listed(runtime, is.deployment)).empty());
    CHECK(co_await runtime.create(is, agent::test::service("nginx")));
  });
}

TEST_CASE("containers that are not ours are not listed, whatever they are called") {
  auto& server = shared();
  with_runtime(server, [&](podman_runtime& runtime) -> task<void> {
    server.command({"create", "--name", "default.foreign.nginx.aaaaaaaaaa", "--label", "iot.nationtech.io/other=x", web_image});
    const auto all = co_await runtime.list();
    REQUIRE(all);
    CHECK(std::ranges::none_of(*all, [](const container& one) { return one.is.deployment.empty(); }));
    CHECK((co_await listed(runtime, "default/foreign")).empty());
  });
}

TEST_CASE("an image is there or not, and one that cannot be pulled says why in podman's words") {
  with_runtime(shared(), [](podman_runtime& runtime) -> task<void> {
    CHECK(co_await runtime.has_image(image()) == true);
    const auto unreachable = image("127.0.0.1:1/x:1");
    CHECK(co_await runtime.has_image(unreachable) == false);
    const auto pulled = co_await runtime.pull(unreachable, patience);
    REQUIRE_FALSE(pulled);
    CHECK(pulled.error().detail.contains("connection refused"));
  });
}
