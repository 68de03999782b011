// SPDX-License-Identifier: Apache-2.0
#include "kit/relay.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <stdexcept>
#include <utility>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include "http/byte_stream.hpp"
#include "http/tls_context.hpp"
#include "kit/listener.hpp"

namespace harmony::kit {

namespace {

constexpr auto with_code = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds look_every = 5ms;
constexpr std::size_t piece = 64U << 10U;

/// A way to the server, of which one direction can be ended alone unless there is TLS on it.
class way {
 public:
  [[nodiscard]] static task<std::unique_ptr<way>> open(const http::endpoint& server, http::tls_context& tls) {
    auto opened = std::make_unique<way>(co_await asio::this_coro::executor);
    if (server.over != http::transport::tcp) {
      auto stream = co_await http::open_stream(server, &tls);
      if (!stream) co_return nullptr;
      opened->stream_ = std::move(*stream);
      co_return opened;
    }
    const asio::ip::tcp::endpoint there(asio::ip::make_address(server.host), server.port);
    const auto [code] = co_await opened->socket_.async_connect(there, with_code);
    if (code) co_return nullptr;
    opened->socket_.set_option(asio::ip::tcp::no_delay(true));
    co_return opened;
  }
  explicit way(const asio::any_io_executor& executor) : socket_(executor) {}

  /// 0 at its end.
  task<std::size_t> read_some(std::span<char> into) {
    if (stream_) co_return (co_await stream_->read_some(into)).value_or(0);
    const auto [code, count] = co_await socket_.async_read_some(asio::buffer(into.data(), into.size()), with_code);
    co_return code ? 0 : count;
  }
  task<bool> write(std::string_view bytes) {
    if (stream_) co_return (co_await stream_->write(bytes)).has_value();
    const auto [code, count] = co_await asio::async_write(socket_, asio::buffer(bytes), with_code);
    co_return !code;
  }
  void end_writing() {
    if (stream_) throw std::logic_error("a relay cannot end one direction under TLS");
    boost::system::error_code gone;
    socket_.shutdown(asio::socket_base::shutdown_send, gone);
  }

 private:
  asio::ip::tcp::socket socket_;
  std::unique_ptr<http::byte_stream> stream_;  ///< in place of the socket
};

}  // namespace

class relay::impl {
 public:
  impl(const asio::any_io_executor& executor, http::endpoint server, options how)
      : acceptor_(executor, address_for(how.socket_path, how.port)),
        server_(std::move(server)),
        how_(std::move(how)),
        tls_(http::tls_context::make(how_.tls).value()),
        accepting_(executor),
        links_(executor) {
    accepting_.spawn("accept", accept());
  }

  [[nodiscard]] http::endpoint where() const {
    if (!how_.socket_path.empty())
      return {.over = http::transport::unix_socket, .host = "localhost", .socket_path = how_.socket_path};
    return {.over = http::transport::tcp, .host = "127.0.0.1", .port = port_of(acceptor_)};
  }

  task<void> close() {
    accepting_.cancel();
    links_.cancel();
    co_await accepting_.join();
    co_await links_.join();
  }

  void cut() { links_.cancel(); }
  void half_close(side of) {
    for (auto* one : open_) one->half_close(of);
  }
  bool held = false;
  bool refused = false;
  std::chrono::milliseconds takes{0};
  std::size_t connections = 0;

 private:
  struct link {
    any_stream::socket client;
    std::unique_ptr<way> server;
    bool server_ended = false;
    bool client_ended = false;

    void half_close(side of) {
      if (of == side::client) {
        client_ended = true;
        server->end_writing();
      } else {
        server_ended = true;
        boost::system::error_code gone;
        client.shutdown(asio::socket_base::shutdown_send, gone);
      }
    }
  };

  task<void> accept() {
    for (;;) {
      auto client = co_await acceptor_.async_accept(asio::use_awaitable);
      ++connections;
      if (!refused) links_.spawn("link", serve(std::move(client)));
    }
  }

  task<void> serve(any_stream::socket client) {
    using namespace asio::experimental::awaitable_operators;
    link both{.client = std::move(client), .server = co_await way::open(server_, tls_)};
    if (!both.server) co_return;
    const auto place = open_.insert(&both).first;
    const struct leaving {  // also when cancellation unwinds
      std::set<link*>& from;
      std::set<link*>::iterator place;
      ~leaving() { from.erase(place); }
    } when_done{open_, place};
    const auto watching = how_.new_tap();
    // Either end takes the other with it.
    co_await (to_server(both, watching) || to_client(both, watching));
  }

  /// These return when they are cancelled: asio would wrap two exceptions in a third.
  task<void> to_server(link& both, const tap& watching) {
    std::array<char, piece> buffer{};
    for (;;) {
      const auto [code, count] = co_await both.client.async_read_some(asio::buffer(buffer), with_code);
      if (code || !co_await may_pass()) co_return;
      const auto passed = watching.to_server(std::string(buffer.data(), count));
      if (const auto own = watching.instead(); !own.empty())
        (void)co_await asio::async_write(both.client, asio::buffer(own), with_code);
      if (passed.empty() || both.client_ended) continue;
      if (!co_await both.server->write(passed) && !both.client_ended) co_return;
      watching.at_server();
    }
  }

  task<void> to_client(link& both, const tap& watching) {
    std::array<char, piece> buffer{};
    for (;;) {
      const auto count = co_await both.server->read_some(buffer);
      if (count == 0 || !co_await may_pass()) co_return;
      const auto passed = watching.to_client(std::string(buffer.data(), count));
      if (passed.empty() || both.server_ended) continue;
      const auto [code, written] = co_await asio::async_write(both.client, asio::buffer(passed), with_code);
      if (code && !both.server_ended) co_return;
    }
  }

  /// Waits as long as it takes, and while it is held; false once it is cancelled.
  task<bool> may_pass() const {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    for (auto wait = takes; wait > 0ms || held; wait = 0ms) {
      timer.expires_after(std::max(wait, look_every));
      const auto [code] = co_await timer.async_wait(with_code);
      if (code) co_return false;
    }
    co_return true;
  }

  acceptor acceptor_;
  http::endpoint server_;
  options how_;
  http::tls_context tls_;
  std::set<link*> open_;
  task_group accepting_;
  task_group links_;
};

relay::relay(const asio::any_io_executor& executor, http::endpoint server, options how)
    : impl_(std::make_unique<impl>(executor, std::move(server), std::move(how))) {}
relay::~relay() = default;
http::endpoint relay::where() const { return impl_->where(); }
void relay::hold(bool held) { impl_->held = held; }
void relay::delay(std::chrono::milliseconds each) { impl_->takes = each; }
void relay::refuse(bool refused) { impl_->refused = refused; }
void relay::cut() { impl_->cut(); }
void relay::half_close(side of) { impl_->half_close(of); }
std::size_t relay::connections() const { return impl_->connections; }
task<void> relay::close() { return impl_->close(); }

}  // namespace harmony::kit
