// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>

#include "http/exchange.hpp"

using namespace harmony;
using namespace harmony::http;

namespace {

const endpoint plain{.host = "example.org", .port = 80};

std::string host_line(const endpoint& server) {
  const auto text = wire_text({.target = "/"}, server);
  const auto start = text.find("Host: ");
  return text.substr(start, text.find("\r\n", start) - start);
}

}  // namespace

TEST_CASE("a request is its line, its headers and its body") {
  CHECK(wire_text({.verb = method::patch, .target = "/a?b=c", .headers = {{"Accept", "text/plain"}}, .body = "text"}, plain) ==
        "PATCH /a?b=c HTTP/1.1\r\nHost: example.org\r\nUser-Agent: harmony-iot\r\nAccept: text/plain\r\n"
        "Content-Length: 4\r\n\r\ntext");
}

TEST_CASE("every method has its name") {
  const auto first_word = [](method verb) {
    const auto text = wire_text({.verb = verb, .target = "/"}, plain);
    return text.substr(0, text.find(' '));
  };
  CHECK(first_word(method::get) == "GET");
  CHECK(first_word(method::head) == "HEAD");
  CHECK(first_word(method::post) == "POST");
  CHECK(first_word(method::put) == "PUT");
  CHECK(first_word(method::patch) == "PATCH");
  CHECK(first_word(method::remove) == "DELETE");
}

TEST_CASE("a request without a body says so, where a server could expect one") {
  const auto has_length = [](method verb) {
    return wire_text({.verb = verb, .target = "/"}, plain).contains("Content-Length: 0\r\n");
  };
  CHECK(has_length(method::post));
  CHECK(has_length(method::put));
  CHECK_FALSE(has_length(method::get));
  CHECK_FALSE(has_length(method::head));
}

TEST_CASE("the base path comes in front of the target") {
  auto server = plain;
  server.base_path = "/k8s/cluster";
  CHECK(wire_text({.target = "/api"}, server).starts_with("GET /k8s/cluster/api HTTP/1.1\r\n"));
}

TEST_CASE("the host is named as a URL names it") {
  CHECK(host_line({.host = "h", .port = 80}) == "Host: h");
  CHECK(host_line({.host = "h", .port = 443}) == "Host: h:443");
  CHECK(host_line({.over = transport::tls, .host = "h", .port = 443}) == "Host: h");
  CHECK(host_line({.over = transport::tls, .host = "h", .port = 6443}) == "Host: h:6443");
  CHECK(host_line({.host = "fd00::1", .port = 8080}) == "Host: [fd00::1]:8080");
  CHECK(host_line({.over = transport::unix_socket, .host = "localhost", .socket_path = "/run/x"}) == "Host: localhost");
}
