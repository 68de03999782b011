// SPDX-License-Identifier: Apache-2.0
// What the operator says of itself: probes, and what is wrong when it is started.
#include <fmt/format.h>
#include <boost/asio/ip/tcp.hpp>

#include "harmony/base/file.hpp"
#include "hub.hpp"
#include "kit/cluster.hpp"
#include "kit/command_line.hpp"
#include "kit/free_port.hpp"
#include "kit/nats_server.hpp"
#include "kit/temp_dir.hpp"
#include "replica.hpp"

using namespace harmony;
using namespace harmony::fleet::test;

namespace {

std::vector<std::string> operator_with(std::vector<std::string> more) {
  more.insert(more.begin(), {"operator", "--nats", "nats://127.0.0.1:1"});
  return more;
}

}  // namespace

TEST_CASE("the probes answer, and a stop signal ends the operator with success") {
  with_operator([](hub& all) -> task<void> {
    const auto alive = co_await all.ask("/healthz");
    CHECK(alive.status == 200);
    CHECK(alive.body == "ok");
    const auto ready = co_await all.ask("/readyz");
    CHECK(ready.status == 200);
    CHECK(ready.body == "ok");
    CHECK((co_await all.ask("/readyz?verbose")).body ==
          "[+]nats ok\n[+]buckets ok\n[+]watches ok\n[+]writes ok\n[+]leader-election ok\nreadyz check passed\n");
    CHECK((co_await all.ask("/elsewhere")).status == 404);
    CHECK(all.stop_operator() == 0);
  });
}

TEST_CASE("an operator that is started before NATS is alive, says what it waits for, and becomes ready with it") {
  with_hub([](hub& all) -> task<void> {
    all.server().stop();
    all.start_operator();
    REQUIRE(co_await all.becomes([&]() -> task<bool> { co_return (co_await all.ask("/healthz")).ok(); }));
    const auto waiting = co_await all.ask("/readyz");
    CHECK(waiting.status == 503);
    CHECK(waiting.body.contains("[-]nats failed: "));
    CHECK(waiting.body.contains("\n[-]buckets failed: nobody has looked yet\n"));
    CHECK(co_await all.becomes([&] { return all.log().contains("not connected to NATS yet server=" + all.server().url()); }));
    all.server().start();
    CHECK(co_await all.becomes([&] { return all.is_ready(); }));
  });
}

TEST_CASE("an operator whose NATS credentials are not there names the file") {
  with_hub([](hub& all) -> task<void> {
    const kit::temp_dir folder;
    kit::write_kubeconfig_of_nobody(folder.path() / "kubeconfig");
    const replica one(co_await asio::this_coro::executor, all.server().url(), folder.path() / "kubeconfig",
                      folder.path() / "operator.log", {"--nats-credentials", folder.path() / "operator.creds"});
    CHECK(co_await kit::eventually(patience, [&] { return one.log().contains("operator.creds"); }));
  });
}

TEST_CASE("an operator that does not reach the API server is alive, not ready, and names it") {
  with_hub([](hub& all) -> task<void> {
    kit::shared_server().stop();
    all.start_operator();
    REQUIRE(co_await all.becomes([&] { return all.log().contains("watch failed, trying again"); }));
    CHECK(all.log().contains(kit::shared_server().url()));
    REQUIRE(
        co_await all.becomes([&]() -> task<bool> { co_return (co_await all.ask("/readyz")).body.contains("[+]buckets ok"); }));
    const auto waiting = co_await all.ask("/readyz");
    CHECK(waiting.status == 503);
    CHECK(waiting.body.contains("[-]watches failed"));
    kit::shared_server().start();
    CHECK(co_await all.becomes([&] { return all.is_ready(); }));
  });
}

TEST_CASE("an operator that may not watch a bucket is alive, not ready, and says it in NATS' words until it may") {
  with_hub([](hub& all) -> task<void> {
    const auto restart_with = [&](std::string configuration) {
      all.server().stop();
      all.server().configure({.configuration = std::move(configuration)});
      all.server().start();
    };
    restart_with(R"(
no_auth_user: everybody
authorization { users: [{user: "everybody", password: "-", permissions: {
  publish: {deny: "$JS.API.CONSUMER.CREATE.KV_device-state.>"}}}] }
)");
    all.start_operator();
    REQUIRE(co_await all.becomes(
        [&] { return all.running().fails_ready("[-]watches failed: ", "\"Permissions Violation for Publish to "); }));
    CHECK((co_await all.ask("/healthz")).ok());
    restart_with({});
    CHECK(co_await all.becomes([&] { return all.is_ready(); }));
  });
}

