// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>

#include "fake_stream.hpp"
#include "http/line_body.hpp"
#include "kit/run.hpp"

using namespace harmony;
using namespace harmony::http;

namespace {

using lines = std::vector<std::string>;
constexpr std::chrono::milliseconds patience = 30s;
const std::string head = "HTTP/1.1 200 OK\r\n";

task<result<line_stream>> open(test::fake_stream from, limits bounds = {}) {
  auto body = std::make_unique<line_stream::impl>(std::make_unique<test::fake_stream>(std::move(from)), "http://h:80",
                                                  method::get, bounds);
  if (auto read = co_await body->read_head(); !read) co_return fail(std::move(read.error()));
  co_return line_stream(std::move(body));
}

result<lines> read_lines(test::fake_stream from, limits bounds = {}, std::chrono::milliseconds idle = patience) {
  return kit::run([&](auto) -> task<result<lines>> {
    auto stream = co_await open(std::move(from), bounds);
    if (!stream) co_return fail(std::move(stream.error()));
    lines all;
    for (;;) {
      auto line = co_await stream->next(idle);
      if (!line) co_return fail(std::move(line.error()));
      if (!*line) co_return all;
      all.push_back(*std::move(*line));
    }
  });
}

std::string chunk(std::string_view text) { return fmt::format("{:x}\r\n{}\r\n", text.size(), text); }

/// The next line; "(end)" where there is none.
task<std::string> next_line(line_stream& from) {
  auto line = co_await from.next(patience);
  co_return line ? std::move(*line).value_or("(end)") : line.error().text();
}

}  // namespace

TEST_CASE("lines are the same wherever their bytes are split, in every framing") {
  const lines expected{"one", "", "two\rtwo", "  three ", "last"};
  const std::string body = "one\n\ntwo\rtwo\r\n  three \nlast";
  for (const auto& text : {head + "\r\n" + body, head + fmt::format("Content-Length: {}\r\n\r\n{}\n", body.size() + 1, body),
                           head + "Transfer-Encoding: chunked\r\n\r\n" + chunk(body.substr(0, 2)) + chunk(body.substr(2, 12)) +
                               chunk(body.substr(14)) + chunk("")}) {
    CAPTURE(text);
    CHECK(read_lines(test::fake_stream({text})) == expected);
    CHECK(read_lines(test::fake_stream(test::bytes_of(text))) == expected);
    for (std::size_t where = 0; where <= text.size(); ++where)
      CHECK(read_lines(test::fake_stream(test::cut_at(text, where))) == expected);
  }
}

TEST_CASE("a body without a byte has no line") {
  CHECK(read_lines(test::fake_stream({head + "\r\n"})) == lines{});
  CHECK(read_lines(test::fake_stream({head + "Content-Length: 0\r\n\r\n"})) == lines{});
  CHECK(read_lines(test::fake_stream({"HTTP/1.1 204 No Content\r\n\r\n"})) == lines{});
}

TEST_CASE("after its end a stream stays at its end") {
  kit::run([](auto) -> task<void> {
    auto stream = co_await open(test::fake_stream({head + "\r\na\nb"}));
    REQUIRE(stream);
    CHECK(co_await next_line(*stream) == "a");
    CHECK(co_await next_line(*stream) == "b");
    for (int count = 0; count < 3; ++count) CHECK(co_await next_line(*stream) == "(end)");
  });
}

TEST_CASE("a body that breaks off gives what came, and ends") {
  CHECK(read_lines(test::fake_stream({head + "Content-Length: 100\r\n\r\na\nb"})) == lines{"a", "b"});
  CHECK(read_lines(test::fake_stream({head + "Transfer-Encoding: chunked\r\n\r\n4\r\na\nb"})) == lines{"a", "b"});
  CHECK(read_lines(test::fake_stream({head + "\r\na\nb"}, test::ending::fails)) == lines{"a", "b"});
}

TEST_CASE("a body that is no chunked one any more is an error, after the lines before it") {
  kit::run([](auto) -> task<void> {
    auto stream = co_await open(test::fake_stream({head + "Transfer-Encoding: chunked\r\n\r\n2\r\na\n\r\n", "garbage\r\n"}));
    REQUIRE(stream);
    CHECK(co_await next_line(*stream) == "a");
    const auto broken = co_await stream->next(patience);
    REQUIRE_FALSE(broken);
    CHECK(broken.error().code == errc::protocol);
    CHECK(broken.error().message == "http://h:80 did not answer in HTTP");
  });
}

