// SPDX-License-Identifier: Apache-2.0
// As whom the client shows itself to a server that insists on it.
#include <catch2/catch_test_macros.hpp>

#include "tls_fixture.hpp"

using namespace harmony;
using namespace harmony::http;

namespace {

/// Calls a server that insists on a client certificate of `authority()`, showing what `mine` says.
result<response> call_showing(const kit::key_pair& mine) {
  result<response> got;
  test::with_tls_server({.identity = test::server_identity(), .client_authority = test::authority().certificate()},
                        [&](endpoint where) -> task<void> {
                          got = co_await test::call(where, {.authorities = test::authority().certificate(),
                                                            .client_certificate = mine.certificate,
                                                            .client_key = mine.key});
                        });
  return got;
}

void check_refused(const result<response>& got) {
  REQUIRE_FALSE(got);
  CHECK(got.error().code == errc::unauthorized);
  CHECK(got.error().message.starts_with("https://127.0.0.1:"));
  CHECK(got.error().message.ends_with(" does not accept our TLS certificate, or misses one"));
  CHECK_FALSE(got.error().detail.empty());
  CHECK(got.error().hint == "check the client certificate, and that the server trusts its authority");
}

}  // namespace

TEST_CASE("a server that asks for a client certificate gets it") {
  CHECK(test::body_of(call_showing(test::authority().issue({.common_name = "me"}))) == "secret");
}

TEST_CASE("who has no certificate to show is told so") { check_refused(call_showing({})); }

TEST_CASE("who shows one of another authority is told so") {
  check_refused(call_showing(test::other_authority().issue({.common_name = "me"})));
}

TEST_CASE("who shows one that is for servers is told so") { check_refused(call_showing(test::server_identity())); }
