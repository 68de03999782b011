// SPDX-License-Identifier: Apache-2.0
// A namespace that goes with everything in it, while the devices are away.
#include <boost/json/serialize.hpp>

#include "harmony/contracts/names.hpp"
#include "site.hpp"

using namespace harmony;
using namespace harmony::test;

namespace {

const kube::resource namespaces{.group = "", .version = "v1", .plural = "namespaces", .kind = "Namespace", .namespaced = false};

/// What kube-controller-manager does once nothing is left in the namespace: takes its own finalizer off.
task<void> finalize(kube::client& cluster, boost::json::value space) {
  space.as_object()["spec"] = {{"finalizers", boost::json::array()}};
  const auto name = std::string(space.at_pointer("/metadata/name").as_string());
  REQUIRE(co_await cluster.call({.verb = http::method::put,
                                 .target = "/api/v1/namespaces/" + name + "/finalize",
                                 .headers = {{"Accept", "application/json"}, {"Content-Type", "application/json"}},
                                 .body = boost::json::serialize(space)}));
}

}  // namespace

TEST_CASE("a namespace that is deleted while a device is away ends at once, and the device removes what ran when it is back") {
  with_site([](site& all) -> task<void> {
    auto& center = all.center();
    const kube::object_api spaces(center.cluster(), namespaces);
    all.stop_agent();
    REQUIRE(co_await spaces.remove({"", center.space()}));
    const auto going = co_await spaces.get({"", center.space()});
    REQUIRE((going && *going));
    CHECK((*going)->at_pointer("/status/phase") == "Terminating");
    // As kube-controller-manager does with every object of the namespace.
    co_await center.deployments().remove("web");
    // Nothing may be made in such a namespace, Events included: the operator lets go all the same.
    REQUIRE(co_await all.becomes([&] { return center.deployments().gone("web"); }));
    const auto orders = contracts::decode_text<contracts::desired_state>(co_await all.stored(contracts::desired_state_bucket));
    REQUIRE(orders);
    CHECK(orders->deployments.empty());
    co_await finalize(center.cluster(), **going);
    const auto left = co_await spaces.get({"", center.space()});
    REQUIRE(left);
    CHECK_FALSE(*left);
    CHECK(site::containers().size() == 1);

    all.start_agent();
    REQUIRE(co_await all.becomes([&] { return site::containers().empty(); }));
    CHECK(co_await all.becomes([&]() -> task<bool> {
      const auto state = co_await all.reported();
      co_return state && state->deployments.empty();
    }));
    CHECK(co_await center.is_ready());
  });
}
