// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include <fmt/format.h>

#include "http/line_body.hpp"

namespace harmony::http {

line_stream::impl::impl(std::unique_ptr<byte_stream> over, std::string server, method verb, limits bounds)
    : over_(std::move(over)), server_(std::move(server)), bounds_(bounds), reader_(*over_, server_, verb, std::nullopt) {}

task<result<void>> line_stream::impl::read_head() {
  if (auto read = co_await reader_.read_head(); !read) co_return read;
  head_ = reader_.head();
  buffer_ = reader_.take_body();
  if (head_.ok()) co_return result<void>{};
  for (;;) {
    if (buffer_.size() > bounds_.body)
      co_return fail(errc::too_large, fmt::format("the answer of {} is larger than allowed", server_));
    const auto more = co_await reader_.read_more();
    if (!more) co_return fail(more.error());
    buffer_ += reader_.take_body();
    if (!*more) break;
  }
  head_.body = std::exchange(buffer_, {});
  ended_ = true;
  co_return result<void>{};
}

task<result<std::optional<std::string>>> line_stream::impl::next(std::chrono::milliseconds idle) {
  for (;;) {
    if (ended_ && buffer_.empty()) co_return std::nullopt;
    const auto end = buffer_.find('\n', searched_);
    auto line = std::string_view(buffer_).substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.size() > bounds_.line)
      co_return fail(errc::too_large, fmt::format("a line of {} is longer than {} bytes", server_, bounds_.line));
    if (end != std::string::npos || ended_) {
      std::string whole(line);
      buffer_.erase(0, end == std::string::npos ? end : end + 1);
      searched_ = 0;
      co_return whole;
    }
    searched_ = buffer_.size();
    if (const auto more = co_await read_more(idle); !more) co_return fail(more.error());
  }
}

task<result<std::optional<std::string>>> line_stream::impl::next_bytes(std::chrono::milliseconds idle) {
  while (buffer_.empty()) {
    if (ended_) co_return std::nullopt;
    if (const auto more = co_await read_more(idle); !more) co_return fail(more.error());
  }
  co_return std::exchange(buffer_, {});
}

task<result<void>> line_stream::impl::read_more(std::chrono::milliseconds idle) {
  const auto more = co_await with_deadline(idle, server_, reader_.read_more());
  // A body that breaks off is how many servers end a watch; whoever reads it goes on from its last line.
  if (!more && more.error().code != errc::unavailable) co_return fail(more.error());
  ended_ = !more || !*more;
  buffer_ += reader_.take_body();
  co_return result<void>{};
}

line_stream::line_stream() noexcept = default;
line_stream::line_stream(std::unique_ptr<impl> body) : impl_(std::move(body)) {}
line_stream::line_stream(line_stream&&) noexcept = default;
line_stream& line_stream::operator=(line_stream&&) noexcept = default;
line_stream::~line_stream() = default;

const response& line_stream::head() const { return impl_->head(); }

task<result<std::optional<std::string>>> line_stream::next(std::chrono::milliseconds idle) { return impl_->next(idle); }
task<result<std::optional<std::string>>> line_stream::next_bytes(std::chrono::milliseconds idle) {
  return impl_->next_bytes(idle);
}

}  // namespace harmony::http
