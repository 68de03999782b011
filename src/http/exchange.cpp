// SPDX-License-Identifier: Apache-2.0
#include "http/exchange.hpp"

#include <array>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <boost/beast/http/error.hpp>

namespace harmony::http {

namespace {

namespace beast_http = boost::beast::http;
constexpr std::uint32_t most_head = 64U << 10U;

std::string_view name_of(method verb) {
  constexpr std::string_view names[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
  return names[std::to_underlying(verb)];
}

}  // namespace

std::string wire_text(const request& what, const endpoint& server) {
  const bool standard_port = server.over == transport::unix_socket || server.port == (server.over == transport::tls ? 443 : 80);
  const auto host = server.host.contains(':') ? fmt::format("[{}]", server.host) : server.host;
  auto text = fmt::format("{} {}{} HTTP/1.1\r\nHost: {}{}\r\nUser-Agent: harmony-iot\r\n", name_of(what.verb), server.base_path,
                          what.target, host, standard_port ? "" : fmt::format(":{}", server.port));
  for (const auto& one : what.headers) fmt::format_to(std::back_inserter(text), "{}: {}\r\n", one.name, one.value);
  if (!what.body.empty() || (what.verb != method::get && what.verb != method::head))
    fmt::format_to(std::back_inserter(text), "Content-Length: {}\r\n", what.body.size());
  return text + "\r\n" + what.body;
}

answer_reader::answer_reader(byte_stream& from, std::string server, method verb, std::optional<std::size_t> most_body)
    : from_(from), server_(std::move(server)) {
  parser_.header_limit(most_head);
  parser_.eager(true);
  if (verb == method::head) parser_.skip(true);
  if (most_body) {
    parser_.body_limit(*most_body);
  } else {
    parser_.body_limit(boost::none);
  }
}

task<result<void>> answer_reader::read_head() {
  while (!parser_.is_header_done())
    if (auto read = co_await read_bytes(); !read) co_return read;
  co_return result<void>{};
}

task<result<bool>> answer_reader::read_more() {
  if (parser_.is_done()) co_return false;
  if (auto read = co_await read_bytes(); !read) co_return fail(std::move(read.error()));
  co_return true;
}

void answer_reader::bound(std::size_t most_body) { parser_.body_limit(most_body); }

response answer_reader::head() const {
  const auto& message = parser_.get();
  response answer{.status = message.result_int()};
  for (const auto& one : message.base()) answer.headers.push_back({std::string(one.name_string()), std::string(one.value())});
  return answer;
}

std::string answer_reader::take_body() { return std::exchange(parser_.get().body(), {}); }

bool answer_reader::reusable() const { return parser_.is_done() && parser_.keep_alive() && unparsed_.empty(); }

task<result<void>> answer_reader::read_bytes() {
  std::array<char, 16384> part{};
  const auto count = co_await from_.read_some(part);
  if (!count) co_return fail(count.error());
  boost::system::error_code code;
  if (*count == 0) {
    if (started_) parser_.put_eof(code);
    if (!started_ || code)
      co_return fail(errc::unavailable, fmt::format("{} ended the connection {}", server_,
                                                    started_ ? "in the middle of its answer" : "without an answer"));
    co_return result<void>{};
  }
  started_ = true;
  unparsed_.append(part.data(), *count);
  // The parser may stop in front of what it needs more of: it is asked until it takes nothing.
  while (!unparsed_.empty() && !parser_.is_done()) {
    const auto taken = parser_.put(asio::buffer(unparsed_), code);
    unparsed_.erase(0, taken);
    if (code == beast_http::error::need_more || (!code && taken == 0)) break;
    if (code == beast_http::error::body_limit)
      co_return fail(errc::too_large, fmt::format("the answer of {} is larger than allowed", server_));
    if (code) co_return fail(errc::protocol, fmt::format("{} did not answer in HTTP", server_), code.message());
  }
  co_return result<void>{};
}

}  // namespace harmony::http
