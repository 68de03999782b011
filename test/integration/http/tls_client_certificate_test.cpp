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

}  // namespace

TEST_CASE("a server that asks for a client certificate gets it") {
  CHECK(test::body_of(call_showing(test::authority().issue({.common_name = "me"}))) == "secret");
}
