// SPDX-License-Identifier: Apache-2.0
// Whatever a server says, it is an answer or an error: never a crash, a hang or memory without end.
#include <catch2/catch_test_macros.hpp>

#include "reading.hpp"

using namespace harmony;
using namespace harmony::http;

namespace {

void check_no_http(const result<test::whole_answer>& read) {
  REQUIRE_FALSE(read);
  CHECK(read.error().code == errc::protocol);
  CHECK(read.error().message == "http://10.0.0.1:80 did not answer in HTTP");
  CHECK_FALSE(read.error().detail.empty());
}

}  // namespace

TEST_CASE("what is no HTTP is told as that, in one piece and byte by byte") {
  const std::string head = "HTTP/1.1 200 OK\r\n";
  for (const auto& text : {
           std::string("SSH-2.0-OpenSSH_9.2p1\r\n"),
           std::string("hello\r\n\r\n"),
           std::string(100, '\0'),
           std::string("HTTP/2.0 200 OK\r\n\r\n"),
           std::string("HTTP/1.1 OK\r\n\r\n"),
           std::string("HTTP/1.1 20x OK\r\n\r\n"),
           std::string("GET / HTTP/1.1\r\n\r\n"),
           head + "no colon\r\n\r\n",
           head + ": no name\r\n\r\n",
           head + "X: \x01\r\n\r\n",
           head + "Content-Length: -1\r\n\r\n",
           head + "Content-Length: 1x\r\n\r\n",
           head + "Content-Length: 99999999999999999999999\r\n\r\n",
           head + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
           head + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
           head + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
           head + "Transfer-Encoding: chunked\r\n\r\n-1\r\na\r\n",
           head + "Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n",
       }) {
    CAPTURE(text);
    check_no_http(test::read_answer({text}));
    check_no_http(test::read_answer(test::bytes_of(text)));
  }
}

TEST_CASE("a head without end is given up") {
  std::string head = "HTTP/1.1 200 OK\r\n";
  for (int count = 0; count < 10'000; ++count) head += fmt::format("X-{}: value\r\n", count);
  check_no_http(test::read_answer({head}));
  check_no_http(test::read_answer({"HTTP/1.1 200 OK\r\nX: " + std::string(1'000'000, 'x')}));
  check_no_http(test::read_answer({"HTTP/1.1 200 " + std::string(1'000'000, 'x')}));
}

TEST_CASE("trailers and notes to a chunk without end are given up") {
  const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  check_no_http(test::read_answer({head + "1;note=" + std::string(1'000'000, 'x')}));
  check_no_http(test::read_answer({head + "0\r\nX: " + std::string(1'000'000, 'x')}));
}

TEST_CASE("notes in advance without an answer are none") {
  std::string notes;
  for (int count = 0; count < 10'000; ++count) notes += "HTTP/1.1 102 Processing\r\n\r\n";
  const auto read = test::read_answer({notes});
  REQUIRE_FALSE(read);
  CHECK(read.error().code == errc::unavailable);
  CHECK(read.error().message == "http://10.0.0.1:80 ended the connection in the middle of its answer");
}
