// SPDX-License-Identifier: Apache-2.0
// One answer, read whole from pieces, as the client reads it.
#pragma once

#include "fake_stream.hpp"
#include "http/exchange.hpp"
#include "kit/run.hpp"

namespace harmony::http::test {

struct whole_answer {
  response answer;
  bool reusable = false;
};

[[nodiscard]] inline result<whole_answer> read_answer(std::vector<std::string> pieces, method verb = method::get,
                                                      std::size_t most_body = 1000) {
  return kit::run([&](auto) -> task<result<whole_answer>> {
    fake_stream from(std::move(pieces));
    answer_reader reader(from, "http://10.0.0.1:80", verb, most_body);
    if (auto read = co_await reader.read_head(); !read) co_return fail(std::move(read.error()));
    for (;;) {
      const auto more = co_await reader.read_more();
      if (!more) co_return fail(more.error());
      if (!*more) break;
    }
    whole_answer whole{.answer = reader.head(), .reusable = reader.reusable()};
    whole.answer.body = reader.take_body();
    co_return whole;
  });
}

}  // namespace harmony::http::test
