// SPDX-License-Identifier: Apache-2.0
#include <catch2/generators/catch_generators.hpp>

#include "device.hpp"
#include "harmony/contracts/names.hpp"
#include "hub.hpp"
#include "ignored.hpp"
#include "kit/delete_stream.hpp"
#include "kit/deployments.hpp"

using namespace harmony;
using namespace harmony::fleet::test;
using contracts::phase;

namespace {

/// Leaves no marker, as `nats stream purge` does; of the whole bucket, or of one key. What the server answered.
task<std::string> purge(hub& all, std::string_view bucket, std::string_view key = ">") {
  const auto purged =
      co_await all.streams().over().request({.subject = "$JS.API.STREAM.PURGE." + nats::bucket_stream_name(bucket),
                                             .payload = fmt::format(R"({{"filter":"{}"}})", nats::key_subject(bucket, key))},
                                            patience);
  REQUIRE(purged);
  co_return purged->payload;
}

}  // namespace

TEST_CASE("NATS that comes back without its data is given everything again, and asks the devices for theirs") {
  with_operator([](hub& all) -> task<void> {
    const auto spec = all.spec("localhost/web:1");
    device plc(all.streams(), "plc-1");
    co_await roll_out(all, plc, spec);
    co_await plc.report(phase::running);
    const auto one_succeeded = [](const contracts::deployment_status& now) { return now.aggregate.succeeded == 1; };
    REQUIRE(co_await all.becomes([&] { return all.deployments().status_is("web", one_succeeded); }));

    all.server().stop();
    REQUIRE(co_await all.becomes([&]() -> task<bool> { co_return (co_await all.ask("/readyz")).body.contains("[-]nats"); }));
    CHECK((co_await all.ask("/readyz")).status == 503);
    CHECK((co_await all.ask("/healthz")).status == 200);
    all.server().lose_data();
    all.server().start();

    nats::bucket scores(all.streams(), std::string(contracts::scores_bucket));
    REQUIRE(co_await all.becomes([&]() -> task<bool> {
      co_return (co_await scores.get(contracts::revision_of(spec.score).text(), patience)).has_value();
    }));
    REQUIRE(co_await all.becomes([&] { return all.is_ready(); }));
    // What the devices said counts until they had the time to say it again.
    REQUIRE(co_await all.settles());
    CHECK(co_await all.deployments().status_is("web", one_succeeded));
    REQUIRE(co_await all.becomes([&] { return plc.is_told({"web"}); }));
    // As an agent does, every now and then.
    REQUIRE(co_await all.becomes([&] {
      plc.beat();
      return plc.asked() > 0;
    }));
    co_await plc.join(all.matching());
    REQUIRE(co_await all.becomes([&] { return plc.is_told({"web"}); }));
    co_await plc.report(phase::running);
    CHECK(co_await all.becomes([&] { return all.deployments().status_is("web", one_succeeded); }));
  });
}

TEST_CASE("a NATS server that is restarted costs nothing but the time, and a score that it lost is stored again") {
  with_operator([](hub& all) -> task<void> {
    const auto spec = all.spec("localhost/web:1");
    device plc(all.streams(), "plc-1");
    co_await roll_out(all, plc, spec);
    nats::bucket scores(all.streams(), std::string(contracts::scores_bucket));
    REQUIRE(co_await scores.purge(contracts::revision_of(spec.score).text(), patience));
    const auto before = (co_await plc.told())->revision;
    all.server().stop();
    co_await all.deployments().apply("more", all.spec("localhost/more:1"));
    all.server().start();
    REQUIRE(co_await all.becomes([&] { return plc.is_told({"more", "web"}); }));
    CHECK((co_await plc.told())->revision == before + 1);
    CHECK(co_await all.becomes([&]() -> task<bool> {
      co_return (co_await scores.get(contracts::revision_of(spec.score).text(), patience)).has_value();
    }));
  });
}

TEST_CASE("a bucket of the devices that is deleted by hand is made anew, and the devices are asked for what was in it") {
  const std::string bucket(GENERATE(contracts::device_info_bucket, contracts::device_state_bucket));
  with_operator([&](hub& all) -> task<void> {
    device plc(all.streams(), "plc-1");
    co_await roll_out(all, plc, all.spec("localhost/web:1"));
    co_await plc.report(phase::running);
    const auto one_succeeded = [](const contracts::deployment_status& now) {
      return now.aggregate.matched == 1 && now.aggregate.succeeded == 1 && now.aggregate.pending == 0;
    };
    REQUIRE(co_await all.becomes([&] { return all.deployments().status_is("web", one_succeeded); }));
    REQUIRE(co_await all.settles());
    const auto before = (co_await all.deployments().meta("web"))->resource_version;
    const auto orders = (co_await plc.told())->revision;

    const auto stream = nats::bucket_stream_name(bucket);
    REQUIRE(co_await kit::delete_stream(all.streams().over(), stream, patience));
    REQUIRE_FALSE(co_await all.streams().info(stream, patience));
    REQUIRE(
        co_await all.becomes([&]() -> task<bool> { co_return (co_await all.streams().info(stream, patience)).has_value(); }));
    // As an agent does, every now and then; asked, it says everything again.
    REQUIRE(co_await all.becomes([&] {
      plc.beat();
      return plc.asked() > 0;
    }));
    co_await plc.join(all.matching());
    co_await plc.report(phase::running);
    REQUIRE(co_await all.settles());
    CHECK((co_await all.deployments().meta("web"))->resource_version == before);
    CHECK((co_await plc.told())->revision == orders);
    CHECK(co_await all.is_ready());
  });
}

