// SPDX-License-Identifier: Apache-2.0
// The CustomResourceDefinition in the API server's hands: what it accepts, what it refuses and with which words.
#include <functional>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/json/parse.hpp>
#include <catch2/catch_test_macros.hpp>

#include "cluster_objects.hpp"
#include "kit/cluster.hpp"
#include "kit/deployments.hpp"
#include "kit/run.hpp"

using namespace harmony;
using namespace harmony::install::test;

namespace {

using change = std::function<void(boost::json::value&)>;

struct row {
  std::string what;
  change make;
  std::vector<std::string_view> reason{};  ///< empty: it is accepted
};

change name(std::string text) {
  return [text](boost::json::value& object) { object.at("metadata").at("name") = text; };
}
/// Sets what is at the pointer, relative to the spec, to a JSON text.
change spec(std::string pointer, std::string_view to) {
  return [pointer, value = boost::json::parse(to)](boost::json::value& object) {
    object.set_at_pointer("/spec" + pointer, value);
  };
}
change service(std::string member, std::string_view to) { return spec("/score/data/services/0/" + member, to); }
change services(std::string_view to) { return spec("/score/data/services", to); }
change expression(std::string_view requirement) {
  return spec("/targetSelector/matchExpressions", fmt::format("[{}]", requirement));
}
std::string many_services(int count) {
  std::vector<std::string> all;
  for (int number = 0; number < count; ++number) all.push_back(fmt::format(R"({{"name":"s{}","image":"a"}})", number));
  return fmt::format("[{}]", fmt::join(all, ","));
}

std::string texts(int count, std::size_t length) {
  const std::vector<std::string> all(static_cast<std::size_t>(count), fmt::format(R"("{}")", std::string(length, 'x')));
  return fmt::format("[{}]", fmt::join(all, ","));
}
std::string variable(std::size_t length) { return fmt::format(R"([{{"name":"A","value":"{}"}}])", std::string(length, 'x')); }
std::string labels(int count) {
  std::vector<std::string> all;
  for (int number = 0; number < count; ++number) all.push_back(fmt::format(R"("l{}":"")", number));
  return fmt::format("{{{}}}", fmt::join(all, ","));
}

std::vector<row> good() {
  return {
      {"one service", [](auto&) {}},
      {"the longest name", name(std::string(63, 'a'))},
      {"ports over both protocols", service("ports", R"(["8080:80","53:53/udp","54:53/tcp"])")},
      {"environment", service("env", R"([{"name":"A","value":""},{"name":"B","value":"b=c"}])")},
      {"a command", service("command", R"(["/bin/sh"])")},
      {"arguments", service("args", R"(["-c","true"])")},
      {"as many services as there may be", services(many_services(16))},
      {"as many arguments as there may be, each as long as it may be", service("args", texts(64, 1024))},
      {"a value as long as it may be", service("env", variable(32768))},
      {"every character but one", service("args", R"(["\u0001\u001f \"\\\u007f\u00e9\u20ac\ud83d\udc33",""])")},
      {"as many labels to match as there may be", spec("/targetSelector/matchLabels", labels(16))},
      {"as many labels of a container as there may be", service("labels", labels(64))},
      {"a label key whose prefix is one long part",
       expression(fmt::format(R"({{"key":"{}/a","operator":"Exists"}})", std::string(253, 'a')))},
      {"an expression with values", expression(R"({"key":"a","operator":"NotIn","values":["x","y"]})")},
      {"an expression without", expression(R"({"key":"example.org/a","operator":"DoesNotExist"})")},
      {"a selector that is empty", spec("/targetSelector", "{}")},
      {"the default rollout", spec("/rollout", R"({"strategy":"Immediate"})")},
  };
}

constexpr std::string_view values_rule = "values go with In and NotIn, and only with them";
constexpr std::string_view name_rule = "the name has to be a DNS label";

std::vector<row> bad() {
  return {
      {"a name that is too long", name(std::string(64, 'a')), {name_rule}},
      {"a name with a dot", name("a.b"), {name_rule}},
      {"one argument too many", service("args", texts(65, 1)), {"args: Too many: 65: must have at most 64 items"}},
      {"an argument that is too long", service("args", texts(1, 1025)), {"args[0]: Too long"}},
      {"a value that is too long", service("env", variable(32769)), {"env[0].value: Too long"}},
      {"a value with U+0000",
       service("env", R"([{"name":"A","value":"a\u0000b"}])"),
       {"spec.score.data.services[0].env[0].value", R"(should match '^[^\x00]*$')"}},
      {"an argument with U+0000",
       service("args", R"(["a\u0000b"])"),
       {"spec.score.data.services[0].args[0]", R"(should match '^[^\x00]*$')"}},
      {"a volume with U+0000",
       service("volumes", R"(["data:/a\u0000b"])"),
       {"spec.score.data.services[0].volumes[0]", "should match"}},
      {"one label to match too many",
       spec("/targetSelector/matchLabels", labels(17)),
       {"matchLabels: Too many: 17: must have at most 16 items"}},
      {"one label of a container too many",
       service("labels", labels(65)),
       {"labels: Too many: 65: must have at most 64 items"}},
      {"a port alone", service("ports", R"(["80"])"), {"spec.score.data.services[0].ports[0]", "should match"}},
      {"a port in words", service("ports", R"(["http:80"])"), {"spec.score.data.services[0].ports[0]", "should match"}},
      {"another protocol", service("ports", R"(["80:80/sctp"])"), {"spec.score.data.services[0].ports[0]", "should match"}},
      {"the same port twice", service("ports", R"(["80:80","80:80"])"), {"ports", "uplicate"}},
      {"no service", services("[]"), {"spec.score.data.services", "at least 1 item"}},
      {"too many services",
       services(many_services(17)),
       {"spec.score.data.services: Too many: 17: must have at most 16 items"}},
      {"two services of one name",
       services(R"([{"name":"a","image":"a"},{"name":"a","image":"b"}])"),
       {"services", "uplicate"}},
      {"a service without an image", services(R"([{"name":"a"}])"), {"services[0].image: Required value"}},
      {"an image with a space", service("image", R"("a b")"), {"spec.score.data.services[0].image", "should match"}},
      {"an image that is too long",
       service("image", fmt::format(R"("{}")", std::string(256, 'a'))),
       {"services[0].image: Too long"}},
      {"a variable with '=' in its name", service("env", R"([{"name":"A=B","value":""}])"), {"env[0].name", "should match"}},
      {"values with Exists", expression(R"({"key":"a","operator":"Exists","values":["x"]})"), {values_rule}},
      {"no values with In", expression(R"({"key":"a","operator":"In"})"), {values_rule}},
      {"another operator", expression(R"({"key":"a","operator":"Gt"})"), {"operator", "supported values", "\"DoesNotExist\""}},
      {"another score type",
       spec("/score/type", R"("HelmV3")"),
       {"spec.score.type", "\"HelmV3\"", "supported values: \"PodmanV0\""}},
      {"another rollout", spec("/rollout", R"({"strategy":"Never"})"), {"spec.rollout.strategy", "\"Immediate\""}},
      {"a label value with a space", spec("/targetSelector/matchLabels", R"({"a":"b c"})"), {"matchLabels.a", "should match"}},
      {"a field that there is not", service("imagee", R"("a")"), {"imagee"}},
      {"no spec", [](auto& object) { object.as_object().erase("spec"); }, {"spec: Required value"}},
  };
}

}  // namespace

