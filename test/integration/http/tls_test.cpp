// SPDX-License-Identifier: Apache-2.0
// Whom the client trusts.
#include <catch2/catch_test_macros.hpp>

#include "tls_fixture.hpp"

using namespace harmony;
using namespace harmony::http;
using test::patience;

namespace {

void check_not_trusted(const result<response>& got, const endpoint& where) {
  REQUIRE_FALSE(got);
  CHECK(got.error().code == errc::unauthorized);
  CHECK(got.error().message == "the certificate of " + where.text() + " is not trusted");
  CHECK_FALSE(got.error().detail.empty());
  CHECK(got.error().hint == "check the certificate authority and the name in the certificate");
}

/// The first certificate for its key, then the one that signed it.
kit::key_pair chained(kit::key_pair leaf, const std::string& issuer) {
  leaf.certificate += issuer;
  return leaf;
}

}  // namespace

TEST_CASE("a server of a trusted authority is talked to, by address and by name, over one connection") {
  for (const std::string host : {"127.0.0.1", "localhost"}) {
    CAPTURE(host);
    test::with_tls_server({.identity = test::server_identity()}, [&](endpoint where) -> task<void> {
      where.host = host;
      client calls(co_await asio::this_coro::executor, where, {.authorities = test::authority().certificate()});
      for (int count = 0; count < 3; ++count) CHECK(test::body_of(co_await calls.send({.target = "/"}, patience)) == "secret");
    });
  }
}

TEST_CASE("one trusted authority of several is enough, and its certificate may come along") {
  test::with_tls_server({.identity = chained(test::server_identity(), test::authority().certificate())},
                        [](endpoint where) -> task<void> {
                          const auto both = test::other_authority().certificate() + test::authority().certificate();
                          CHECK(test::body_of(co_await test::call(where, {.authorities = both})) == "secret");
                        });
}

TEST_CASE("a server of another authority is not talked to, even if it sends that along") {
  test::with_tls_server({.identity = chained(test::server_identity(), test::authority().certificate())},
                        [](endpoint where) -> task<void> {
                          const auto& wrong = test::other_authority().certificate();
                          check_not_trusted(co_await test::call(where, {.authorities = wrong}), where);
                        });
}

TEST_CASE("without authorities of its own a client trusts the machine's, which know none of ours") {
  test::with_tls_server({.identity = test::server_identity()},
                        [](endpoint where) -> task<void> { check_not_trusted(co_await test::call(where, {}), where); });
}

TEST_CASE("a certificate for another name is not accepted") {
  const auto elsewhere = test::authority().issue(
      {.common_name = "127.0.0.1", .dns = {"k.example.org"}, .addresses = {"10.0.0.1"}, .server = true});
  test::with_tls_server(
      {.identity = elsewhere},
      [](endpoint where) -> task<void> {
        const auto& trusted = test::authority().certificate();
        check_not_trusted(co_await test::call(where, {.authorities = trusted}), where);
        check_not_trusted(co_await test::call(where, {.authorities = trusted, .server_name = "example.org"}), where);
        CHECK(test::body_of(co_await test::call(where, {.authorities = trusted, .server_name = "k.example.org"})) == "secret");
      },
      3);
}

TEST_CASE("a client's certificate does not make a server") {
  const auto client_only = test::authority().issue({.common_name = "me", .addresses = {"127.0.0.1"}});
  test::with_tls_server({.identity = client_only}, [](endpoint where) -> task<void> {
    check_not_trusted(co_await test::call(where, {.authorities = test::authority().certificate()}), where);
  });
}

TEST_CASE("whoever asks for it talks to anybody") {
  test::with_tls_server({.identity = test::server_identity(test::other_authority())}, [](endpoint where) -> task<void> {
    CHECK(test::body_of(co_await test::call(where, {.authorities = test::authority().certificate(), .verify = false})) ==
          "secret");
  });
}

TEST_CASE("lines come over tls too, and the connection may end without a goodbye") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    kit::scripted_server peer(executor, {kit::answering("HTTP/1.1 200 OK\r\n\r\none\ntwo")},
                              {.identity = test::server_identity()});
    client calls(executor, peer.where(), {.authorities = test::authority().certificate()});
    co_await kit::beside(peer.run(), [&]() -> task<void> {
      auto stream = co_await calls.open({.target = "/"}, patience);
      REQUIRE(stream);
      for (const std::string line : {"one", "two", "(end)"}) CHECK(co_await test::next_line(*stream) == line);
    });
  });
}

TEST_CASE("a connection over tls that the server has closed is replaced too") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    kit::scripted_server peer(executor, {kit::answering(test::secret), test::always(test::secret)},
                              {.identity = test::server_identity()});
    client calls(executor, peer.where(), {.authorities = test::authority().certificate()});
    co_await kit::beside(peer.run(), [&]() -> task<void> {
      for (int count = 0; count < 2; ++count) CHECK(test::body_of(co_await calls.send({.target = "/"}, patience)) == "secret");
      CHECK(peer.connections() == 2);
    });
  });
}

TEST_CASE("a server that speaks no tls is told with OpenSSL's words") {
  test::with_scripts({kit::answering("SSH-2.0-OpenSSH_9.2p1\r\n")}, [](client& calls, kit::scripted_server&) -> task<void> {
    auto where = calls.server();
    where.over = transport::tls;
    const auto got = co_await test::call(where, {});
    REQUIRE_FALSE(got);
    CHECK(got.error().code == errc::unavailable);
    CHECK(got.error().message == "the TLS handshake with " + where.text() + " failed");
    CHECK_FALSE(got.error().detail.empty());
  });
}

TEST_CASE("a server that speaks tls only is no http server") {
  test::with_tls_server({.identity = test::server_identity()}, [](endpoint where) -> task<void> {
    where.over = transport::tcp;
    const auto got = co_await test::call(where, {});
    REQUIRE_FALSE(got);
    CHECK((got.error().code == errc::protocol || got.error().code == errc::unavailable));
  });
}

TEST_CASE("settings that OpenSSL cannot read are told at the first call, with the server's name") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    client calls(executor, {.over = transport::tls, .host = "127.0.0.1", .port = 1}, {.authorities = "no PEM"});
    const auto got = co_await calls.send({.target = "/"}, patience);
    REQUIRE_FALSE(got);
    CHECK(got.error().code == errc::invalid);
    CHECK(got.error().message == "https://127.0.0.1:1: cannot use the certificate authorities");
    CHECK(got.error().hint == "it has to be PEM text");
    CHECK((co_await calls.open({.target = "/"}, patience)).error() == got.error());
  });
}
