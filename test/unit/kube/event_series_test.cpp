// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/event_series.hpp"

#include <catch2/catch_test_macros.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

using namespace harmony;
using namespace harmony::kube;

namespace {

const steady_clock::time_point start{1h};
const wall_clock::time_point noon = wall_clock::from_time_t(1'795'521'600);

occurrence failure(std::string name = "web", std::string note = "no such image") {
  return {.regarding = {"iot.nationtech.io/v1alpha1", "Deployment", {"shop", std::move(name)}, "u-1"},
          .type = event_type::warning,
          .reason = "DevicesFailed",
          .action = "Rollout",
          .note = std::move(note)};
}

}  // namespace

TEST_CASE("the first occurrence is an Event of its own, as events.k8s.io/v1 has it") {
  event_series seen;
  const auto which = seen.count(failure(), start, noon);
  REQUIRE(which.has_value());
  const auto* record = seen.find(*which);
  REQUIRE(record);
  CHECK(record->key.namespace_ == "shop");
  CHECK(record->key.name.starts_with("web."));
  auto event = event_object(*record, {"iot.nationtech.io/operator", "pod-1"}).as_object();
  event.erase("metadata");
  CHECK(event == boost::json::parse(R"({"apiVersion":"events.k8s.io/v1","kind":"Event",
      "regarding":{"apiVersion":"iot.nationtech.io/v1alpha1","kind":"Deployment","name":"web","namespace":"shop","uid":"u-1"},
      "type":"Warning","reason":"DevicesFailed","action":"Rollout","note":"no such image",
      "eventTime":"2026-11-24T12:00:00.000000Z",
      "reportingController":"iot.nationtech.io/operator","reportingInstance":"pod-1"})"));
}

TEST_CASE("the same within six minutes counts up; later it is another Event") {
  event_series seen;
  const auto first = seen.count(failure(), start, noon);
  const auto name = seen.find(*first)->key;
  CHECK(seen.count(failure(), start + 359s, noon + 359s) == first);
  CHECK(seen.find(*first)->key == name);
  CHECK(boost::json::serialize(series_patch(*seen.find(*first))) ==
        R"({"series":{"count":2,"lastObservedTime":"2026-11-24T12:05:59.000000Z"}})");
  CHECK(seen.count(failure(), start + 359s + 6min, noon + 12min) == first);
  CHECK(seen.find(*first)->count == 1);
  CHECK(seen.find(*first)->key != name);
}

TEST_CASE("another object, reason, action, type or note is another Event") {
  event_series seen;
  const auto first = seen.count(failure(), start, noon);
  auto reason = failure();
  reason.reason = "Refused";
  auto action = failure();
  action.action = "Accept";
  auto type = failure();
  type.type = event_type::normal;
  auto made_anew = failure();
  made_anew.regarding.uid = "u-2";
  for (const auto& other : {failure("db"), failure("web", "another device"), reason, action, type, made_anew}) {
    const auto which = seen.count(other, start, noon);
    CHECK(which != first);
    CHECK(seen.find(*which)->count == 1);
  }
}

TEST_CASE("an object with too many Events waits, others do not; what was not written is counted") {
  event_series seen({.burst = 3, .refill = 1min});
  const auto first = seen.count(failure(), start, noon);
  CHECK(seen.count(failure(), start, noon).has_value());
  CHECK(seen.count(failure(), start, noon).has_value());
  CHECK_FALSE(seen.count(failure(), start, noon).has_value());
  CHECK_FALSE(seen.count(failure(), start + 59s, noon).has_value());
  CHECK(seen.count(failure("db"), start + 59s, noon).has_value());
  CHECK(seen.count(failure(), start + 61s, noon).has_value());
  CHECK(seen.find(*first)->count == 6);
}

TEST_CASE("a record knows whether the API server has it, until its series begins anew") {
  event_series seen;
  const auto which = *seen.count(failure(), start, noon);
  const auto name = seen.find(which)->key;
  seen.set_stored(which, name);
  CHECK(seen.find(which)->stored);
  (void)seen.count(failure(), start + 10min, noon);
  CHECK_FALSE(seen.find(which)->stored);
  seen.set_stored(which, name);
  CHECK_FALSE(seen.find(which)->stored);
}

TEST_CASE("what is remembered is bounded") {
  event_series seen({.objects_most = 10});
  const auto first = seen.count(failure("web-0"), start, noon);
  for (int number = 1; number < 50; ++number)
    REQUIRE(seen.count(failure("web-" + std::to_string(number)), start, noon).has_value());
  CHECK_FALSE(seen.find(*first));
}

TEST_CASE("a note is cut at 1024 bytes, between characters") {
  event_series seen;
  const auto which = seen.count(failure("web", std::string(1023, 'x') + "é"), start, noon);
  const auto event = event_object(*seen.find(*which), {});
  CHECK(event.at("note").as_string() == std::string(1023, 'x'));
}

TEST_CASE("an Event about a cluster-scoped object lives in the default namespace") {
  event_series seen;
  auto what = failure();
  what.regarding.key.namespace_.clear();
  const auto which = seen.count(what, start, noon);
  CHECK(seen.find(*which)->key.namespace_ == "default");
  CHECK_FALSE(event_object(*seen.find(*which), {}).at("regarding").as_object().contains("namespace"));
}
