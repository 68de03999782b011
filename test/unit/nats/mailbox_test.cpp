// SPDX-License-Identifier: Apache-2.0
#include "nats/mailbox.hpp"

#include <catch2/catch_test_macros.hpp>

#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>

using namespace harmony;

namespace {

struct fixture {
  asio::io_context io{1};
  std::vector<nats::batch> got;
  std::shared_ptr<nats::mailbox> box =
      std::make_shared<nats::mailbox>(io.get_executor(), [this](nats::batch one) { got.push_back(std::move(one)); });
  nats::share any{nats::pending_bounds{}};

  void put(std::uint64_t owner, nats::share& of, std::string payload) {
    box->put(owner, of, nats::message{.subject = "s", .payload = std::move(payload)});
  }
  std::size_t run() {
    io.restart();
    return io.run();
  }
};

}  // namespace

TEST_CASE("many messages wake the io thread once, and it gets them in order") {
  fixture test;
  for (int count = 0; count < 1000; ++count) test.put(count % 2 == 0 ? 1 : 2, test.any, std::to_string(count));
  CHECK(test.run() == 1);
  REQUIRE(test.got.size() == 1);
  const auto& all = test.got.front();
  REQUIRE(all.messages.size() == 1000);
  CHECK(all.messages.back().payload == "999");
  CHECK(all.owners.front() == 1);
  CHECK(all.owners.back() == 2);
  test.put(1, test.any, "later");
  CHECK(test.run() == 1);
  CHECK(test.got.size() == 2);
}

TEST_CASE("beyond its bounds a subscription loses new messages, and only its own") {
  fixture test;
  nats::share few(nats::pending_bounds{.messages = 2, .bytes = 1000});
  nats::share small(nats::pending_bounds{.messages = 100, .bytes = 10});
  for (const auto* payload : {"a", "b", "c", "d"}) test.put(1, few, payload);
  test.put(2, small, "123456789");
  test.put(2, small, "0");
  test.put(3, test.any, "x");
  test.run();
  REQUIRE(test.got.size() == 1);
  CHECK(test.got.front().owners == std::vector<std::uint64_t>{1, 1, 2, 3});
  CHECK(test.got.front().dropped.at(1) == 2);
  CHECK(test.got.front().dropped.at(2) == 1);
  // What the io thread took no longer counts.
  test.put(1, few, "e");
  test.run();
  CHECK(test.got.back().owners == std::vector<std::uint64_t>{1});
  CHECK(test.got.back().dropped.empty());
}

TEST_CASE("the news of a first connect does not follow the news of its loss") {
  fixture test;
  test.box->put_first(nats::link_change{.to = nats::connection_state::connected});
  test.box->put(nats::link_change{.to = nats::connection_state::disconnected});
  test.box->put_first(nats::link_change{.to = nats::connection_state::connected});
  test.run();
  CHECK(test.got.front().notices.size() == 2);
}

TEST_CASE("nothing is delivered or kept after the mailbox was shut") {
  fixture test;
  test.put(1, test.any, "early");
  test.box->shut();
  test.put(1, test.any, "late");
  test.box->put(nats::thread_ended{});
  test.run();
  CHECK(test.got.empty());
}

TEST_CASE("several threads put at once and nothing is lost") {
  fixture test;
  {
    std::vector<std::jthread> threads;
    for (std::uint64_t owner = 1; owner <= 4; ++owner)
      threads.emplace_back([&test, owner] {
        nats::share own{nats::pending_bounds{}};
        for (int count = 0; count < 1000; ++count) test.put(owner, own, "x");
      });
  }
  test.run();
  std::size_t all = 0;
  for (const auto& one : test.got) all += one.messages.size();
  CHECK(all == 4000);
}
