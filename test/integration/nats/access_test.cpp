// SPDX-License-Identifier: Apache-2.0
// Credentials and permissions.
#include "client.hpp"
#include "harmony/base/file.hpp"
#include "kit/temp_dir.hpp"

using namespace harmony;
using namespace harmony::nats;

namespace {

constexpr auto two_users = R"(
authorization { users: [
  {user: "device", password: "right", permissions: {
    publish: {allow: ["status.device", "$JS.API.INFO"]}, subscribe: {allow: ["_INBOX_device.>"]}}}
] }
)";

settings device(const kit::nats_server& server, std::string password) {
  auto how = settings_for(server.url());
  how.inbox_prefix = "_INBOX_device";
  how.identity = {.user = "device", .password = std::move(password)};
  return how;
}

}  // namespace

TEST_CASE("refused credentials end the connection for good, and it says why") {
  kit::nats_server server({.configuration = two_users});
  with_connection(device(server, "wrong"), [](connection& link) -> task<void> {
    const auto connected = co_await link.wait_connected(patience);
    REQUIRE_FALSE(connected);
    CHECK(connected.error().code == errc::unauthorized);
    CHECK(link.state() == connection_state::closed);
  });
}

TEST_CASE("settings that cannot be are said at once") {
  with_connection({.servers = {"nats://127.0.0.1:no"}, .name = "test"}, [](connection& link) -> task<void> {
    const auto connected = co_await link.wait_connected(patience);
    REQUIRE_FALSE(connected);
    CHECK(connected.error().code == errc::invalid);
    CHECK(link.state() == connection_state::closed);
  });
  with_connection(
      {.servers = {"nats://127.0.0.1:4222"}, .name = "test", .authorities = "no certificate"},
      [](connection& link) -> task<void> { CHECK((co_await link.wait_connected(patience)).error().code == errc::invalid); });
}

TEST_CASE("a credentials file may come later; until then it is named in the reason") {
  kit::nats_server server;
  const kit::temp_dir folder;
  auto how = settings_for(server.url());
  how.identity.file = folder.path() / "device.creds";
  with_connection(std::move(how), [&](connection& link) -> task<void> {
    CHECK(co_await kit::eventually(patience, [&] { return link.why().text().contains("device.creds"); }));
    CHECK(link.state() == connection_state::connecting);
    // Any well-formed file does for a server that asks for none.
    CHECK(write_file_atomically(folder.path() / "device.creds",
                                "-----BEGIN NATS USER JWT-----\ne30.e30.e30\n------END NATS USER JWT------\n"
                                "-----BEGIN USER NKEY SEED-----\n"
                                "SUAMK2FG4MI6UE3ACF3FK3OIQBCEIEZV7NSWFFEW63UXMRLFM2XLAXK4GY\n"
                                "------END USER NKEY SEED------\n"));
    CHECK(co_await link.wait_connected(patience));
  });
}

TEST_CASE("answers arrive below the inbox prefix that the permissions name") {
  kit::nats_server server({.configuration = two_users});
  with_connection(device(server, "right"), [](connection& link) -> task<void> {
    CHECK(co_await link.wait_connected(patience));
    CHECK(link.new_inbox().starts_with("_INBOX_device."));
    CHECK(co_await link.request({.subject = "$JS.API.INFO"}, patience));
  });
}

TEST_CASE("a request on a subject that the permissions do not name is forbidden, and others go on") {
  kit::nats_server server({.configuration = two_users});
  with_connection(device(server, "right"), [](connection& link) -> task<void> {
    CHECK(co_await link.wait_connected(patience));
    const auto answer = co_await link.request({.subject = "$JS.API.STREAM.NAMES"}, patience);
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == errc::forbidden);
    CHECK(co_await link.request({.subject = "$JS.API.INFO"}, patience));
    CHECK(link.state() == connection_state::connected);
  });
}
