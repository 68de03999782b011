// SPDX-License-Identifier: Apache-2.0
// The API server does not have what devices run: its data was lost, or is older than it was.
#include <catch2/catch_test_macros.hpp>

#include "complete_fleet.hpp"
#include "kit/log_capture.hpp"

using namespace harmony;
using namespace harmony::fleet::test;

namespace {

const auto lyon = selector({{"site", "lyon"}});

nats::watch_event runs_web(std::string_view id, std::string uid = "uid-web") {
  return kv(std::string(id), 1, contracts::encode_text(state(id, {reported(std::move(uid), 'a', contracts::phase::running)})));
}

nats::watch_event runs_nothing(std::string_view id) { return kv(std::string(id), 2, contracts::encode_text(state(id, {}))); }

/// An operator that starts, of a fleet that runs default/web, in a cluster that has nothing.
fleet::fleet in_empty_cluster() {
  fleet::fleet known;
  tell_all(known);
  known.on_info(info("a", "lyon"), start);
  known.on_document(stored("a", 1, {entry("web")}));
  known.on_state(runs_web("a"), at(start));
  known.tell_missing();
  return known;
}

kube::watch_event deleted(const kube::object_key& key) { return sync::deleted<kube::object_key>{key}; }

}  // namespace

TEST_CASE("what a cluster does not have stays on the devices for as long as it has nothing, and an hour longer") {
  const kit::log_capture quiet;
  auto known = in_empty_cluster();
  CHECK(known.missing() == std::set{web});
  CHECK(known.next_silence() == start + 90s);
  CHECK(known.on_silence(start + 1000h).devices.empty());
  CHECK_FALSE(known.plan_document(device("a")).next);

  const kube::object_key other{"default", "other"};
  known.on_resource(resource(other));
  known.refuse(other, 1, {.code = errc::invalid, .message = "no"});
  // At once: from now on it is waited.
  CHECK(known.next_silence().value() < start);
  CHECK(known.on_silence(start + 1000h).devices.empty());
  CHECK(known.next_silence() == start + 1001h);
  CHECK(known.on_silence(start + 1001h - 1ms).devices.empty());
  CHECK_FALSE(known.plan_document(device("a")).next);
  CHECK(known.on_silence(start + 1001h).devices == std::set{device("a")});
  CHECK(known.plan_document(device("a")).next->deployments.empty());
  CHECK(known.missing().empty());
}

TEST_CASE("what is brought back under its name goes on, also as another resource") {
  const kit::log_capture quiet;
  auto known = in_empty_cluster();
  CHECK(known.on_resource(resource(web)).deployments == std::set{web});
  CHECK(known.missing().empty());
  CHECK(known.accept(accepted("made-anew"), lyon).devices == std::set{device("a")});
  CHECK(known.plan_document(device("a")).next->deployments == std::vector{entry("web", 'a', "made-anew")});
}

TEST_CASE("what is brought back and deleted is removed at once") {
  const kit::log_capture quiet;
  auto known = in_empty_cluster();
  known.on_resource(resource(web));
  known.accept(accepted("made-anew"), lyon);
  known.on_resource(deleted(web));
  CHECK(known.withdraw(web).devices == std::set{device("a")});
  CHECK(known.plan_document(device("a")).next->deployments.empty());
}

TEST_CASE("what a device says that it does not have is not kept for it") {
  const kit::log_capture quiet;
  auto known = in_empty_cluster();
  // It had removed it, and NATS lost that.
  CHECK(known.on_state(runs_nothing("a"), at(start)).devices == std::set{device("a")});
  CHECK(known.plan_document(device("a")).next->deployments.empty());
}

