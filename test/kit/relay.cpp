// SPDX-License-Identifier: Apache-2.0
#include "kit/relay.hpp"

#include <array>
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
  bool held = false;
  bool refused = false;
  std::size_t connections = 0;

 private:
  task<void> accept() {
    for (;;) {
      auto client = co_await acceptor_.async_accept(asio::use_awaitable);
      ++connections;
      if (!refused) links_.spawn("link", serve(std::move(client)));
    }
  }

  task<void> serve(any_stream::socket client) {
    using namespace asio::experimental::awaitable_operators;
    auto server = co_await http::open_stream(server_, &tls_);
    if (!server) co_return;
    const auto watching = how_.new_tap();
    // Either end takes the other with it.
    co_await (to_server(client, **server, watching) || to_client(client, **server, watching));
  }

  /// These return when they are cancelled: asio would wrap two exceptions in a third.
  task<void> to_server(any_stream::socket& client, http::byte_stream& server, const tap& watching) {
    std::array<char, piece> buffer{};
    for (;;) {
      const auto [code, count] = co_await client.async_read_some(asio::buffer(buffer), with_code);
      if (code || !co_await may_pass()) co_return;
      const auto passed = watching.to_server(std::string(buffer.data(), count));
      if (passed.empty()) continue;
      if (!co_await server.write(passed)) co_return;
      watching.at_server();
    }
  }

  task<void> to_client(any_stream::socket& client, http::byte_stream& server, const tap& watching) {
    std::array<char, piece> buffer{};
    for (;;) {
      const auto count = co_await server.read_some(buffer);
      if (!count || *count == 0 || !co_await may_pass()) co_return;
      const auto passed = watching.to_client(std::string(buffer.data(), *count));
      if (passed.empty()) continue;
      const auto [code, written] = co_await asio::async_write(client, asio::buffer(passed), with_code);
      if (code) co_return;
    }
  }

  /// Waits while it is held; false once it is cancelled.
  task<bool> may_pass() const {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    while (held) {
      timer.expires_after(look_every);
      const auto [code] = co_await timer.async_wait(with_code);
      if (code) co_return false;
    }
    co_return true;
  }

  acceptor acceptor_;
  http::endpoint server_;
  options how_;
  http::tls_context tls_;
  task_group accepting_;
  task_group links_;
};

relay::relay(const asio::any_io_executor& executor, http::endpoint server, options how)
    : impl_(std::make_unique<impl>(executor, std::move(server), std::move(how))) {}
relay::~relay() = default;
http::endpoint relay::where() const { return impl_->where(); }
void relay::hold(bool held) { impl_->held = held; }
void relay::refuse(bool refused) { impl_->refused = refused; }
void relay::cut() { impl_->cut(); }
std::size_t relay::connections() const { return impl_->connections; }
task<void> relay::close() { return impl_->close(); }

}  // namespace harmony::kit