TEST_CASE("a line of exactly the bound is read, one byte more is too large, wherever its end is") {
  const limits bounds{.line = 10};
  for (const std::string end : {"\n", "\r\n", ""}) {
    for (const bool split : {false, true}) {
      const auto sent = [&](std::string line) {
        const auto text = head + "\r\n" + line + end;
        return test::fake_stream(split ? test::bytes_of(text) : lines{text});
      };
      CAPTURE(end, split);
      CHECK(read_lines(sent("0123456789"), bounds) == lines{"0123456789"});
      const auto over = read_lines(sent("0123456789a"), bounds);
      REQUIRE_FALSE(over);
      CHECK(over.error().code == errc::too_large);
      CHECK(over.error().message == "a line of http://h:80 is longer than 10 bytes");
    }
  }
}

TEST_CASE("a line without end is given up at the bound") {
  const auto over = read_lines(test::fake_stream({head + "\r\n" + std::string(1'000'000, 'x')}, test::ending::says_no_more),
                               {.line = 500'000});
  REQUIRE_FALSE(over);
  CHECK(over.error().code == errc::too_large);
}

TEST_CASE("a stream may be longer than its lines and bodies may be") {
  std::string text = head + "\r\n";
  for (int count = 0; count < 10'000; ++count) text += "0123456789\n";
  CHECK(read_lines(test::fake_stream({text}), {.body = 10, .line = 10})->size() == 10'000);
}

TEST_CASE("a length that no memory can hold is not reserved") {
  CHECK(read_lines(test::fake_stream({head + "Content-Length: 1125899906842624\r\n\r\na\nb\n"})) == lines{"a", "b"});
}

TEST_CASE("a status that is no success has its body in the head") {
  kit::run([](auto) -> task<void> {
    for (const auto& framed : {std::string("Content-Length: 9\r\n\r\nnot\nhere\n"), std::string("\r\nnot\nhere\n"),
                               "Transfer-Encoding: chunked\r\n\r\n" + chunk("not\nhere\n") + chunk("")}) {
      CAPTURE(framed);
      auto stream = co_await open(test::fake_stream(test::bytes_of("HTTP/1.1 404 Not Found\r\nX-A: 1\r\n" + framed)));
      REQUIRE(stream);
      CHECK(stream->head().status == 404);
      CHECK(stream->head().header_value("x-a") == "1");
      CHECK(stream->head().body == "not\nhere\n");
      CHECK(co_await next_line(*stream) == "(end)");
    }
  });
}

TEST_CASE("that body is bounded as any other, and its lack of an end is an error") {
  const std::string wrong = "HTTP/1.1 500 Internal Server Error\r\n";
  const auto failure = [](std::string text) { return read_lines(test::fake_stream({std::move(text)}), {.body = 10}).error(); };
  CHECK(failure(wrong + "Content-Length: 11\r\n\r\n0123456789a").code == errc::too_large);
  CHECK(failure(wrong + "\r\n0123456789a").code == errc::too_large);
  CHECK(failure(wrong + "Content-Length: 10\r\n\r\n01234").code == errc::unavailable);
  CHECK(read_lines(test::fake_stream({wrong + "Content-Length: 10\r\n\r\n0123456789"}), {.body = 10}));
}

TEST_CASE("silence longer than the limit is a timeout, and the stream can still be read on") {
  kit::run([](auto) -> task<void> {
    auto stream = co_await open(test::fake_stream({head + "\r\na\nhalf"}, test::ending::says_no_more));
    REQUIRE(stream);
    CHECK(co_await next_line(*stream) == "a");
    for (int count = 0; count < 2; ++count) {
      const auto silent = co_await stream->next(5ms);
      REQUIRE_FALSE(silent);
      CHECK(silent.error().code == errc::timeout);
      CHECK(silent.error().message == "no answer from http://h:80 within 5 ms");
    }
  });
}

TEST_CASE("a line that takes longer than the limit is none as long as its bytes keep coming") {
  auto pieces = test::bytes_of("0123456789abcdef\n");
  pieces.front().insert(0, head + "\r\n");
  CHECK(read_lines(test::fake_stream(pieces, test::ending::closes, 150ms), {}, 2s) == lines{"0123456789abcdef"});
}

TEST_CASE("a body that is no text is read as it is, piece by piece, to its end") {
  std::string bytes = "a\r\nb\n";
  bytes += '\0';
  for (const bool broken : {false, true}) {
    std::string read;
    kit::run([&](auto) -> task<void> {
      auto stream = co_await open(test::fake_stream(
          {head + "Transfer-Encoding: chunked\r\n\r\n" + chunk(bytes), chunk(bytes), broken ? "7" : "0\r\n\r\n"}));
      REQUIRE(stream);
      for (;;) {
        const auto piece = co_await stream->next_bytes(patience);
        REQUIRE(piece);
        if (!*piece) break;
        CHECK_FALSE((*piece)->empty());
        read += **piece;
      }
    });
    CHECK(read == bytes + bytes);
  }
}
