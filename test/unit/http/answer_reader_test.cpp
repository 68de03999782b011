// SPDX-License-Identifier: Apache-2.0
#include "http/exchange.hpp"

#include <catch2/catch_test_macros.hpp>

#include "reading.hpp"

using namespace harmony;
using namespace harmony::http;

TEST_CASE("status, headers and body are read") {
  const auto read = test::read_answer({"HTTP/1.1 201 Created\r\nX-One: 1\r\nx-two:  2 \r\nContent-Length: 5\r\n\r\nhello"});
  REQUIRE(read);
  CHECK(read->answer.status == 201);
  CHECK(read->answer.headers == std::vector<header>{{"X-One", "1"}, {"x-two", "2"}, {"Content-Length", "5"}});
  CHECK(read->answer.body == "hello");
}

TEST_CASE("a status that nobody has a name for is still a status") {
  CHECK(test::read_answer({"HTTP/1.1 299 \r\nContent-Length: 0\r\n\r\n"})->answer.status == 299);
}

TEST_CASE("an answer that has no body by its nature has none, whatever its head says") {
  const std::string head = "Content-Length: 100000000000\r\n\r\n";
  for (const auto& [text, verb] :
       std::vector<std::pair<std::string, method>>{{"HTTP/1.1 200 OK\r\n" + head, method::head},
                                                   {"HTTP/1.1 200 OK\r\n\r\n", method::head},
                                                   {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", method::head},
                                                   {"HTTP/1.1 204 No Content\r\n" + head, method::get},
                                                   {"HTTP/1.1 304 Not Modified\r\n" + head, method::get}}) {
    CAPTURE(text);
    const auto read = test::read_answer({text}, verb);
    REQUIRE(read);
    CHECK(read->answer.body.empty());
    CHECK(read->reusable);
  }
}

TEST_CASE("a connection carries another request only if the answer left it clean") {
  const auto reusable = [](std::string text) { return test::read_answer({std::move(text)})->reusable; };
  CHECK(reusable("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"));
  CHECK(reusable("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
  CHECK(reusable("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"));
  CHECK(reusable("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\na"));
  CHECK_FALSE(reusable("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na"));
  CHECK_FALSE(reusable("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\na"));
  CHECK_FALSE(reusable("HTTP/1.1 200 OK\r\n\r\na"));
  CHECK_FALSE(reusable("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 200 OK\r\n"));
}

TEST_CASE("a body of exactly the bound is read, one byte more is too large") {
  const std::string head = "HTTP/1.1 200 OK\r\n";
  for (const auto& framed : {std::string("Content-Length: 10\r\n\r\n0123456789"), std::string("\r\n0123456789"),
                             std::string("Transfer-Encoding: chunked\r\n\r\n4\r\n0123\r\n6\r\n456789\r\n0\r\n\r\n")}) {
    CAPTURE(framed);
    const auto fits = test::read_answer(test::bytes_of(head + framed), method::get, 10);
    REQUIRE(fits);
    CHECK(fits->answer.body == "0123456789");
    const auto over = test::read_answer(test::bytes_of(head + framed), method::get, 9);
    REQUIRE_FALSE(over);
    CHECK(over.error().code == errc::too_large);
    CHECK(over.error().message == "the answer of http://10.0.0.1:80 is larger than allowed");
  }
}

TEST_CASE("a server that only announces too much is refused before it sends any of it") {
  const auto over = test::read_answer({"HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n"});
  REQUIRE_FALSE(over);
  CHECK(over.error().code == errc::too_large);
}

TEST_CASE("a note in advance is not the answer") {
  const auto read =
      test::read_answer(test::bytes_of("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 "
                                       "200 OK\r\nContent-Length: 1\r\n\r\na"));
  REQUIRE(read);
  CHECK(read->answer.status == 200);
  CHECK(read->answer.headers == std::vector<header>{{"Content-Length", "1"}});
  CHECK(read->answer.body == "a");
  CHECK(read->reusable);
}
