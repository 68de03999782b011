// SPDX-License-Identifier: Apache-2.0
#include "harmony/http/client.hpp"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "http/exchange.hpp"
#include "http/line_body.hpp"
#include "http/tls_context.hpp"

namespace harmony::http {

class client::impl {
 public:
  impl(endpoint server, tls_settings tls, limits bounds) : server_(std::move(server)), tls_(std::move(tls)), limits_(bounds) {}

  task<result<response>> send(request what) {
    if (!idle_.empty()) {
      auto kept = std::move(idle_.back());
      idle_.pop_back();
      bool started = false;
      auto answer = co_await exchange(std::move(kept), what, started);
      // The server may have closed what was kept; then nothing of the request was acted on, as far as one can know.
      const bool stale = !answer && answer.error().code == errc::unavailable && !started;
      if (!stale || what.verb == method::post) co_return answer;
    }
    auto opened = co_await open_connection();
    if (!opened) co_return fail(std::move(opened.error()));
    bool started = false;
    co_return co_await exchange(std::move(*opened), what, started);
  }

  task<result<line_stream>> open(request what) {
    auto opened = co_await open_connection();
    if (!opened) co_return fail(std::move(opened.error()));
    if (auto written = co_await (*opened)->write(wire_text(what, server_)); !written)
      co_return fail(std::move(written.error()));
    auto body = std::make_unique<line_stream::impl>(std::move(*opened), server_.text(), what.verb, limits_);
    if (auto read = co_await body->read_head(); !read) co_return fail(std::move(read.error()));
    co_return line_stream(std::move(body));
  }

  [[nodiscard]] const endpoint& server() const { return server_; }

 private:
  task<result<std::unique_ptr<byte_stream>>> open_connection() {
    if (server_.over == transport::tls && !context_) {
      auto made = tls_context::make(tls_);
      if (!made) co_return fail(std::move(made.error()).in(server_.text()));
      context_ = std::make_unique<tls_context>(std::move(*made));
    }
    co_return co_await open_stream(server_, context_.get());
  }

  task<result<response>> exchange(std::unique_ptr<byte_stream> over, const request& what, bool& started) {
    if (auto written = co_await over->write(wire_text(what, server_)); !written) co_return fail(std::move(written.error()));
    answer_reader reader(*over, server_.text(), what.verb, limits_.body);
    auto whole = co_await reader.read_head();
    started = reader.started();
    if (!whole) co_return fail(std::move(whole.error()));
    for (;;) {
      auto more = co_await reader.read_more();
      if (!more) co_return fail(std::move(more.error()));
      if (!*more) break;
    }
    auto answer = reader.head();
    answer.body = reader.take_body();
    if (reader.reusable() && idle_.size() < limits_.idle_connections) idle_.push_back(std::move(over));
    co_return answer;
  }

  endpoint server_;
  tls_settings tls_;
  limits limits_;
  std::unique_ptr<tls_context> context_;
  std::vector<std::unique_ptr<byte_stream>> idle_;
};

client::client(asio::any_io_executor /*executor*/, endpoint server, tls_settings tls, limits bounds)
    : impl_(std::make_unique<impl>(std::move(server), std::move(tls), bounds)) {}
client::client(client&&) noexcept = default;
client& client::operator=(client&&) noexcept = default;
client::~client() = default;

task<result<response>> client::send(request what, std::chrono::milliseconds limit) {
  return with_deadline(limit, impl_->server().text(), impl_->send(std::move(what)));
}

task<result<line_stream>> client::open(request what, std::chrono::milliseconds limit) {
  return with_deadline(limit, impl_->server().text(), impl_->open(std::move(what)));
}

const endpoint& client::server() const { return impl_->server(); }

}  // namespace harmony::http
