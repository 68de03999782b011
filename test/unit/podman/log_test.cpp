// SPDX-License-Identifier: Apache-2.0
#include "harmony/podman/log.hpp"

#include <vector>

#include <catch2/catch_test_macros.hpp>

using namespace harmony;
using namespace harmony::podman;

namespace {

std::string frame(char stream, std::string_view payload) {
  std::string bytes{stream, 0, 0, 0};
  for (const unsigned shift : {24U, 16U, 8U, 0U}) bytes += static_cast<char>(payload.size() >> shift & 0xffU);
  return bytes.append(payload);
}

std::vector<log_line> drained(log_decoder& decoder) {
  std::vector<log_line> lines;
  while (auto line = decoder.next()) lines.push_back(std::move(*line));
  return lines;
}

using lines = std::vector<log_line>;

}  // namespace

TEST_CASE("lines come out of frames, cut anywhere, each with its stream") {
  // A length of ten is a line end, which is no end of anything here.
  const auto body = frame(1, "nine char\n") + frame(2, "oh\r\n") + frame(1, "\n") + frame(1, std::string(300, 'x') + "\n");
  const lines expected{
      {.text = "nine char"}, {.error_stream = true, .text = "oh\r"}, {.text = ""}, {.text = std::string(300, 'x')}};
  for (std::size_t cut = 0; cut <= body.size(); ++cut) {
    log_decoder decoder;
    REQUIRE(decoder.feed(body.substr(0, cut)));
    REQUIRE(decoder.feed(body.substr(cut)));
    REQUIRE(drained(decoder) == expected);
  }
}

TEST_CASE("parts of a line are one, several in a frame are several, streams are not mixed") {
  log_decoder decoder;
  REQUIRE(decoder.feed(frame(1, "one ") + frame(2, "error") + frame(1, "line\ntwo\nthr")));
  CHECK(drained(decoder) == lines{{.text = "one line"}, {.text = "two"}});
  REQUIRE(decoder.feed(frame(1, "ee")));
  CHECK(drained(decoder).empty());
  decoder.finish();
  CHECK(drained(decoder) == lines{{.text = "three"}, {.error_stream = true, .text = "error"}});
  decoder.finish();
  CHECK(drained(decoder).empty());
}

TEST_CASE("what is no frame is refused, and one that is too large") {
  CHECK(log_decoder().feed("{\"message\":\"x\"}").error().code == errc::protocol);
  CHECK(log_decoder().feed(std::string("\3\0\0\0\0\0\0\0", 8)).error().code == errc::protocol);
  CHECK(log_decoder().feed(std::string("\1\0\1\0\0\0\0\0", 8)).error().code == errc::protocol);
  CHECK(log_decoder().feed(std::string("\1\0\0\0\x7f\0\0\0", 8)).error().code == errc::too_large);
}
