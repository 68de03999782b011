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
    : from_(from), server_(std::move(server)), verb_(verb), most_body_(most_body) {
  expect_head();
}

void answer_reader::expect_head() {
  auto& parser = parser_.emplace();
  parser.header_limit(most_head);
  parser.eager(true);
  if (verb_ == method::head) parser.skip(true);
  if (most_body_) {
    parser.body_limit(*most_body_);
  } else {
    parser.body_limit(boost::none);
  }
}

task<result<void>> answer_reader::read_head() {
  for (;;) {
    while (!parser_->is_header_done())
      if (auto read = co_await read_bytes(); !read) co_return read;
    const auto status = parser_->get().result_int();
    if (status / 100 != 1 || status == 101) co_return result<void>{};
    // RFC 9110, 15.2: it may come unasked, and the answer follows it.
    expect_head();
    if (auto parsed = parse(); !parsed) co_return parsed;
  }
}

task<result<bool>> answer_reader::read_more() {
  if (parser_->is_done()) co_return false;
  if (auto read = co_await read_bytes(); !read) co_return fail(std::move(read.error()));
  co_return true;
}

response answer_reader::head() const {
  const auto& message = parser_->get();
  response answer{.status = message.result_int()};
  for (const auto& one : message.base()) answer.headers.push_back({std::string(one.name_string()), std::string(one.value())});
  return answer;
}

std::string answer_reader::take_body() { return std::exchange(parser_->get().body(), {}); }

bool answer_reader::reusable() const { return parser_->is_done() && parser_->keep_alive() && unparsed_.empty(); }

task<result<void>> answer_reader::read_bytes() {
  std::array<char, 16384> part{};
  const auto count = co_await from_.read_some(part);
  if (!count) co_return fail(count.error());
  if (*count == 0) {
    boost::system::error_code code = beast_http::error::partial_message;
    if (parser_->got_some()) parser_->put_eof(code);
    if (code)
      co_return fail(errc::unavailable, fmt::format("{} ended the connection {}", server_,
                                                    started_ ? "in the middle of its answer" : "without an answer"));
    co_return result<void>{};
  }
  started_ = true;
  unparsed_.append(part.data(), *count);
  co_return parse();
}

result<void> answer_reader::parse() {
  // The parser may stop in front of what it needs more of: it is asked until it takes nothing.
  while (!unparsed_.empty() && !parser_->is_done()) {
    boost::system::error_code code;
    const auto taken = parser_->put(asio::buffer(unparsed_), code);
    unparsed_.erase(0, taken);
    if (code == beast_http::error::need_more || (!code && taken == 0)) {
      // Beast bounds a head; the line in front of a chunk it would wait for without end.
      if (unparsed_.size() > most_head) return no_http(beast_http::error::header_limit);
      break;
    }
    if (code == beast_http::error::body_limit)
      return fail(errc::too_large, fmt::format("the answer of {} is larger than allowed", server_));
    if (code) return no_http(code);
  }
  return {};
}

std::unexpected<error> answer_reader::no_http(const boost::system::error_code& why) const {
  return fail(errc::protocol, fmt::format("{} did not answer in HTTP", server_), why.message());
}

}  // namespace harmony::http
