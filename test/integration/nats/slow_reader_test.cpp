// SPDX-License-Identifier: Apache-2.0
// The library's own queue, which grows while its one delivery thread is busy: what does not fit there is dropped by it.
#include <future>

#include <fmt/format.h>

#include "client.hpp"
#include "harmony/nats/kv.hpp"
#include "harmony/nats/watcher.hpp"
#include "kit/beside.hpp"
#include "kit/log_capture.hpp"
#include "nats/library.hpp"

using namespace harmony;
using namespace harmony::nats;

namespace {

/// The delivery thread, which every connection of the process shares, held up in somebody's callback.
class held_up {
 public:
  /// Returns once the thread is there. The library has to be open: a connection of ours exists.
  explicit held_up(const std::string& url) {
    natsOptions* made = nullptr;
    must(natsOptions_Create(&made));
    const handle<natsOptions> options(made);
    must(natsOptions_SetURL(made, url.c_str()));
    must(natsOptions_UseGlobalMessageDelivery(made, true));
    natsConnection* connected = nullptr;
    must(natsConnection_Connect(&connected, made));
    link_.reset(connected);
    natsSubscription* listening = nullptr;
    must(natsConnection_Subscribe(&listening, connected, "hold", wait_here, this));
    subscription_.reset(listening);
    must(natsConnection_PublishString(connected, "hold", ""));
    must(natsConnection_Flush(connected));
    if (there_.get_future().wait_for(patience) != std::future_status::ready) throw std::runtime_error("nothing is delivered");
  }
  held_up(const held_up&) = delete;
  held_up& operator=(const held_up&) = delete;
  ~held_up() { goes_on_.set_value(); }

 private:
  static void must(natsStatus status) {
    if (status != NATS_OK) throw std::runtime_error(natsStatus_GetText(status));
  }
  static void wait_here(natsConnection* /*of*/, natsSubscription* /*on*/, natsMsg* came, void* self) {
    const handle<natsMsg> owned(came);
    auto& held = *static_cast<held_up*>(self);
    const auto free = held.free_;
    held.there_.set_value();
    free.wait();  // by then the object may be gone
  }

  std::promise<void> there_;
  std::promise<void> goes_on_;
  std::shared_future<void> free_ = goes_on_.get_future().share();
  handle<natsConnection> link_;
  handle<natsSubscription> subscription_;
};

}  // namespace

TEST_CASE("messages that the library drops are counted to the last one, and the log names their subject") {
  const kit::log_capture log;
  kit::nats_server server;
  with_client(server, [&](connection& reader) -> task<void> {
    constexpr std::size_t sent = 1000;
    std::size_t came = 0;
    bool ended = false;
    const auto listening = reader.subscribe("news", [&](std::span<message> some) { came += some.size(); }, {.messages = 10});
    const auto end = reader.subscribe("end", [&](std::span<message>) { ended = true; });
    (void)co_await reader.request({.subject = "nobody.here"}, patience);
    connection writer(co_await asio::this_coro::executor, settings_for(server.url()));
    CHECK(co_await writer.wait_connected(patience));
    {
      const held_up delivery(server.url());
      for (std::size_t count = 0; count < sent; ++count) CHECK(writer.publish({.subject = "news"}));
      CHECK(co_await kit::eventually(patience, [&] { return log.count("Slow Consumer") == 1; }));
    }
    CHECK(writer.publish({.subject = "end"}));
    CHECK(co_await kit::eventually(patience, [&] { return ended; }));
    CHECK(listening.dropped() > 0);
    CHECK(came + listening.dropped() == sent);
    CHECK(end.dropped() == 0);
    CHECK(log.count("messages were dropped because they came too fast subject=news") == 1);
    co_await writer.close();
  });
}

TEST_CASE("a watch that is handed nothing for long begins anew, and is told everything") {
  const kit::log_capture log;
  kit::nats_server server;
  with_client(server, [&](connection& link) -> task<void> {
    constexpr std::uint64_t keys = 3000;
    jetstream streams(link);
    CHECK(co_await ensure_bucket(streams, {.name = "b"}, patience));
    watcher watch(link, "b", {.heartbeat = 200ms, .most_retry = 500ms, .request_limit = 500ms});
    std::uint64_t told = 0;
    bool listed = false;
    const auto count = [&](const watch_event& what, std::uint64_t /*sequence*/) {
      if (std::holds_alternative<sync::init_done>(what)) listed = true;
      if (std::holds_alternative<sync::applied<std::string, entry>>(what)) ++told;
    };
    co_await kit::beside(watch.run(count), [&]() -> task<void> {
      REQUIRE(co_await kit::eventually(patience, [&] { return listed; }));
      {
        const held_up delivery(server.url());
        for (std::uint64_t key = 1; key <= keys; ++key)
          REQUIRE(link.publish({.subject = key_subject("b", fmt::format("device-{}", key)), .payload = "x"}));
        // Its consumer said nothing for too long, and no question is answered either.
        REQUIRE(co_await kit::eventually(patience, [&] { return log.count("a bucket cannot be watched yet") > 0; }));
      }
      CHECK(co_await kit::eventually(patience, [&] { return told == keys; }));
      CHECK(watch.position()->sequence == keys);
    });
    CHECK(told == keys);
  });
}