TEST_CASE("the API server accepts what the contract allows and refuses the rest with a readable reason") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    kube::client server(executor, kit::admin_config());
    REQUIRE(run_install({"--force-conflicts"}).code == 0);
    const kube::object_api objects(server, kit::deployment_type);
    const auto space = co_await kit::new_namespace(server);
    for (const auto& table : {good(), bad()}) {
      for (const auto& [what, make, reason] : table) {
        CAPTURE(what);
        auto object = kit::deployment({space, "web"}, kit::spec(kit::labels({{"site", "lyon"}}), "localhost/web:1"));
        make(object);
        const auto answer = co_await objects.apply(object, {.manager = "kubectl", .dry_run = true});
        const auto words = answer ? "" : answer.error().text();
        CAPTURE(words);
        CHECK(answer.has_value() == reason.empty());
        if (!answer) CHECK(answer.error().code == errc::invalid);
        for (const auto& part : reason) CHECK(words.contains(part));
      }
    }
  });
}

TEST_CASE("kubectl get shows how far a Deployment is") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    kube::client server(executor, kit::admin_config());
    REQUIRE(run_install({"--force-conflicts"}).code == 0);
    const kube::object_api objects(server, kit::deployment_type);
    const auto space = co_await kit::new_namespace(server);
    REQUIRE(
        co_await objects.apply(kit::deployment({space, "web"}, kit::spec(kit::labels({{"site", "lyon"}}), "localhost/web:1")),
                               {.manager = "kubectl"}));
    const auto table = co_await server.call({.target = "/apis/iot.nationtech.io/v1alpha1/namespaces/" + space + "/deployments",
                                             .headers = {{"Accept", "application/json;as=Table;v=v1;g=meta.k8s.io"}}});
    REQUIRE(table);
    std::vector<std::string> columns;
    for (const auto& column : table->at("columnDefinitions").as_array()) columns.emplace_back(column.at("name").as_string());
    CHECK(columns ==
          std::vector<std::string>{"Name", "Ready", "Devices", "Updated", "Ready Devices", "Failed", "Age", "Image", "Reason"});
    CHECK(table->at_pointer("/rows/0/cells/7") == "localhost/web:1");
    REQUIRE(co_await objects.remove({space, "web"}));
  });
}