TEST_CASE("an operator whose token is refused is alive, not ready, and says which token that is and what to do") {
  with_hub([](hub& all) -> task<void> {
    const kit::temp_dir folder;
    const auto kubeconfig = folder.path() / "kubeconfig";
    const auto text = fmt::format(
        "current-context: edge\ncontexts: [{{name: edge, context: {{cluster: c, user: u}}}}]\nclusters: [{{name: c, cluster: "
        "{{server: \"{}\", insecure-skip-tls-verify: true}}}}]\nusers: [{{name: u, user: {{token: expired}}}}]\n",
        kit::shared_server().url());
    REQUIRE(write_file_atomically(kubeconfig, text));
    const replica refused(co_await asio::this_coro::executor, all.server().url(), kubeconfig, folder.path() / "log");
    REQUIRE(co_await all.becomes([&] { return refused.log().contains("watch failed, trying again"); }));
    CHECK(refused.log().contains("resource=deployments"));
    CHECK(refused.log().contains(kit::shared_server().url() + " answered 401 Unauthorized"));
    CHECK(refused.log().contains("the token or client certificate is wrong or expired; it came from " + kubeconfig.string() +
                                 ", context edge: renew it there, or choose another one"));
    CHECK((co_await refused.ask("/healthz")).ok());
    CHECK((co_await refused.ask("/readyz")).body.contains("[-]watches failed"));
  });
}

TEST_CASE("a health port that is taken ends the operator and says what to do") {
  asio::io_context io;
  const asio::ip::tcp::acceptor taken(io, {asio::ip::address_v4::loopback(), 0});
  const auto port = std::to_string(taken.local_endpoint().port());
  const auto ended = kit::harmony_iot_says(operator_with({"--health-address", "127.0.0.1", "--health-port", port}),
                                           kit::shared_server().kubeconfig());
  CHECK(ended.code == 1);
  CHECK(ended.output.ends_with("harmony-iot operator: cannot listen on 127.0.0.1:" + port +
                               ": \"Address already in use\" (end what uses the port, or choose another one)\n"));
}

TEST_CASE("a NATS server that refuses us for good ends the operator with 1, an address that is none with 2") {
  const kit::nats_server server({.configuration = "authorization { token: \"secret\" }"});
  const auto started_with = [](const std::string& nats) {
    return kit::harmony_iot_says({"operator", "--nats", nats, "--health-address", "127.0.0.1", "--health-port", "0"},
                                 kit::shared_server().kubeconfig());
  };
  const auto refused = started_with(server.url());
  CAPTURE(refused.output);
  CHECK(refused.code == 1);
  CHECK(refused.output.contains("harmony-iot operator: connecting to " + server.url()));
  CHECK(refused.output.contains("Authorization Violation"));
  const auto wrong = started_with("nats://127.0.0.1:none");
  CAPTURE(wrong.output);
  CHECK(wrong.code == 2);
  CHECK(wrong.output.contains("nats://127.0.0.1:none"));
}

TEST_CASE("mistakes on the operator's command line and in its configuration end it with 2") {
  const auto without_nats = kit::harmony_iot_says({"operator"}, kit::shared_server().kubeconfig());
  CHECK(without_nats.code == 2);
  CHECK(without_nats.output.contains("--nats"));
  const auto without_cluster = kit::harmony_iot_says(operator_with({}));
  CHECK(without_cluster.code == 2);
  CHECK(without_cluster.output.contains("no Kubernetes cluster is configured"));
  const auto nowhere = kit::harmony_iot_says(operator_with({"--kubeconfig", "/nowhere"}));
  CHECK(nowhere.code == 2);
  CHECK(nowhere.output.contains("kubeconfig /nowhere"));
  const auto no_context = kit::harmony_iot_says(operator_with({"--context", "stage"}), kit::shared_server().kubeconfig());
  CHECK(no_context.code == 2);
  CHECK(no_context.output.contains("there is no context \"stage\" (there are: test)"));
  const auto bad_timing =
      kit::harmony_iot_says(operator_with({"--leader-elect-lease-duration", "5s"}), kit::shared_server().kubeconfig());
  CHECK(bad_timing.code == 2);
  CHECK(bad_timing.output.contains("leader election with a lease of 5.0 s, a renew deadline of 10.0 s"));
  const auto bad_address =
      kit::harmony_iot_says(operator_with({"--health-address", "here"}), kit::shared_server().kubeconfig());
  CHECK(bad_address.code == 2);
  CHECK(bad_address.output.contains("\"here\" is not an address to listen on"));
}
