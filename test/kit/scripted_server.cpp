// SPDX-License-Identifier: Apache-2.0
#include "kit/scripted_server.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include "kit/listener.hpp"

namespace harmony::kit {

namespace {

using tls_stream = asio::ssl::stream<any_stream::socket>;
constexpr auto with_code = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t most_request = 64U << 20U;

std::string answer_text(std::string_view status, std::string_view body, std::string_view header) {
  return fmt::format("HTTP/1.1 {}\r\nContent-Type: application/json\r\n{}Content-Length: {}\r\n\r\n{}", status, header,
                     body.size(), body);
}

template <class Stream>
class link_over final : public script_link {
 public:
  link_over(Stream& stream, std::vector<std::string>& requests) : stream_(stream), requests_(requests) {}

  task<std::optional<std::string>> request() override {
    namespace beast_http = boost::beast::http;
    beast_http::request_parser<beast_http::string_body> parser;
    parser.body_limit(most_request);
    const auto [code, count] = co_await beast_http::async_read(stream_, buffer_, parser, with_code);
    if (code) co_return std::nullopt;
    const auto& asked = parser.get();
    co_return requests_.emplace_back(
        fmt::format("{} {}", std::string_view(asked.method_string()), std::string_view(asked.target())));
  }

  task<void> send(std::string_view bytes) override {
    (void)co_await asio::async_write(stream_, asio::buffer(bytes), with_code);
  }

  task<void> until_closed() override {
    std::array<char, 4096> ignored{};
    for (;;) {
      const auto [code, count] = co_await stream_.async_read_some(asio::buffer(ignored), with_code);
      if (code) co_return;
    }
  }

  void abort() override {
    auto& socket = stream_.lowest_layer();
    socket.set_option(asio::socket_base::linger(true, 0));
    socket.close();
  }

 private:
  Stream& stream_;
  std::vector<std::string>& requests_;
  boost::beast::flat_buffer buffer_;
};

}  // namespace

std::string answer(std::string_view status, std::string_view body, std::string_view header) {
  return answer_text(status, body, fmt::format("Connection: close\r\n{}", header));
}

std::string kept_answer(std::string_view status, std::string_view body, std::string_view header) {
  return answer_text(status, body, header);
}

script answering(std::string bytes) {
  return [said = std::move(bytes)](script_link& link) -> task<void> {
    (void)co_await link.request();
    co_await link.send(said);
  };
}

class scripted_server::impl {
 public:
  impl(const asio::any_io_executor& executor, std::vector<script> scripts, options how)
      : acceptor_(executor, address_for(how.socket_path)),
        links_(executor),
        scripts_(std::move(scripts)),
        how_(std::move(how)) {
    if (how_.identity.certificate.empty()) return;
    tls_.use_certificate_chain(asio::buffer(how_.identity.certificate));
    tls_.use_private_key(asio::buffer(how_.identity.key), asio::ssl::context::pem);
    if (how_.client_authority.empty()) return;
    tls_.add_certificate_authority(asio::buffer(how_.client_authority));
    tls_.set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert);
  }

  task<void> run() {
    links_.spawn("accept", accept());
    co_await links_.join();
  }

  [[nodiscard]] http::endpoint where() const {
    if (!how_.socket_path.empty())
      return {.over = http::transport::unix_socket, .host = "localhost", .socket_path = how_.socket_path};
    return {.over = how_.identity.certificate.empty() ? http::transport::tcp : http::transport::tls,
            .host = "127.0.0.1",
            .port = port_};
  }

  [[nodiscard]] const std::vector<std::string>& requests() const { return requests_; }
  [[nodiscard]] std::size_t connections() const { return connections_; }

 private:
  task<void> accept() {
    for (const auto& one : scripts_) {
      auto socket = co_await acceptor_.async_accept(asio::use_awaitable);
      ++connections_;
      links_.spawn("link", how_.identity.certificate.empty() ? plain(std::move(socket), one) : secured(std::move(socket), one));
    }
    acceptor_.close();
  }

  task<void> plain(any_stream::socket socket, const script& what) {
    link_over<any_stream::socket> link(socket, requests_);
    co_await what(link);
    say_end(socket);
  }

  task<void> secured(any_stream::socket socket, const script& what) {
    tls_stream stream(std::move(socket), tls_);
    link_over<tls_stream> link(stream, requests_);
    const auto [refused] = co_await stream.async_handshake(asio::ssl::stream_base::server, with_code);
    if (!refused) co_await what(link);
    say_end(stream.next_layer());
    if (!refused) co_return;
    // What the client has sent already must not be met by a reset: that could overtake the reason of the refusal.
    link_over<any_stream::socket> below(stream.next_layer(), requests_);
    co_await below.until_closed();
  }

  static void say_end(any_stream::socket& socket) {
    boost::system::error_code gone;
    socket.shutdown(asio::socket_base::shutdown_send, gone);
  }

  acceptor acceptor_;
  task_group links_;
  std::vector<script> scripts_;
  options how_;
  asio::ssl::context tls_{asio::ssl::context::tls_server};
  std::uint16_t port_ = port_of(acceptor_);
  std::vector<std::string> requests_;
  std::size_t connections_ = 0;
};

scripted_server::scripted_server(const asio::any_io_executor& executor, std::vector<script> scripts, const options& how)
    : impl_(std::make_unique<impl>(executor, std::move(scripts), how)) {}
scripted_server::scripted_server(const asio::any_io_executor& executor, const std::vector<std::string>& answers)
    : scripted_server(executor, [&] {
        std::vector<script> scripts;
        for (const auto& one : answers) scripts.push_back(answering(one));
        return scripts;
      }()) {}
scripted_server::~scripted_server() = default;
task<void> scripted_server::run() { return impl_->run(); }
http::endpoint scripted_server::where() const { return impl_->where(); }
const std::vector<std::string>& scripted_server::requests() const { return impl_->requests(); }
std::size_t scripted_server::connections() const { return impl_->connections(); }

}  // namespace harmony::kit
