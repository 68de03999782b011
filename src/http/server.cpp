// SPDX-License-Identifier: Apache-2.0
#include "harmony/http/server.hpp"

#include <exception>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include "harmony/base/log.hpp"

namespace harmony::http {

namespace {

namespace beast = boost::beast;
using boost::asio::ip::tcp;
constexpr auto with_code = asio::as_tuple(asio::use_awaitable);
constexpr auto session_limit = 30s;  // for one request and its answer, waiting for it included
constexpr std::size_t most_body = 1U << 20U;
constexpr std::size_t most_sessions = 64;

method verb_of(beast::http::verb verb) {
  switch (verb) {
    case beast::http::verb::head: return method::head;
    case beast::http::verb::post: return method::post;
    case beast::http::verb::put: return method::put;
    case beast::http::verb::patch: return method::patch;
    case beast::http::verb::delete_: return method::remove;
    default: return method::get;
  }
}

using wire_request = beast::http::request<beast::http::string_body>;
using wire_response = beast::http::response<beast::http::string_body>;

request request_from(const wire_request& asked) {
  request what{.verb = verb_of(asked.method()), .target = std::string(asked.target()), .body = asked.body()};
  for (const auto& one : asked) what.headers.push_back({std::string(one.name_string()), std::string(one.value())});
  return what;
}

wire_response reply_to(const wire_request& asked, response answer) {
  wire_response reply;
  reply.version(asked.version());
  reply.result(answer.status);
  for (const auto& one : answer.headers) reply.set(one.name, one.value);
  reply.keep_alive(asked.keep_alive());
  reply.body() = std::move(answer.body);
  reply.prepare_payload();
  // The length stays: HEAD tells what GET would give.
  if (asked.method() == beast::http::verb::head) reply.body().clear();
  return reply;
}

/// One connection, until it closes, is silent for too long, or is cancelled.
task<void> serve(tcp::socket socket, const request_handler& handler) {
  beast::tcp_stream stream(std::move(socket));
  beast::flat_buffer buffer;
  for (;;) {
    beast::http::request_parser<beast::http::string_body> parser;
    parser.body_limit(most_body);
    stream.expires_after(session_limit);
    const auto [read_code, read_count] = co_await beast::http::async_read(stream, buffer, parser, with_code);
    if (read_code) co_return;
    const auto& asked = parser.get();
    const auto reply = reply_to(asked, handler(request_from(asked)));
    const auto [write_code, write_count] = co_await beast::http::async_write(stream, reply, with_code);
    if (write_code || !reply.keep_alive()) co_return;
  }
}

}  // namespace

class server::impl {
 public:
  impl(asio::any_io_executor executor, std::string address, std::uint16_t port, request_handler handler)
      : acceptor_(executor), sessions_(executor), address_(std::move(address)), port_(port), handler_(std::move(handler)) {}

  result<void> listen() {
    boost::system::error_code code;
    const auto address = asio::ip::make_address(address_, code);
    if (code) return fail(errc::invalid, fmt::format("\"{}\" is not an address to listen on", address_), code.message());
    const tcp::endpoint where(address, port_);
    acceptor_.open(where.protocol(), code);
    if (!code) acceptor_.set_option(asio::socket_base::reuse_address(true), code);
    if (!code) acceptor_.bind(where, code);
    if (!code) acceptor_.listen(asio::socket_base::max_listen_connections, code);
    if (code) {
      boost::system::error_code ignored;
      acceptor_.close(ignored);  // so that it can be tried again
      return fail(errc::unavailable, fmt::format("cannot listen on {}:{}", address_, port_), code.message(),
                  code == asio::error::address_in_use ? "end what uses the port, or choose another one" : "");
    }
    port_ = acceptor_.local_endpoint().port();
    return {};
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }

  task<void> run() {
    std::exception_ptr thrown;
    try {
      co_await accept_connections();
    } catch (...) {
      thrown = std::current_exception();
    }
    acceptor_.close();
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    sessions_.cancel();
    co_await sessions_.join();
    if (thrown && !is_cancellation(thrown)) std::rethrow_exception(thrown);
  }

 private:
  /// Ends by cancellation, which may come at any of its awaits, and between them.
  task<void> accept_connections() {
    for (;;) {
      auto [code, socket] = co_await acceptor_.async_accept(with_code);
      if (code == asio::error::operation_aborted) co_return;
      if (code) {
        // Too many open files, most likely: it passes when some of them are closed.
        log::warning("cannot accept a connection", {{"port", port_}, {"error", code.message()}});
        co_await sleep_for(1s);
      } else if (sessions_.size() < most_sessions) {
        sessions_.spawn("http session", serve(std::move(socket), handler_));
      }
    }
  }

  tcp::acceptor acceptor_;
  task_group sessions_;
  std::string address_;
  std::uint16_t port_;
  request_handler handler_;
};

server::server(asio::any_io_executor executor, std::string address, std::uint16_t port, request_handler handler)
    : impl_(std::make_unique<impl>(std::move(executor), std::move(address), port, std::move(handler))) {}
server::~server() = default;
result<void> server::listen() { return impl_->listen(); }
std::uint16_t server::port() const { return impl_->port(); }
task<void> server::run() { return impl_->run(); }

}  // namespace harmony::http
