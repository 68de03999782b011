// SPDX-License-Identifier: Apache-2.0
// Credentials that change while a client runs, against the real API server.
#include <algorithm>

#include <fmt/format.h>
#include <boost/json/serialize.hpp>
#include <catch2/catch_test_macros.hpp>

#include "cluster.hpp"
#include "harmony/base/file.hpp"
#include "kit/access.hpp"
#include "kit/run.hpp"
#include "kit/temp_dir.hpp"

using namespace harmony;
using namespace harmony::kube;

namespace {

constexpr std::string_view account = "someone";

/// A folder with a plug-in in it, and the token of a service account that the API server admits.
struct place {
  task<void> prepare(asio::any_io_executor executor) {
    client administrator(executor, test::admin_config());
    const auto space = co_await test::new_namespace(administrator);
    const resource accounts{.group = "", .version = "v1", .plural = "serviceaccounts", .kind = "ServiceAccount"};
    REQUIRE(
        co_await object_api(administrator, accounts)
            .create({{"apiVersion", "v1"}, {"kind", "ServiceAccount"}, {"metadata", {{"name", account}, {"namespace", space}}}},
                    {.manager = "test"}));
    const auto file = folder.path() / "kubeconfig";
    co_await kit::write_kubeconfig(administrator, test::shared_server(), {space, std::string(account)}, file);
    good = read_kubeconfig(file, "")->token;
  }

  void save(std::string_view name, std::string_view content) const {
    REQUIRE(write_file_atomically(folder.path() / name, content));
  }

  /// A kubeconfig whose user is given by a script that prints what is in `answer`, and writes down what it was told.
  [[nodiscard]] config with_plugin(std::string_view more = {}) const {
    save("login", "#!/bin/sh\necho \"$KUBERNETES_EXEC_INFO $1 $REGION\" >> \"${0%/*}/told\"\ncat \"${0%/*}/answer\"\n");
    std::filesystem::permissions(folder.path() / "login", std::filesystem::perms::owner_all);
    save("with-plugin", fmt::format(R"(
current-context: c
contexts: [{{name: c, context: {{cluster: c, user: u}}}}]
clusters: [{{name: c, cluster: {{server: "{}", certificate-authority: kubeconfig.authority}}}}]
users:
- name: u
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1
      command: ./login
      args: [--quiet]
      env: [{{name: REGION, value: eu}}]
      interactiveMode: Never
      {}
)",
                                    test::shared_server().url(), more));
    const auto read = read_kubeconfig(folder.path() / "with-plugin", "");
    INFO((read ? "" : read.error().text()));
    REQUIRE(read);
    return *read;
  }
  void answer(std::string_view token, std::string_view more = {}) const {
    save("answer", fmt::format(R"({{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential",
                                   "status":{{"token":"{}"{}}}}})",
                               token, more));
  }
  [[nodiscard]] std::string told() const { return read_file(folder.path() / "told").value_or(""); }
  [[nodiscard]] std::ptrdiff_t runs() const { return std::ranges::count(told(), '\n'); }

  kit::temp_dir folder{};
  std::string good{};
};

/// Something that only whoever is somebody may read.
task<result<boost::json::value>> ask(client& server) {
  return server.call({.target = "/api", .headers = {{"Accept", "application/json"}}});
}

}  // namespace

TEST_CASE("a plug-in's token is used until it expires, and what the plug-in is told is told") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    place at;
    co_await at.prepare(executor);
    at.answer(at.good, R"(,"expirationTimestamp":"2999-01-01T00:00:00Z")");
    client server(executor, at.with_plugin());
    for (int times = 0; times < 3; ++times) CHECK(co_await ask(server));
    CHECK(at.told() ==
          R"({"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","spec":{"interactive":false}})"
          " --quiet eu\n");
    at.answer(at.good, R"(,"expirationTimestamp":"2000-01-01T00:00:00Z")");
    client again(executor, at.with_plugin());
    for (int times = 0; times < 3; ++times) CHECK(co_await ask(again));
    CHECK(at.runs() == 4);
  });
}

