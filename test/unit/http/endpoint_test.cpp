// SPDX-License-Identifier: Apache-2.0
#include "harmony/http/endpoint.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace harmony;
using namespace harmony::http;

namespace {

/// What is wrong with the text, without the text.
std::string mistake(std::string_view url) {
  CAPTURE(url);
  const auto read = parse_endpoint(url);
  REQUIRE_FALSE(read);
  CHECK(read.error().code == errc::invalid);
  CHECK(read.error().hint == "write http://HOST[:PORT], https://HOST[:PORT] or unix:///PATH");
  const auto prefix = fmt::format("\"{}\" is not a server's address: ", url);
  REQUIRE(read.error().message.starts_with(prefix));
  return read.error().message.substr(prefix.size());
}

}  // namespace

TEST_CASE("http and https have their ports unless another one is given") {
  CHECK(parse_endpoint("http://example.org") == endpoint{.over = transport::tcp, .host = "example.org", .port = 80});
  CHECK(parse_endpoint("https://example.org") == endpoint{.over = transport::tls, .host = "example.org", .port = 443});
  CHECK(parse_endpoint("http://10.0.0.1:8080") == endpoint{.over = transport::tcp, .host = "10.0.0.1", .port = 8080});
  CHECK(parse_endpoint("https://k:65535") == endpoint{.over = transport::tls, .host = "k", .port = 65535});
  CHECK(parse_endpoint("https://k:/") == endpoint{.over = transport::tls, .host = "k", .port = 443});
}

TEST_CASE("an IPv6 address stands in brackets") {
  CHECK(parse_endpoint("https://[fd00::1]:6443") == endpoint{.over = transport::tls, .host = "fd00::1", .port = 6443});
  CHECK(parse_endpoint("http://[::1]/x") == endpoint{.host = "::1", .port = 80, .base_path = "/x"});
}

TEST_CASE("a base path loses the slash at its end") {
  CHECK(parse_endpoint("https://k/")->base_path.empty());
  CHECK(parse_endpoint("https://k//")->base_path.empty());
  CHECK(parse_endpoint("https://k:1/k8s/clusters/c-1")->base_path == "/k8s/clusters/c-1");
  CHECK(parse_endpoint("https://k/prefix/")->base_path == "/prefix");
}

TEST_CASE("a unix socket has an absolute path") {
  CHECK(parse_endpoint("unix:///run/podman/podman.sock") ==
        endpoint{.over = transport::unix_socket, .host = "localhost", .socket_path = "/run/podman/podman.sock"});
  CHECK(mistake("unix://run/podman.sock") == "the socket's path has to be absolute");
  CHECK(mistake("unix://") == "the socket's path has to be absolute");
}

TEST_CASE("what is wrong with the scheme is told") {
  CHECK(mistake("") == "the scheme is missing");
  CHECK(mistake("example.org:80") == "the scheme is missing");
  CHECK(mistake("/run/podman.sock") == "the scheme is missing");
  CHECK(mistake("ftp://example.org") == "the scheme \"ftp\" is none of http, https and unix");
  CHECK(mistake(" http://h") == "the scheme \" http\" is none of http, https and unix");
  CHECK(mistake("tcp://10.0.0.1") == "the scheme \"tcp\" is none of http, https and unix");
}

TEST_CASE("what is wrong with the host is told") {
  CHECK(mistake("http://") == "the host is missing");
  CHECK(mistake("http:///path") == "the host is missing");
  CHECK(mistake("https://:6443") == "the host is missing");
  CHECK(mistake("https://[]:6443") == "the host is missing");
  CHECK(mistake("https://[::1") == "the ']' is missing");
  CHECK(mistake("https://[::1]6443") == "after ']' comes ':' and the port");
  CHECK(mistake("https://me:secret@example.org") == "credentials do not belong into it");
}

TEST_CASE("what is wrong with the port is told") {
  CHECK(mistake("http://h:0") == "\"0\" is not a port");
  CHECK(mistake("http://h:65536") == "\"65536\" is not a port");
  CHECK(mistake("http://h:-1") == "\"-1\" is not a port");
  CHECK(mistake("http://h:+1") == "\"+1\" is not a port");
  CHECK(mistake("http://h:80x/") == "\"80x\" is not a port");
  CHECK(mistake("http://h:http") == "\"http\" is not a port");
  CHECK(mistake("http://fd00::1/") == "\":1\" is not a port");
}

TEST_CASE("a query or a fragment is refused, after a path and right after the host") {
  CHECK(mistake("http://h/a?b") == "it can have no query and no fragment");
  CHECK(mistake("http://h/a#b") == "it can have no query and no fragment");
  CHECK(mistake("http://h?b") == "it can have no query and no fragment");
  CHECK(mistake("http://h:80#b") == "it can have no query and no fragment");
}

TEST_CASE("what could not stand in a request is refused") {
  CHECK(mistake("http://my host") == "it can have no spaces and no control characters");
  CHECK(mistake("http://h/a b") == "it can have no spaces and no control characters");
  CHECK(mistake("http://h/a\r\nX-Other: b") == "it can have no spaces and no control characters");
  CHECK(mistake("http://h\n") == "it can have no spaces and no control characters");
}

TEST_CASE("an endpoint reads as the URL that it came from") {
  for (const std::string url : {"http://example.org:80", "https://10.0.0.1:6443", "https://[fd00::1]:443",
                                "http://h:8080/prefix/x", "unix:///run/podman/podman.sock", "unix:///run/a b"}) {
    const auto read = parse_endpoint(url);
    REQUIRE(read);
    CHECK(read->text() == url);
  }
}

TEST_CASE("a host that can be none is refused, in brackets and without") {
  for (const auto* url :
       {"http://[::g]", "http://[[[\\]", "http://[10.0.0.1]", "http://a[b]", "http://a%2Fb", "http://caf\xc3\xa9"}) {
    CAPTURE(url);
    CHECK(parse_endpoint(url).error().code == errc::invalid);
  }
  CHECK(parse_endpoint("http://[fe80::1]:80")->host == "fe80::1");
}