TEST_CASE("a device whose document is lost too keeps what it says to have") {
  const kit::log_capture quiet;
  auto known = in_empty_cluster();
  known.on_document(sync::deleted<std::string>{"a"});
  const auto kept = [] {
    auto one = entry("web");
    one.generation = 0;
    return one;
  }();

  SECTION("it is told so") { CHECK(known.plan_document(device("a")).next->deployments == std::vector{kept}); }
  SECTION("beside others") {
    auto other = accepted("uid-other");
    other.key.name = "other";
    known.on_resource(resource(other.key));
    CHECK_FALSE(known.plan_document(device("a")).next);
    CHECK(known.accept(other, lyon).devices == std::set{device("a")});
    CHECK(known.plan_document(device("a")).next->deployments == std::vector{entry("other"), kept});
  }
  SECTION("it is back as another resource, and refused") {
    known.on_resource(sync::applied<kube::object_key, boost::json::value>{
        web, std::make_shared<boost::json::value>(
                 boost::json::object{{"metadata", {{"namespace", "default"}, {"name", "web"}, {"uid", "made-anew"}}}})});
    CHECK_FALSE(known.plan_document(device("a")).next);
    CHECK(known.put_off(web, 1).devices == std::set{device("a")});
    CHECK(known.plan_document(device("a")).next->deployments == std::vector{entry("web")});
  }
  SECTION("it is back, and accepted") {
    known.on_resource(resource(web));
    CHECK_FALSE(known.plan_document(device("a")).next);
    CHECK(known.accept(accepted("made-anew"), lyon).devices == std::set{device("a")});
    CHECK(known.plan_document(device("a")).next->deployments == std::vector{entry("web", 'a', "made-anew")});
  }
  SECTION("it is back, and deleted") {
    known.on_resource(resource(web));
    known.on_resource(deleted(web));
    CHECK(known.withdraw(web).devices == std::set{device("a")});
    CHECK(known.plan_document(device("a")).next->deployments.empty());
  }
  SECTION("but not what it is removing") {
    auto removes = state("a", {reported("uid-web", 'a', contracts::phase::removing)});
    known.on_state(kv("a", 2, contracts::encode_text(removes)), at(start));
    CHECK(known.plan_document(device("a")).next->deployments.empty());
  }
  SECTION("and no more than a document can have") {
    auto says = state("a", {});
    for (std::size_t count = 0; count < contracts::max_reported_deployments; ++count)
      says.deployments.push_back(
          reported("u" + std::to_string(count), 'a', contracts::phase::running, "", {"default", "w" + std::to_string(count)}));
    known.on_state(kv("a", 2, contracts::encode_text(says)), at(start));
    CHECK(known.plan_document(device("a")).next->deployments.size() == contracts::max_deployments_a_device);
  }
  SECTION("an hour after something was there it does not") {
    const kube::object_key other{"default", "other"};
    known.on_resource(resource(other));
    known.withdraw(other);
    known.on_silence(start);
    CHECK(known.on_silence(start + 1h).devices == std::set{device("a")});
    CHECK(known.plan_document(device("a")).next->deployments.empty());
  }
}

TEST_CASE("a device without a document is told nothing before it has said what it has") {
  const kit::log_capture quiet;
  auto known = in_empty_cluster();
  known.on_info(info("b", "lyon"), start);
  CHECK_FALSE(known.plan_document(device("b")).next);
  CHECK(known.on_state(runs_nothing("b"), at(start)).devices == std::set{device("b")});
  CHECK(known.plan_document(device("b")).next->deployments.empty());
}

TEST_CASE("who begins to lead does not know what was deleted before, and is patient") {
  const kit::log_capture quiet;
  auto known = complete();
  known.accept(accepted(), lyon);
  known.on_info(info("a", "lyon"), start);
  known.on_document(stored("a", 1, {entry("made-by-another-leader"), entry("web")}));
  CHECK(known.plan_document(device("a")).next->deployments == std::vector{entry("web")});
  known.lead({.lease_uid = "l", .transitions = 2});
  CHECK_FALSE(known.plan_document(device("a")).next);
  known.on_silence(start);
  CHECK(known.on_silence(start + 1h).devices == std::set{device("a")});
  CHECK(known.plan_document(device("a")).next->deployments == std::vector{entry("web")});
}

TEST_CASE("a cluster that is restored while the operator runs takes nothing from the devices") {
  const kit::log_capture quiet;
  auto known = complete();
  known.accept(accepted(), lyon);
  known.on_info(info("a", "lyon"), start);
  known.on_document(stored("a", 1, {entry("web")}));
  known.on_state(runs_web("a"), at(start));
  const auto list_nothing = [&] {
    known.on_resource(sync::init{});
    CHECK(known.on_resource(sync::init_done{}).deployments == std::set{web});
  };

  SECTION("a listing lacks what nobody deleted") {
    list_nothing();
    CHECK(known.missing() == std::set{web});
    CHECK(known.withdraw(web).devices == std::set{device("a")});
    CHECK_FALSE(known.plan_document(device("a")).next);
    known.on_resource(resource(web));
    known.accept(accepted(), lyon);
    CHECK_FALSE(known.plan_document(device("a")).next);
  }
  SECTION("it was being deleted, and its end was not seen") {
    known.withdraw(web);
    list_nothing();
    known.withdraw(web);
    CHECK(known.plan_document(device("a")).next->deployments.empty());
  }
}

TEST_CASE("it is said of each Deployment, and not of each device, that it is kept") {
  const kit::log_capture log;
  auto known = in_empty_cluster();
  CHECK(log.count("they keep it for now") == 1);
  known.on_document(sync::deleted<std::string>{"a"});
  known.document_written(device("a"), 2, *known.plan_document(device("a")).next);
  CHECK(log.count("they keep it for now") == 2);
  known.document_written(device("b"), 1, {.device = device("b"), .epoch = {}, .deployments = {entry("web")}});
  CHECK(log.count("they keep it for now") == 2);
}

TEST_CASE("a device whose last report cannot be read may have everything") {
  const kit::log_capture quiet;
  auto known = in_empty_cluster();
  known.on_state(runs_nothing("a"), at(start));
  known.on_state(kv("a", 3, "of another version"), at(start));
  CHECK_FALSE(known.plan_document(device("a")).next);
  known.on_document(sync::deleted<std::string>{"a"});
  CHECK_FALSE(known.plan_document(device("a")).next);
}
