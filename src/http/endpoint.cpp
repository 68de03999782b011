// SPDX-License-Identifier: Apache-2.0
#include "harmony/http/endpoint.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <boost/asio/ip/address_v6.hpp>

namespace harmony::http {

namespace {

std::unexpected<error> wrong(std::string_view url, std::string_view why) {
  return fail(errc::invalid, fmt::format("\"{}\" is not a server's address: {}", url, why), {},
              "write http://HOST[:PORT], https://HOST[:PORT] or unix:///PATH");
}

bool in_a_host(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
         letter == '-' || letter == '_' || letter == '.';
}

/// "host:port", "[v6]:port" or only a host.
result<void> read_authority(std::string_view url, std::string_view authority, endpoint& to) {
  if (authority.contains('@')) return wrong(url, "credentials do not belong into it");
  std::string_view port;
  if (authority.starts_with('[')) {
    const auto end = authority.find(']');
    if (end == std::string_view::npos) return wrong(url, "the ']' is missing");
    to.host = authority.substr(1, end - 1);
    boost::system::error_code none;
    boost::asio::ip::make_address_v6(to.host, none);
    if (none && !to.host.empty()) return wrong(url, fmt::format("\"{}\" is not an IPv6 address", to.host));
    const auto rest = authority.substr(end + 1);
    if (!rest.empty() && !rest.starts_with(':')) return wrong(url, "after ']' comes ':' and the port");
    if (!rest.empty()) port = rest.substr(1);
  } else {
    const auto colon = authority.find(':');
    to.host = authority.substr(0, colon);
    if (!std::ranges::all_of(to.host, in_a_host)) return wrong(url, "a host has letters, digits, '-', '_' and '.'");
    if (colon != std::string_view::npos) port = authority.substr(colon + 1);
  }
  if (to.host.empty()) return wrong(url, "the host is missing");
  if (port.empty()) return {};
  const auto [end, problem] = std::from_chars(port.data(), port.data() + port.size(), to.port);
  if (problem != std::errc{} || end != port.data() + port.size() || to.port == 0)
    return wrong(url, fmt::format("\"{}\" is not a port", port));
  return {};
}

}  // namespace

std::string endpoint::text() const {
  if (over == transport::unix_socket) return "unix://" + socket_path;
  const auto name = host.contains(':') ? fmt::format("[{}]", host) : host;
  return fmt::format("{}://{}:{}{}", over == transport::tls ? "https" : "http", name, port, base_path);
}

result<endpoint> parse_endpoint(std::string_view url) {
  endpoint parsed;
  auto rest = url;
  if (rest.starts_with("unix://")) {
    rest.remove_prefix(7);
    if (!rest.starts_with('/')) return wrong(url, "the socket's path has to be absolute");
    return endpoint{.over = transport::unix_socket, .host = "localhost", .socket_path = std::string(rest)};
  }
  if (rest.starts_with("http://")) {
    rest.remove_prefix(7);
    parsed.port = 80;
  } else if (rest.starts_with("https://")) {
    rest.remove_prefix(8);
    parsed.over = transport::tls;
    parsed.port = 443;
  } else {
    const auto end = rest.find("://");
    if (end == std::string_view::npos) return wrong(url, "the scheme is missing");
    return wrong(url, fmt::format("the scheme \"{}\" is none of http, https and unix", rest.substr(0, end)));
  }
  if (std::ranges::any_of(rest, [](char letter) { return static_cast<unsigned char>(letter) <= ' ' || letter == '\x7f'; }))
    return wrong(url, "it can have no spaces and no control characters");
  if (rest.find_first_of("?#") != std::string_view::npos) return wrong(url, "it can have no query and no fragment");
  const auto slash = rest.find('/');
  if (auto read = read_authority(url, rest.substr(0, slash), parsed); !read) return fail(read.error());
  if (slash != std::string_view::npos) parsed.base_path = rest.substr(slash);
  while (parsed.base_path.ends_with('/')) parsed.base_path.pop_back();
  return parsed;
}

}  // namespace harmony::http
