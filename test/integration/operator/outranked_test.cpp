// SPDX-License-Identifier: Apache-2.0
// A refused compare-and-set is answered by reading: a later leader's document means that we are none any more.
#include "device.hpp"
#include "harmony/contracts/names.hpp"
#include "hub.hpp"
#include "operator/reconcilers.hpp"

using namespace harmony;
using namespace harmony::fleet;
using namespace harmony::fleet::test;

namespace {

/// A leader that knows one device, which nothing selects and which has nothing, and believes that it has no document.
struct leader {
  explicit leader(hub& all)
      : reconciler(
            known, {all.streams(), std::string(contracts::desired_state_bucket)},
            [this](const dirty& what) { looked += what.devices.size(); }, [](const kube::occurrence&) {},
            [this](error why) { outranked = std::move(why); }) {
    const auto info = std::make_shared<nats::entry>(
        nats::entry{.key = id.text(),
                    .revision = 1,
                    .value = contracts::encode_text(contracts::device_info{
                        .device = id, .labels = {}, .inventory = {}, .boot_id = "boot", .n = 1, .at = {}})});
    known.on_info(sync::applied<std::string, nats::entry>{info->key, info}, steady_clock::now());
    const auto state =
        std::make_shared<nats::entry>(nats::entry{.key = id.text(),
                                                  .revision = 1,
                                                  .value = contracts::encode_text(contracts::device_state{
                                                      .device = id, .boot_id = "boot", .n = 1, .at = {}, .deployments = {}})});
    known.on_state(sync::applied<std::string, nats::entry>{state->key, state}, {});
    known.lead({.lease_uid = "lease-1", .transitions = 4});
  }

  contracts::device_id id = *contracts::device_id::parse("plc-1");
  harmony::fleet::fleet known{};
  std::optional<error> outranked{};
  std::size_t looked = 0;
  device_reconciler reconciler;
};

contracts::desired_deployment entry(std::string_view name) {
  return {.namespace_ = *contracts::resource_name::parse("default"),
          .name = *contracts::resource_name::parse(name),
          .uid = "u",
          .generation = 1,
          .revision = *contracts::revision::parse(std::string(64, 'a'))};
}

/// What is stored after `written_by` has written first and the leader has tried until it had nothing more to do.
task<contracts::desired_state> stored_after(hub& all, leader& one, contracts::epoch written_by) {
  nats::bucket documents(all.streams(), std::string(contracts::desired_state_bucket));
  REQUIRE(co_await nats::ensure_bucket(all.streams(), {.name = documents.name()}, patience));
  const contracts::desired_state other{.device = one.id, .epoch = std::move(written_by), .deployments = {entry("web")}};
  REQUIRE(co_await documents.create(one.id.text(), contracts::encode_text(other), patience));
  for (auto again = true; again;) {
    const auto done = co_await one.reconciler.reconcile(one.id);
    REQUIRE(done);
    again = done->again_after.has_value();
  }
  co_return *contracts::decode_text<contracts::desired_state>((co_await documents.get(one.id.text(), patience))->value);
}

}  // namespace

TEST_CASE("a leader that meets a later leader's document stops and leaves it") {
  with_hub([](hub& all) -> task<void> {
    leader one(all);
    const auto stored = co_await stored_after(all, one, {.lease_uid = "lease-1", .transitions = 5});
    REQUIRE(one.outranked);
    CHECK(one.outranked->message ==
          "the desired document of plc-1 was written by leader 5 of the Lease, and this was leader 4");
    CHECK(stored.deployments.size() == 1);
  });
}

TEST_CASE("a document that NATS has at an earlier revision than we knew, since it lost the end of its data, is written over") {
  with_hub([](hub& all) -> task<void> {
    leader one(all);
    one.known.document_written(one.id, 1000, {.device = one.id, .epoch = {}, .deployments = {entry("lost")}});
    const auto stored = co_await stored_after(all, one, {.lease_uid = "lease-1", .transitions = 3});
    CHECK_FALSE(one.outranked);
    CHECK(stored.deployments.empty());
  });
}

TEST_CASE("a leader that meets an earlier leader's document, or one of another Lease, writes over it") {
  for (const auto& writer : {contracts::epoch{"lease-1", 3}, contracts::epoch{"lease-0", 9}, contracts::epoch{}}) {
    with_hub([&](hub& all) -> task<void> {
      leader one(all);
      const auto stored = co_await stored_after(all, one, writer);
      CHECK_FALSE(one.outranked);
      CHECK(stored.deployments.empty());
      CHECK(stored.epoch == contracts::epoch{"lease-1", 4});
    });
  }
}