TEST_CASE("what somebody purged from a bucket is written again by itself") {
  with_operator([](hub& all) -> task<void> {
    const auto spec = all.spec("localhost/web:1");
    device plc(all.streams(), "plc-1");
    co_await roll_out(all, plc, spec);
    REQUIRE(co_await all.settles());
    const auto before = (co_await plc.told())->revision;
    const std::string bucket(GENERATE(contracts::desired_state_bucket, contracts::scores_bucket));
    (void)co_await purge(all, bucket);
    nats::bucket scores(all.streams(), std::string(contracts::scores_bucket));
    REQUIRE(co_await all.becomes([&]() -> task<bool> {
      const auto told = co_await plc.told();
      const auto score = co_await scores.get(contracts::revision_of(spec.score).text(), patience);
      co_return told && told->document.deployments.size() == 1 && score.has_value();
    }));
    CHECK((co_await plc.told())->revision == before + (bucket == contracts::desired_state_bucket ? 1 : 0));
    CHECK(co_await all.is_ready());
  });
}

TEST_CASE("a document that was removed without a trace is written again with the next change, not refused for ever") {
  with_operator([](hub& all) -> task<void> {
    device plc(all.streams(), "plc-1");
    co_await roll_out(all, plc, all.spec("localhost/web:1"));
    // The bucket has as many keys as before.
    nats::bucket documents(all.streams(), std::string(contracts::desired_state_bucket));
    REQUIRE(co_await documents.put("in-its-place", "{}", patience));
    REQUIRE(co_await all.becomes([&] { return has_ignored(all, contracts::desired_state_bucket, 1); }));
    CHECK((co_await purge(all, contracts::desired_state_bucket, plc.id().text())).contains(R"("purged":1)"));
    co_await all.deployments().apply("more", all.spec("localhost/more:1"));
    CHECK(co_await all.becomes([&] { return plc.is_told({"more", "web"}); }));
  });
}

TEST_CASE("a stored score that is not what its name says is written again when everything is checked") {
  with_operator([](hub& all) -> task<void> {
    const auto spec = all.spec("localhost/web:1");
    co_await all.deployments().apply("web", spec);
    const auto name = contracts::revision_of(spec.score).text();
    nats::bucket scores(all.streams(), std::string(contracts::scores_bucket));
    const auto is_whole = [&]() -> task<bool> {
      const auto stored = co_await scores.get(name, patience);
      co_return stored && stored->value == contracts::encode_text(spec.score);
    };
    REQUIRE(co_await all.becomes(is_whole));
    const auto damaged = GENERATE("{}", "no JSON", R"({"type":"PodmanV0","data":{"services":[]}})");
    REQUIRE(co_await scores.put(name, damaged, patience));
    // A reconnect is one of the times at which it is.
    all.server().stop();
    REQUIRE(co_await all.becomes([&]() -> task<bool> { co_return (co_await all.ask("/readyz")).body.contains("[-]nats"); }));
    all.server().start();
    CHECK(co_await all.becomes(is_whole));
    CHECK(told_ignored(all, contracts::scores_bucket, name) == 1);
    CHECK(co_await has_ignored(all, contracts::scores_bucket, 1));
  });
}

TEST_CASE("a device whose document is lost keeps what it has of a Deployment whose new spec is refused") {
  with_operator([](hub& all) -> task<void> {
    const auto first = all.spec("localhost/web:1");
    device plc(all.streams(), "plc-1");
    co_await roll_out(all, plc, first);
    co_await plc.report(phase::running);

    auto refused = first;
    refused.score = kit::score_of_size(contracts::max_score_bytes + 1, "localhost/web:2");
    co_await all.deployments().apply("web", refused);
    REQUIRE(co_await all.becomes([&] { return all.log().contains("deployment refused"); }));
    // The next leader has accepted no spec of it.
    CHECK(all.stop_operator() == 0);
    all.start_operator();
    REQUIRE(co_await all.becomes([&] { return all.log().contains("deployment refused"); }));
    (void)co_await purge(all, contracts::desired_state_bucket);
    co_await all.deployments().apply("more", all.spec("localhost/more:1"));
    REQUIRE(co_await all.becomes([&] { return plc.is_told({"more", "web"}); }));
    CHECK((co_await plc.told())->document.deployments.back().revision == contracts::revision_of(first.score));

    co_await all.deployments().apply("web", all.spec("localhost/web:3"));
    CHECK(co_await all.becomes([&]() -> task<bool> {
      const auto now = co_await plc.told();
      co_return now && now->document.deployments.size() == 2 &&
          now->document.deployments.back().revision == contracts::revision_of(all.spec("localhost/web:3").score);
    }));
  });
}
