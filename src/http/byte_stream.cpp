// SPDX-License-Identifier: Apache-2.0
#include "http/byte_stream.hpp"

#include <utility>
#include <vector>

#include <fmt/format.h>
#include <openssl/ssl.h>
#include <sys/un.h>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include "http/stream_error.hpp"
#include "http/tls_context.hpp"

namespace harmony::http {

namespace {

using boost::asio::ip::tcp;
using unix_protocol = boost::asio::local::stream_protocol;
constexpr auto with_code = asio::as_tuple(asio::use_awaitable);

bool is_end(const boost::system::error_code& code) {
  // A server that drops a TLS connection without saying goodbye has ended it all the same.
  return code == asio::error::eof || code == asio::ssl::error::stream_truncated || code == asio::error::connection_reset;
}

/// Any Asio stream behind the interface.
template <class Stream>
class stream_over final : public byte_stream {
 public:
  stream_over(Stream stream, std::string server) : stream_(std::move(stream)), server_(std::move(server)) {}

  task<result<std::size_t>> read_some(std::span<char> into) override {
    const auto [code, count] = co_await stream_.async_read_some(asio::buffer(into.data(), into.size()), with_code);
    if (is_end(code)) co_return std::size_t{0};
    if (code) co_return fail(stream_error(code, "reading from", server_));
    co_return count;
  }

  task<result<void>> write(std::string_view bytes) override {
    const auto [code, count] = co_await asio::async_write(stream_, asio::buffer(bytes), with_code);
    if (code) co_return fail(stream_error(code, "writing to", server_));
    co_return result<void>{};
  }

 private:
  Stream stream_;
  std::string server_;
};

task<result<tcp::socket>> connect_tcp(const endpoint& server) {
  const auto executor = co_await asio::this_coro::executor;
  std::vector<tcp::endpoint> addresses;
  boost::system::error_code numeric;
  if (const auto address = asio::ip::make_address(server.host, numeric); !numeric) {
    addresses.emplace_back(address, server.port);
  } else {
    // The C library looks names up on a thread of Asio's; a deadline that passes meanwhile is noticed when it answers.
    tcp::resolver resolver(executor);
    const auto [code, found] = co_await resolver.async_resolve(server.host, std::to_string(server.port), with_code);
    if (code) co_return fail(stream_error(code, "looking up", server.text()));
    for (const auto& one : found) addresses.push_back(one.endpoint());
  }
  tcp::socket socket(executor);
  const auto [code, reached] = co_await asio::async_connect(socket, addresses, with_code);
  if (code) co_return fail(stream_error(code, "connecting to", server.text()));
  boost::system::error_code ignored;  // both options only tune
  socket.set_option(tcp::no_delay(true), ignored);
  socket.set_option(asio::socket_base::keep_alive(true), ignored);
  co_return socket;
}

task<result<std::unique_ptr<byte_stream>>> open_tls(const endpoint& server, tls_context& tls) {
  auto socket = co_await connect_tcp(server);
  if (!socket) co_return fail(std::move(socket.error()));
  using tls_stream = asio::ssl::stream<tcp::socket>;
  tls_stream stream(std::move(*socket), tls.context());
  const auto& name = tls.server_name().empty() ? server.host : tls.server_name();
  boost::system::error_code numeric;
  asio::ip::make_address(name, numeric);
  // RFC 6066: an address is no server name.
  if (numeric)
    SSL_set_tlsext_host_name(stream.native_handle(), name.c_str());  // NOLINT(cppcoreguidelines-pro-type-cstyle-cast)
  if (tls.verify()) stream.set_verify_callback(asio::ssl::host_name_verification(name));
  const auto [code] = co_await stream.async_handshake(asio::ssl::stream_base::client, with_code);
  if (code) co_return fail(stream_error(code, "the TLS handshake with", server.text()));
  co_return std::make_unique<stream_over<tls_stream>>(std::move(stream), server.text());
}

}  // namespace

task<result<std::unique_ptr<byte_stream>>> open_stream(const endpoint& server, tls_context* tls) {
  switch (server.over) {
    case transport::tls: co_return co_await open_tls(server, *tls);
    case transport::tcp: {
      auto socket = co_await connect_tcp(server);
      if (!socket) co_return fail(std::move(socket.error()));
      co_return std::make_unique<stream_over<tcp::socket>>(std::move(*socket), server.text());
    }
    case transport::unix_socket: {
      constexpr std::size_t longest = sizeof(sockaddr_un::sun_path) - 1;  // for a longer one Asio throws
      if (server.socket_path.size() > longest)
        co_return fail(errc::invalid, fmt::format("the path of {} is too long for a socket", server.text()), {},
                       fmt::format("it can have at most {} bytes", longest));
      unix_protocol::socket socket(co_await asio::this_coro::executor);
      const auto [code] = co_await socket.async_connect(unix_protocol::endpoint(server.socket_path), with_code);
      if (code) co_return fail(stream_error(code, "connecting to", server.text()));
      co_return std::make_unique<stream_over<unix_protocol::socket>>(std::move(socket), server.text());
    }
  }
  std::unreachable();
}

}  // namespace harmony::http
