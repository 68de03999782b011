// SPDX-License-Identifier: Apache-2.0
// NATS without what it had: all of it after a disk was replaced, one stream after a person deleted it. Operator and device know
// everything, write it again by themselves, and no container notices.
#include "harmony/contracts/names.hpp"
#include "kit/deployments.hpp"
#include "site.hpp"

using namespace harmony;
using namespace harmony::test;

namespace {

/// Whether NATS has what it should: the device's three documents, and the score that "web" runs.
task<bool> has_everything(site& all) {
  nats::bucket scores(all.center().streams(), std::string(contracts::scores_bucket));
  const auto revision = contracts::revision_of(all.center().spec("localhost/web:1").score);
  if (!co_await scores.get(revision.text(), patience)) co_return false;
  const auto orders = co_await all.stored(contracts::desired_state_bucket);
  const auto info = co_await all.stored(contracts::device_info_bucket);
  const auto state = co_await all.stored(contracts::device_state_bucket);
  co_return orders.contains(revision.text()) && info.contains(all.center().space()) && state.contains("Running");
}

/// Whether there is a stream of that name again.
task<bool> is_made_anew(site& all, std::string stream, std::string before) {
  const auto now = co_await all.created(std::move(stream));
  co_return !now.empty() && now != before;
}

/// Nothing happened to "web": not to its container, and not to its status, which nobody even wrote.
task<void> nobody_noticed(site& all, std::vector<container> before, std::string version) {
  REQUIRE(co_await all.center().settles());
  CHECK(site::containers() == before);
  CHECK(co_await all.is_complete("web", 1));
  CHECK((co_await all.center().deployments().meta("web"))->resource_version == version);
}

}  // namespace

TEST_CASE("NATS that is restarted with an empty data directory is given everything again, and no container is touched") {
  with_site([](site& all) -> task<void> {
    const auto before = site::containers();
    const auto version = (co_await all.center().deployments().meta("web"))->resource_version;
    all.center().server().stop();
    REQUIRE(co_await all.becomes([&]() -> task<bool> {
      const auto ready = co_await all.center().ask("/readyz");
      co_return ready.body.contains("[-]nats") && all.agent().log().contains("not connected to NATS");
    }));
    all.center().server().lose_data();
    all.center().server().start();
    REQUIRE(co_await all.becomes([&] { return has_everything(all); }));
    REQUIRE(co_await all.becomes([&] { return all.center().is_ready(); }));
    co_await nobody_noticed(all, before, version);

    // Its sequences begin at 1 again, and the device obeys them.
    co_await all.apply("web", 2);
    CHECK(co_await all.becomes([&] { return all.is_complete("web", 2); }));
    const auto after = site::containers();
    REQUIRE(after.size() == 1);
    CHECK(after.front().id != before.front().id);
    CHECK(after.front().state == "running");
  });
}

TEST_CASE("a bucket that is deleted by hand is made anew with what was in it, and no container is touched") {
  with_site([](site& all) -> task<void> {
    const auto before = site::containers();
    const auto version = (co_await all.center().deployments().meta("web"))->resource_version;
    // The last two together: what they had comes with the device's next heartbeat.
    const std::vector<std::vector<std::string_view>> deleted{{contracts::desired_state_bucket},
                                                             {contracts::scores_bucket},
                                                             {contracts::device_info_bucket, contracts::device_state_bucket}};
    for (const auto& buckets : deleted) {
      CAPTURE(buckets.front());
      std::map<std::string, std::string> made;
      for (const auto bucket : buckets) {
        const auto stream = nats::bucket_stream_name(bucket);
        made[stream] = co_await all.created(stream);
        co_await all.delete_stream(stream);
      }
      for (const auto& [stream, when] : made) REQUIRE(co_await all.becomes([&] { return is_made_anew(all, stream, when); }));
      REQUIRE(co_await all.becomes([&] { return has_everything(all); }));
      co_await nobody_noticed(all, before, version);
    }
    co_await all.apply("web", 2);
    CHECK(co_await all.becomes([&] { return all.is_complete("web", 2); }));
    CHECK(site::containers().size() == 1);
  });
}

TEST_CASE("the stream of events that is deleted by hand is made anew, and what a device had to tell meanwhile is told once") {
  with_site([](site& all) -> task<void> {
    const auto before = site::containers();
    const std::string stream(contracts::device_events_stream);
    const auto made = co_await all.created(stream);
    co_await all.delete_stream(stream);
    // Nobody listens there: the image cannot be had, which is an event.
    co_await all.center().deployments().apply("broken", all.center().spec("127.0.0.1:1/none:1"));
    const auto subject = contracts::event_subject(all.device());
    REQUIRE(co_await all.becomes([&]() -> task<bool> {
      const auto kept = co_await all.center().streams().last_message(stream, subject, patience);
      co_return kept && kept->content.payload.contains("127.0.0.1:1/none");
    }));
    CHECK(co_await is_made_anew(all, stream, made));
    CHECK(all.center().log().contains("the stream of device events was lost and is made anew"));
    CHECK((co_await all.center().streams().info(stream, patience))->messages == 1);
    REQUIRE(co_await all.center().settles());
    const auto status = co_await all.center().deployments().status("broken");
    CHECK(status.aggregate.recent_events.size() == 1);
    CHECK(status.aggregate.failed == 1);
    CHECK(co_await all.is_complete("web", 1));
    CHECK(site::containers() == before);
  });
}
