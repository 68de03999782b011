// SPDX-License-Identifier: Apache-2.0
// TCP keeps the bytes and their order, not the pieces.
#include <catch2/catch_test_macros.hpp>

#include "reading.hpp"

using namespace harmony;
using namespace harmony::http;

namespace {

struct framing {
  std::string text;
  bool reusable;
};

/// The same body, "hello, world", framed in each way that HTTP/1.1 has.
std::vector<framing> framings() {
  const std::string head = "HTTP/1.1 200 OK\r\nX-Name: value\r\n";
  return {
      {.text = head + "Content-Length: 12\r\n\r\nhello, world", .reusable = true},
      {.text = head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n7;note=x\r\n, world\r\n0\r\nX-Trailer: t\r\n\r\n",
       .reusable = true},
      {.text = head + "\r\nhello, world", .reusable = false},
  };
}

void check_whole(const result<test::whole_answer>& read, const framing& sent) {
  REQUIRE(read);
  CHECK(read->answer.status == 200);
  CHECK(read->answer.header_value("x-name") == "value");
  CHECK(read->answer.body == "hello, world");
  CHECK(read->reusable == sent.reusable);
}

}  // namespace

TEST_CASE("an answer is the same wherever its bytes are split") {
  for (const auto& sent : framings()) {
    CAPTURE(sent.text);
    check_whole(test::read_answer(test::bytes_of(sent.text)), sent);
    for (std::size_t where = 0; where <= sent.text.size(); ++where) {
      CAPTURE(where);
      check_whole(test::read_answer(test::cut_at(sent.text, where)), sent);
    }
  }
}

TEST_CASE("an answer that breaks off anywhere is an error, unless its end is the connection's end") {
  for (const auto& sent : framings()) {
    if (!sent.reusable) continue;
    for (std::size_t length = 0; length < sent.text.size(); ++length) {
      const auto part = sent.text.substr(0, length);
      CAPTURE(part);
      const auto read = test::read_answer({part});
      REQUIRE_FALSE(read);
      CHECK(read.error().code == errc::unavailable);
      CHECK(read.error().message == (part.empty() ? "http://10.0.0.1:80 ended the connection without an answer"
                                                  : "http://10.0.0.1:80 ended the connection in the middle of its answer"));
    }
  }
}

TEST_CASE("any byte of a body comes through, also many of them") {
  std::string body;
  for (int count = 0; count < 300'000; ++count) body += static_cast<char>(count % 256);
  const auto head = fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.size());
  const auto read = test::read_answer({head + body}, method::get, body.size());
  REQUIRE(read);
  CHECK((read->answer.body == body));
}
