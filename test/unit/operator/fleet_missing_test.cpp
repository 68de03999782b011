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
  CHECK(known.missing_count() == 1);
  CHECK(known.on_silence(start + 1000h).devices.empty());
  CHECK_FALSE(known.plan_document(device("a")).next);

  const kube::object_key other{"default", "other"};
  known.on_resource(resource(other));
  known.refuse(other, 1, {.code = errc::invalid, .message = "no"});
  CHECK(known.next_silence() <= start + 1000h);
  CHECK(known.on_silence(start + 1000h).devices.empty());
  CHECK(known.on_silence(start + 1001h - 1ms).devices.empty());
  CHECK_FALSE(known.plan_document(device("a")).next);
  CHECK(known.on_silence(start + 1001h).devices == std::set{device("a")});
  CHECK(known.plan_document(device("a")).next->deployments.empty());
  CHECK(known.missing_count() == 0);
}

TEST_CASE("what is brought back under its name goes on, also as another resource") {
  const kit::log_capture quiet;
  auto known = in_empty_cluster();
  CHECK(known.on_resource(resource(web)).deployments == std::set{web});
  CHECK(known.missing_count() == 0);
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

TEST_CASE("a device whose document is lost too is told nothing before everything that it has is back") {
  const kit::log_capture quiet;
  auto known = in_empty_cluster();
  known.on_document(sync::deleted<std::string>{"a"});
  CHECK_FALSE(known.plan_document(device("a")).next);

  SECTION("it is back as another resource, and refused") {
    known.on_resource(sync::applied<kube::object_key, boost::json::value>{
        web, std::make_shared<boost::json::value>(
                 boost::json::object{{"metadata", {{"namespace", "default"}, {"name", "web"}, {"uid", "made-anew"}}}})});
    CHECK_FALSE(known.plan_document(device("a")).next);
    CHECK(known.put_off(web, 1).devices == std::set{device("a")});
    CHECK(known.plan_document(device("a")).next->deployments == std::vector{entry("web", 'a', "made-anew")});
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
  SECTION("it is not back, and an hour has passed since something was") {
    const kube::object_key other{"default", "other"};
    known.on_resource(resource(other));
    known.withdraw(other);
    CHECK_FALSE(known.plan_document(device("a")).next);
    CHECK(known.on_silence(start).devices.empty());
    CHECK(known.on_silence(start + 1h).devices == std::set{device("a")});
    CHECK(known.plan_document(device("a")).next->deployments.empty());
  }
  SECTION("a new device says that it has nothing, and waits for nobody") {
    known.on_info(info("b", "lyon"), start);
    CHECK_FALSE(known.plan_document(device("b")).next);
    CHECK(known.on_state(runs_nothing("b"), at(start)).devices == std::set{device("b")});
    CHECK(known.plan_document(device("b")).next->deployments.empty());
  }
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
    CHECK(known.missing_count() == 1);
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

TEST_CASE("it is said once of each Deployment that devices keep it") {
  const kit::log_capture log;
  auto known = in_empty_cluster();
  known.on_document(stored("b", 1, {entry("web")}));
  known.tell_missing();
  CHECK(log.count("keep it for now") == 1);
}
