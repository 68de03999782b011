// SPDX-License-Identifier: Apache-2.0
#include "harmony/base/gate.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <vector>

#include "kit/eventually.hpp"
#include "kit/run.hpp"

using namespace harmony;

namespace {

constexpr auto patience = 30s;

struct counts {
  int inside = 0;
  int most = 0;
  std::vector<int> order{};
};

task<void> pass(gate& through, counts& seen, int number) {
  const auto place = co_await through.enter();
  seen.order.push_back(number);
  seen.most = std::max(seen.most, ++seen.inside);
  co_await asio::post(asio::use_awaitable);
  --seen.inside;
}

}  // namespace

TEST_CASE("as many pass at once as there are places, in the order they came") {
  counts seen;
  gate through(3);
  kit::run([&](auto executor) -> task<void> {
    task_group group(executor);
    for (int number = 0; number < 10; ++number) group.spawn("passing", pass(through, seen, number));
    co_await group.join();
  });
  CHECK(seen.most == 3);
  CHECK(seen.order == std::vector{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
}

TEST_CASE("who gives up waiting costs nobody a place") {
  counts seen;
  gate through(1);
  kit::run([&](auto executor) -> task<void> {
    task_group impatient(executor);
    {
      const auto place = co_await through.enter();
      for (int number = 0; number < 3; ++number) impatient.spawn("waiting", pass(through, seen, number));
      CHECK(co_await kit::eventually(patience, [&] { return through.waiting() == 3; }));
      impatient.cancel();
      co_await impatient.join();
      CHECK(seen.order.empty());
      // Given the place and cancelled in one turn.
      impatient.spawn("waiting", pass(through, seen, 3));
      CHECK(co_await kit::eventually(patience, [&] { return through.waiting() == 1; }));
    }
    CHECK(through.waiting() == 0);
    impatient.cancel();
    co_await impatient.join();
    co_await pass(through, seen, 4);
  });
  CHECK(seen.order == std::vector{4});
  CHECK(seen.inside == 0);
}
