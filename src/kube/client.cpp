// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/client.hpp"

#include <random>
#include <utility>

#include "harmony/kube/status.hpp"
#include "kube/credentials.hpp"
#include "kube/json_read.hpp"
#include "kube/retry.hpp"

namespace harmony::kube {

class client::impl {
 public:
  impl(asio::any_io_executor executor, config settings)
      : executor_(std::move(executor)), settings_(std::move(settings)), credentials_(executor_, settings_) {}

  task<result<boost::json::value>> call(http::request what, std::chrono::milliseconds limit) {
    auto until = steady_clock::now() + limit;
    retry again;
    bool renewed = false;
    for (;;) {
      // A plug-in has a deadline of its own, and a person may have to log in.
      const auto asked = steady_clock::now();
      auto way = co_await signed_way();
      if (!way) co_return fail(std::move(way).error());
      until += steady_clock::now() - asked;
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - steady_clock::now());
      auto answer = co_await way->over->send(way->sign(what), left);
      count(what, answer ? answer->status : 0);
      if (!answer) co_return fail(std::move(answer).error());
      if (answer->ok()) {
        auto document = parse_json(answer->body);
        if (!document) co_return fail(std::move(document).error().in(name()));
        co_return std::move(document);
      }
      // Refused unread, so that it may be asked again whatever it is.
      if (answer->status == 401 && !std::exchange(renewed, true)) {
        const auto refused_at = steady_clock::now();
        const bool others = co_await credentials_.renew(way->with);
        until += steady_clock::now() - refused_at;
        if (others) continue;
      }
      const auto refusal = status_of(*answer);
      const auto wait = again.after(what.verb, refusal, random_);
      if (!wait || steady_clock::now() + *wait >= until) co_return fail(refused(refusal));
      co_await sleep_for(*wait);
    }
  }

  task<result<http::line_stream>> open(http::request what, std::chrono::milliseconds limit) {
    for (bool renewed = false;;) {
      auto way = co_await signed_way();
      if (!way) co_return fail(std::move(way).error());
      auto stream = co_await way->over->open(way->sign(what), limit);
      count(what, stream ? stream->head().status : 0);
      if (!stream) co_return fail(std::move(stream).error());
      if (stream->head().ok()) co_return std::move(stream);
      if (stream->head().status == 401 && !std::exchange(renewed, true) && co_await credentials_.renew(way->with)) continue;
      co_return fail(refused(status_of(stream->head())));
    }
  }

  [[nodiscard]] const config& settings() const { return settings_; }
  [[nodiscard]] const call_counts& calls() const { return calls_; }

 private:
  /// Who asks, and over which connections: those show the client certificate.
  struct way_to_server {
    credential with;
    std::shared_ptr<http::client> over;

    [[nodiscard]] http::request sign(http::request what) const {
      if (!with.token.empty()) what.headers.push_back({"Authorization", "Bearer " + with.token});
      return what;
    }
  };

  task<result<way_to_server>> signed_way() {
    auto with = co_await credentials_.current();
    if (!with) co_return fail(std::move(with).error());
    if (!http_ || with->certificate != shown_) {
      auto tls = settings_.tls;
      tls.client_certificate = shown_ = with->certificate;
      tls.client_key = with->key;
      // Calls in flight keep the connections that they have.
      http_ = std::make_shared<http::client>(executor_, settings_.server, std::move(tls));
    }
    co_return way_to_server{*std::move(with), http_};
  }

  void count(const http::request& what, unsigned status) {
    ++calls_[{std::string(http::name_of(what.verb)), status == 0 ? "<error>" : std::to_string(status)}];
  }

  [[nodiscard]] std::string name() const { return settings_.server.text(); }

  [[nodiscard]] error refused(const status& refusal) const {
    auto failure = to_error(refusal, name());
    if (failure.code == errc::unauthorized)
      failure.hint += "; it came from " + settings_.source + ": renew it there, or choose another one";
    return failure;
  }

  asio::any_io_executor executor_;
  config settings_;
  credentials credentials_;
  std::shared_ptr<http::client> http_;
  std::string shown_;  // the client certificate of `http_`
  call_counts calls_;
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
const call_counts& client::calls() const { return impl_->calls(); }

}  // namespace harmony::kube
