// SPDX-License-Identifier: Apache-2.0
#include "scripted_server.hpp"

#include <fmt/format.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

namespace harmony::kube::test {

std::string answer(std::string_view status, std::string_view body, std::string_view header) {
  return fmt::format("HTTP/1.1 {}\r\nContent-Type: application/json\r\nConnection: close\r\n{}Content-Length: {}\r\n\r\n{}",
                     status, header, body.size(), body);
}

scripted_server::scripted_server(const asio::any_io_executor& executor, std::vector<std::string> answers)
    : acceptor_(executor, {asio::ip::address_v4::loopback(), 0}), answers_(std::move(answers)) {}

task<void> scripted_server::run() {
  namespace http = boost::beast::http;
  for (const auto& one : answers_) {
    auto socket = co_await acceptor_.async_accept(asio::use_awaitable);
    boost::beast::flat_buffer buffer;
    http::request<http::string_body> request;
    co_await http::async_read(socket, buffer, request, asio::use_awaitable);
    requests_.push_back(fmt::format("{} {}", std::string_view(request.method_string()), std::string_view(request.target())));
    co_await asio::async_write(socket, asio::buffer(one), asio::use_awaitable);
    socket.shutdown(asio::ip::tcp::socket::shutdown_send);
  }
  acceptor_.close();
}

config scripted_server::settings() const {
  return {.server = {.over = harmony::http::transport::tcp, .host = "127.0.0.1", .port = acceptor_.local_endpoint().port()},
          .source = "the test"};
}

}  // namespace harmony::kube::test
