// SPDX-License-Identifier: Apache-2.0
// A Deployment that somebody else's rule keeps from being accepted, while devices whose documents are lost need theirs.
#include <boost/json/parse.hpp>

#include "device.hpp"
#include "events.hpp"
#include "harmony/contracts/names.hpp"
#include "hub.hpp"
#include "kit/delete_stream.hpp"
#include "operator/writers.hpp"

using namespace harmony;
using namespace harmony::fleet::test;

namespace {

const kube::write_options as_test{.manager = "test"};

/// A cluster's own rule, as a policy engine has it: this Deployment may have no finalizer.
class policy {
 public:
  policy(hub& all, std::string about)
      : all_(all),
        about_(std::move(about)),
        rules_(all.cluster(), type("ValidatingAdmissionPolicy", "validatingadmissionpolicies")),
        bindings_(all.cluster(), type("ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings")) {}

  task<void> begin() const {
    auto rule = boost::json::parse(R"({"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingAdmissionPolicy",
      "metadata":{},"spec":{"failurePolicy":"Fail",
      "matchConstraints":{"resourceRules":[{"apiGroups":["*"],"apiVersions":["*"],"operations":["CREATE","UPDATE"],
      "resources":["deployments"]}]},"validations":[{"message":"nobody holds this one","reason":"Forbidden"}]}})");
    rule.at_pointer("/metadata").as_object()["name"] = all_.space();
    rule.at_pointer("/spec").as_object()["matchConditions"] = boost::json::array{boost::json::object{
        {"name", "one"},
        {"expression",
         fmt::format("object.metadata.namespace == '{}' && object.metadata.name == '{}'", all_.space(), about_)}}};
    rule.at_pointer("/spec/validations/0").as_object()["expression"] = "!has(object.metadata.finalizers)";
    REQUIRE(co_await rules_.create(std::move(rule), as_test));
    REQUIRE(co_await bindings_.create({{"apiVersion", "admissionregistration.k8s.io/v1"},
                                       {"kind", "ValidatingAdmissionPolicyBinding"},
                                       {"metadata", {{"name", all_.space()}}},
                                       {"spec", {{"policyName", all_.space()}, {"validationActions", {"Deny"}}}}},
                                      as_test));
    // The API server takes note of it a little later.
    const kube::object_api objects(all_.cluster(), fleet::deployments());
    REQUIRE(co_await all_.becomes([&]() -> task<bool> {
      const auto held = co_await objects.patch_merge(
          {all_.space(), about_}, {{"metadata", {{"finalizers", boost::json::array{"test/probe"}}}}}, as_test);
      if (!held) co_return true;
      REQUIRE(co_await objects.patch_merge({all_.space(), about_}, {{"metadata", {{"finalizers", nullptr}}}}, as_test));
      co_return false;
    }));
  }

  task<void> end() const {
    REQUIRE(co_await bindings_.remove({"", all_.space()}));
    REQUIRE(co_await rules_.remove({"", all_.space()}));
  }

 private:
  static kube::resource type(std::string kind, std::string plural) {
    return {"admissionregistration.k8s.io", "v1", std::move(plural), std::move(kind), false};
  }

  hub& all_;
  std::string about_;
  kube::object_api rules_;
  kube::object_api bindings_;
};

/// The device runs "web"; then there is no operator, and no document.
task<void> lose_document(hub& all, device& plc) {
  all.start_operator();
  REQUIRE(co_await all.becomes([&] { return all.is_ready(); }));
  co_await roll_out(all, plc, all.spec("localhost/web:1"));
  co_await plc.report(contracts::phase::running);
  CHECK(all.stop_operator() == 0);
  const auto stream = nats::bucket_stream_name(contracts::desired_state_bucket);
  REQUIRE(co_await kit::delete_stream(all.streams().over(), stream, patience));
}

task<void> restart_nats(hub& all, std::string configuration) {
  const auto& link = all.streams().over();
  all.server().stop();
  REQUIRE(co_await all.becomes([&]() -> task<bool> { co_return link.state() == nats::connection_state::disconnected; }));
  all.server().configure({.configuration = std::move(configuration)});
  all.server().start();
  REQUIRE(co_await all.becomes([&]() -> task<bool> { co_return link.state() == nats::connection_state::connected; }));
}

/// The device is told to run "web" all the same, and people are told what stands in the way of the other one.
task<void> go_on_without(hub& all, device& plc, std::string name, std::string doing, std::string words) {
  all.start_operator();
  REQUIRE(co_await all.becomes([&] { return plc.is_told({"web"}); }));
  CHECK(co_await all.becomes([&] {
    return all.running().fails_ready(fmt::format("[-]writes failed: deployment {}/{}: {}", all.space(), name, doing), words);
  }));
  const auto event = "Warning WriteRefused: " + doing;
  CHECK(co_await all.becomes([&] { return is_told(all, name, event); }));
  CHECK((co_await all.deployments().status(name)).conditions.empty());
}

task<void> accept_by_itself(hub& all, device& plc, std::string name) {
  std::vector<std::string> names{std::move(name), "web"};
  CHECK(co_await all.becomes([&] { return plc.is_told(names); }));
  CHECK(co_await all.becomes([&] { return all.is_ready(); }));
}

}  // namespace

TEST_CASE("no device waits for a Deployment that the operator may not hold, and it is accepted once it may be") {
  with_hub([](hub& all) -> task<void> {
    device plc(all.streams(), "plc-1");
    co_await lose_document(all, plc);
    co_await all.deployments().apply("free", all.spec("localhost/free:1"));
    const policy rule(all, "free");
    co_await kit::closing(
        [](hub& all, device& plc, const policy& rule) -> task<void> {
          co_await rule.begin();
          co_await go_on_without(all, plc, "free", "adding the finalizer", "nobody holds this one");
        }(all, plc, rule),
        [&] { return rule.end(); });
    co_await accept_by_itself(all, plc, "free");
  });
}

TEST_CASE("no device waits for a Deployment whose score NATS does not take, and it is accepted once it does") {
  with_hub([](hub& all) -> task<void> {
    device plc(all.streams(), "plc-1");
    co_await lose_document(all, plc);
    auto big = all.spec("localhost/big:1");
    big.score.data.services.front().args = std::vector<std::string>(4, std::string(1000, 'x'));
    co_await all.deployments().apply("big", big);
    co_await restart_nats(all, "max_payload: 2048");
    co_await go_on_without(all, plc, "big", "storing the score", "is over the server's bound of 2048");
    co_await restart_nats(all, {});
    co_await accept_by_itself(all, plc, "big");
  });
}
