// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/client.hpp"

#include <random>
#include <utility>

#include "harmony/kube/status.hpp"
#include "kube/bearer_token.hpp"
#include "kube/json_read.hpp"
#include "kube/retry.hpp"

namespace harmony::kube {

class client::impl {
 public:
  impl(asio::any_io_executor executor, config settings)
      : settings_(std::move(settings)),
        http_(std::move(executor), settings_.server, settings_.tls),
        token_(settings_.token, settings_.token_file) {}

  task<result<boost::json::value>> call(http::request what, std::chrono::milliseconds limit) {
    const auto until = steady_clock::now() + limit;
    retry again;
    for (;;) {
      auto signed_request = authorised(what);
      if (!signed_request) co_return fail(std::move(signed_request).error());
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - steady_clock::now());
      auto answer = co_await http_.send(*std::move(signed_request), left);
      if (!answer) co_return fail(std::move(answer).error());
      if (answer->ok()) {
        auto document = parse_json(answer->body);
        if (!document) co_return fail(std::move(document).error().in(name()));
        co_return std::move(document);
      }
      const auto refusal = status_of(*answer);
      const auto wait = again.after(what.verb, refusal, random_);
      if (!wait || steady_clock::now() + *wait >= until) co_return fail(refused(refusal));
      co_await sleep_for(*wait);
    }
  }

  task<result<http::line_stream>> open(http::request what, std::chrono::milliseconds limit) {
    auto signed_request = authorised(std::move(what));
    if (!signed_request) co_return fail(std::move(signed_request).error());
    auto stream = co_await http_.open(*std::move(signed_request), limit);
    if (!stream) co_return fail(std::move(stream).error());
    if (!stream->head().ok()) co_return fail(refused(status_of(stream->head())));
    co_return std::move(stream);
  }

  [[nodiscard]] const config& settings() const { return settings_; }

 private:
  [[nodiscard]] std::string name() const { return settings_.server.text(); }

  [[nodiscard]] error refused(const status& refusal) const {
    auto failure = to_error(refusal, name());
    if (failure.code == errc::unauthorized) failure.hint += "; it came from " + settings_.source;
    return failure;
  }

  result<http::request> authorised(http::request what) {
    auto token = token_.current(steady_clock::now());
    if (!token) return fail(std::move(token).error());
    if (!token->empty()) what.headers.push_back({"Authorization", "Bearer " + *token});
    return what;
  }

  config settings_;
  http::client http_;
  bearer_token token_;
  random_source random_{std::random_device{}()};
};

client::client(asio::any_io_executor executor, config settings)
    : impl_(std::make_unique<impl>(std::move(executor), std::move(settings))) {}
client::client(client&&) noexcept = default;
client& client::operator=(client&&) noexcept = default;
client::~client() = default;

task<result<boost::json::value>> client::call(http::request what, std::chrono::milliseconds limit) {
  return impl_->call(std::move(what), limit);
}

task<result<http::line_stream>> client::open(http::request what, std::chrono::milliseconds limit) {
  return impl_->open(std::move(what), limit);
}

const config& client::settings() const { return impl_->settings(); }

}  // namespace harmony::kube