TEST_CASE("a plug-in may take longer than the call that waits for it") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    place at;
    co_await at.prepare(executor);
    at.answer(at.good);
    constexpr auto limit = 2s;
    auto settings = at.with_plugin();
    settings.exec->command = {"sh", "-c", fmt::format("sleep 2.1; cat {}", (at.folder.path() / "answer").string())};
    client server(executor, settings);
    CHECK(co_await server.call({.target = "/api", .headers = {{"Accept", "application/json"}}}, limit));
  });
}

TEST_CASE("a plug-in may give a client certificate, and another one later") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    place at;
    co_await at.prepare(executor);
    at.answer(at.good, R"(,"expirationTimestamp":"2000-01-01T00:00:00Z")");
    client server(executor, at.with_plugin());
    const auto who = [&]() -> task<result<boost::json::value>> {
      return server.call({.target = "/api/v1/namespaces", .headers = {{"Accept", "application/json"}}});
    };
    CHECK((co_await who()).error().code == errc::forbidden);
    const auto administrator = test::admin_config().tls;
    at.save("answer", boost::json::serialize(boost::json::value{{"apiVersion", "client.authentication.k8s.io/v1"},
                                                                {"kind", "ExecCredential"},
                                                                {"status",
                                                                 {{"clientCertificateData", administrator.client_certificate},
                                                                  {"clientKeyData", administrator.client_key}}}}));
    CHECK(co_await who());
  });
}

TEST_CASE("a plug-in is run once for calls that come together") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    place at;
    co_await at.prepare(executor);
    at.answer(at.good);
    client server(executor, at.with_plugin());
    int admitted = 0;
    task_group calls(executor);
    for (int number = 0; number < 5; ++number)
      calls.spawn("call", [](client& to, int& count) -> task<void> {
        if (co_await ask(to)) ++count;
      }(server, admitted));
    co_await calls.join();
    CHECK(admitted == 5);
    CHECK(at.runs() == 1);
  });
}

TEST_CASE("a plug-in whose token is refused is run once more, and the call made again") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    place at;
    co_await at.prepare(executor);
    at.answer("stale");
    client server(executor, at.with_plugin());
    const auto refused = co_await ask(server);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::unauthorized);
    CHECK(at.runs() == 2);
    at.answer(at.good);
    CHECK(co_await ask(server));
    CHECK(at.runs() == 3);
  });
}

TEST_CASE("a plug-in that is missing, or that fails, says what to do") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    place at;
    co_await at.prepare(executor);
    auto settings = at.with_plugin("installHint: apt install login");
    std::filesystem::remove(at.folder.path() / "login");
    const auto missing = co_await [](asio::any_io_executor where, config how) -> task<result<boost::json::value>> {
      client server(where, std::move(how));
      co_return co_await ask(server);
    }(executor, settings);
    REQUIRE_FALSE(missing);
    CHECK(missing.error().message.starts_with("getting credentials from " + settings.exec->command.front()));
    CHECK(missing.error().message.contains("with-plugin, context c"));
    CHECK(missing.error().hint == "apt install login");

    settings.exec->command = {"sh", "-c", "echo not logged in >&2; exit 4"};
    client server(executor, settings);
    const auto failed = co_await ask(server);
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == errc::unauthorized);
    CHECK(failed.error().message.ends_with(": it ended with 4"));
    CHECK(failed.error().detail == "not logged in");
  });
}

TEST_CASE("a token's file is read again when the token is refused, as after a rotation") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    place at;
    co_await at.prepare(executor);
    auto settings = test::admin_config();
    settings.tls.client_certificate.clear();
    settings.tls.client_key.clear();
    settings.token_file = at.folder.path() / "token";
    at.save("token", "stale");
    client server(executor, settings);
    const auto refused = co_await ask(server);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::unauthorized);
    at.save("token", at.good + "\n");
    CHECK(co_await ask(server));
  });
}
