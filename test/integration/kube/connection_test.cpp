// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>

#include "cluster.hpp"
#include "kit/run.hpp"

using namespace harmony;
using namespace harmony::kube;

TEST_CASE("a kubeconfig with a client certificate is admitted") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    client server(executor, test::admin_config());
    const auto found = co_await object_api(server, test::config_maps).list(co_await test::new_namespace(server));
    REQUIRE(found);
    CHECK(found->empty());
  });
}

TEST_CASE("a wrong token is refused, and it is told where it came from") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    auto settings = test::admin_config();
    settings.tls.client_certificate.clear();
    settings.tls.client_key.clear();
    settings.token = "wrong";
    client server(executor, settings);
    const auto refused = co_await object_api(server, test::config_maps).get({"default", "x"});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::unauthorized);
    CHECK(refused.error().message == "reading ConfigMap default/x: " + settings.server.text() + " answered 401 Unauthorized");
    CHECK(refused.error().hint == "the token or client certificate is wrong or expired; it came from " + settings.source +
                                      ": renew it there, or choose another one");
  });
}

TEST_CASE("nobody in particular is forbidden, in the server's words") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    auto settings = test::admin_config();
    settings.tls.client_certificate.clear();
    settings.tls.client_key.clear();
    client server(executor, settings);
    const auto refused = co_await object_api(server, test::config_maps).get({"default", "x"});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::forbidden);
    CHECK(refused.error().detail.contains("system:anonymous"));
  });
}

TEST_CASE("a server with another authority is not talked to") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    auto settings = test::admin_config();
    settings.tls.authorities = settings.tls.client_certificate;
    client server(executor, settings);
    const auto refused = co_await object_api(server, test::config_maps).get({"default", "x"});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code != errc::not_found);
  });
}
