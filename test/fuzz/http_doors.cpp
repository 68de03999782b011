// SPDX-License-Identifier: Apache-2.0
// An HTTP server's bytes.
#include <algorithm>
#include <memory>
#include <string>

#include "door.hpp"
#include "harmony/base/run.hpp"
#include "harmony/http/endpoint.hpp"
#include "http/byte_stream.hpp"
#include "http/exchange.hpp"
#include "http/line_body.hpp"

namespace harmony::fuzz {

namespace {

/// Nothing here is waited for.
constexpr std::chrono::milliseconds patience = 60s;

/// A server that says this, so many bytes at a time, and closes.
class saying final : public http::byte_stream {
 public:
  saying(std::string_view bytes, std::size_t piece) : bytes_(bytes), piece_(piece) {}
  task<result<std::size_t>> read_some(std::span<char> into) override {
    const auto count = std::min({into.size(), bytes_.size(), piece_});
    std::copy_n(bytes_.begin(), count, into.begin());
    bytes_.remove_prefix(count);
    co_return count;
  }
  task<result<void>> write(std::string_view /*bytes*/) override { co_return result<void>{}; }

 private:
  std::string_view bytes_;
  std::size_t piece_;
};

std::string read(std::string_view bytes, std::size_t piece) {
  return run([&](auto) -> task<std::string> {
    saying from(bytes, piece);
    http::answer_reader reader(from, "http://10.0.0.1:80", http::method::get, 1000);
    if (auto head = co_await reader.read_head(); !head) co_return "refused";
    for (;;) {
      const auto more = co_await reader.read_more();
      if (!more) co_return "refused";
      if (!*more) break;
    }
    co_return std::to_string(reader.head().status) + reader.take_body();
  });
}

void answer(std::string_view bytes) {
  if (bytes.size() > 4096) return;
  promise(read(bytes, 7) == read(bytes, 4096), "an answer is the same wherever its bytes are cut");
}

std::string read_lines(std::string_view bytes, std::size_t piece) {
  return run([&](auto) -> task<std::string> {
    constexpr http::limits bounds{.body = 1000, .line = 100};
    http::line_stream::impl from(std::make_unique<saying>(bytes, piece), "http://10.0.0.1:80", http::method::get, bounds);
    if (!co_await from.read_head()) co_return "refused";
    auto lines = std::to_string(from.head().status) + from.head().body;
    for (;;) {
      const auto line = co_await from.next(patience);
      if (!line) co_return "refused";
      if (!*line) co_return lines;
      promise((*line)->size() <= bounds.line, "a line keeps its bound");
      promise(!(*line)->contains('\n'), "a line is one line");
      lines += '\n' + **line;
    }
  });
}

void lines(std::string_view bytes) {
  if (bytes.size() > 4096) return;
  promise(read_lines(bytes, 7) == read_lines(bytes, 4096), "a stream's lines are the same wherever its bytes are cut");
}

void endpoint(std::string_view bytes) {
  if (const auto parsed = http::parse_endpoint(bytes)) {
    const auto again = http::parse_endpoint(parsed->text());
    promise(again && again->text() == parsed->text(), "an endpoint's text is an endpoint's");
  }
}

}  // namespace

std::vector<door> http_doors() { return {{"http-answer", answer}, {"http-lines", lines}, {"endpoint", endpoint}}; }

}  // namespace harmony::fuzz
