// SPDX-License-Identifier: Apache-2.0
#include "nats/stream_document.hpp"

#include <catch2/catch_test_macros.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "harmony/nats/kv.hpp"

using namespace harmony;
namespace json = boost::json;

namespace {

json::object object(std::string_view text) { return json::parse(text).as_object(); }

}  // namespace

TEST_CASE("a bucket's stream is written with the fields that nats clients set, and no others") {
  const auto document =
      nats::encode(nats::bucket_stream({.name = "b", .most_value_bytes = 65536, .repeat = nats::republish{"$KV.b.>", "d.>"}}));
  CHECK(document == object(R"({"name":"KV_b","subjects":["$KV.b.>"],"retention":"limits","storage":"file","discard":"new",
    "max_msgs_per_subject":1,"max_msg_size":66048,"max_msgs":-1,"max_bytes":-1,"max_consumers":-1,"max_age":0,
    "duplicate_window":120000000000,"allow_rollup_hdrs":true,"deny_delete":true,"allow_direct":true,
    "republish":{"src":"$KV.b.>","dest":"d.>"}})"));
}

TEST_CASE("replicas are written only where they were asked for") {
  CHECK_FALSE(nats::encode(nats::stream_config{.name = "s", .subjects = {}}).contains("num_replicas"));
  CHECK(nats::encode(nats::stream_config{.name = "s", .subjects = {}, .replicas = 3}).at("num_replicas") == 3);
}

TEST_CASE("only a field that we set and that has another value makes a difference") {
  const auto wanted = object(R"({"max_age":0,"allow_direct":true,"republish":{"src":"a.>","dest":"b.>"},"subjects":["a.>"]})");
  const auto same =
      object(R"({"allow_direct":true,"republish":{"src":"a.>","dest":"b.>","headers_only":true},"subjects":["a.>"],
    "num_replicas":3,"max_age":0})");
  CHECK_FALSE(nats::differs(wanted, same));

  const auto with = [&](std::string_view key, json::value value) {
    auto other = same;
    other[key] = std::move(value);
    return other;
  };
  CHECK(nats::differs(wanted, with("max_age", 5)));
  CHECK(nats::differs(wanted, with("allow_direct", false)));
  CHECK(nats::differs(wanted, with("subjects", json::array{"a.>", "c.>"})));
  CHECK(nats::differs(wanted, with("republish", json::object{{"src", "a.>"}, {"dest", "c.>"}})));
}

TEST_CASE("a field that the server leaves out has its zero value") {
  CHECK_FALSE(nats::differs(object(R"({"deny_delete":false,"max_age":0,"placement":{},"tags":[],"d":"","x":null})"), {}));
  CHECK(nats::differs(object(R"({"deny_delete":true})"), {}));
  CHECK(nats::differs(object(R"({"max_msgs":-1})"), {}));
}

TEST_CASE("a stream lists the subjects that it was asked for, or has none") {
  CHECK(nats::decode_stream_subjects(object(R"({"state":{"subjects":{"a":1,"b.c":2}}})")) ==
        std::vector<std::string>{"a", "b.c"});
  CHECK(nats::decode_stream_subjects(object(R"({"state":{}})")) == std::vector<std::string>{});
  for (const auto* bad : {R"({})", R"({"state":7})", R"({"state":{"subjects":["a"]}})"})
    CHECK(nats::decode_stream_subjects(object(bad)).error().code == errc::protocol);
}

TEST_CASE("an update keeps what somebody else set") {
  const auto document = nats::merged(object(R"({"num_replicas":3,"max_age":5})"), object(R"({"max_age":0})"));
  CHECK(document == object(R"({"num_replicas":3,"max_age":0})"));
}

TEST_CASE("a stream's identity and bounds are read from the server's answer") {
  const auto info = nats::decode_stream_info(object(
      R"({"created":"2026-11-24T12:00:00.123456789Z","state":{"messages":2,"first_seq":4,"last_seq":9},"config":{"name":"s"}})"));
  REQUIRE(info);
  CHECK(info->created == "2026-11-24T12:00:00.123456789Z");
  CHECK(info->first_sequence == 4);
  CHECK(info->last_sequence == 9);
  CHECK(info->messages == 2);
  for (const auto* broken : {R"({"state":{}})", R"({"created":"x"})", R"({"created":"x","state":{"last_seq":"nine"}})"}) {
    const auto answer = nats::decode_stream_info(object(broken));
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == errc::protocol);
  }
}

TEST_CASE("a watch's consumer is ordered, unacknowledged and ends by itself") {
  nats::consumer_request wanted{
      .stream = "KV_b", .name = "n_1", .filter = "$KV.b.>", .deliver_to = "_INBOX.x.1", .heartbeat = 5s};
  CHECK(nats::encode(wanted) == object(R"({"stream_name":"KV_b","config":{"name":"n_1","deliver_subject":"_INBOX.x.1",
    "deliver_policy":"last_per_subject","filter_subject":"$KV.b.>","ack_policy":"none","max_deliver":1,"replay_policy":"instant",
    "flow_control":true,"idle_heartbeat":5000000000,"inactive_threshold":30000000000,"mem_storage":true,"num_replicas":1}})"));
  wanted.start_sequence = 18;
  const auto resuming = nats::encode(wanted);
  CHECK(resuming.at("config").at("deliver_policy") == "by_start_sequence");
  CHECK(resuming.at("config").at("opt_start_seq") == 18);
}

TEST_CASE("a new consumer says how much it has for us") {
  CHECK(nats::decode_consumer_pending(object(R"({"num_pending":7})")) == 7);
  CHECK(nats::decode_consumer_pending(object("{}")) == 0);
  CHECK_FALSE(nats::decode_consumer_pending(object(R"({"num_pending":-1})")));
}
