// SPDX-License-Identifier: Apache-2.0
// What a person meets before the first apply succeeds: who they are to the cluster, and which cluster.
#include <fstream>

#include <fmt/format.h>
#include <boost/json/serialize.hpp>

#include "harmony/base/file.hpp"
#include "kit/access.hpp"
#include "kit/cluster.hpp"
#include "kit/command_line.hpp"
#include "kit/temp_dir.hpp"
#include "person.hpp"

using namespace harmony;
using namespace harmony::apply::test;

namespace {

const std::vector<std::string> web{"apply", "--name", "web", "--to", "site=lyon", "--image", "localhost/web:1"};

std::vector<std::string> web_with(std::initializer_list<std::string> more) {
  auto words = web;
  words.insert(words.end(), more);
  return words;
}

}  // namespace

TEST_CASE("a kubeconfig that is not there, or without the context, is named with what there is") {
  with_person([](person& /*one*/) -> task<void> {
    const auto missing = kit::harmony_iot_says(web_with({"--kubeconfig", "/nowhere/config"}));
    CHECK(missing.code == 2);
    CHECK(missing.output.contains("kubeconfig /nowhere/config: cannot open /nowhere/config: \"No such file or directory\""));
    const auto variable = kit::harmony_iot_says(web, "/nowhere/config");
    CHECK(variable.code == 2);
    CHECK(variable.output.contains("KUBECONFIG is \"/nowhere/config\", and there is no such file"));
    const auto context = kit::harmony_iot_says(web_with({"--context", "prod"}), kit::shared_server().kubeconfig());
    CHECK(context.code == 2);
    CHECK(context.output.contains("there is no context \"prod\" (there are: "));
    co_return;
  });
}

TEST_CASE("a token that the server does not know is told from a right that is missing") {
  with_person([](person& one) -> task<void> {
    const kit::temp_dir folder;
    const auto expired = folder.path() / "expired";
    auto config = contracts::parse_json(read_file(kit::shared_server().kubeconfig()).value()).value();
    config.at_pointer("/users/0").as_object()["user"] = {{"token", "no-such-token"}};
    std::ofstream(expired) << boost::json::serialize(config);
    const auto unknown = kit::harmony_iot_says(web_with({"-n", one.space()}), expired);
    CHECK(unknown.code == 1);
    CHECK(unknown.output.contains("answered 401 Unauthorized"));
    CHECK(unknown.output.contains("the token or client certificate is wrong or expired"));

    const auto powerless = folder.path() / "powerless";
    const kit::service_account who{one.space(), "nobody"};
    REQUIRE(co_await kube::object_api(one.cluster(), {"", "v1", "serviceaccounts", "ServiceAccount"})
                .create({{"apiVersion", "v1"},
                         {"kind", "ServiceAccount"},
                         {"metadata", {{"namespace", who.namespace_}, {"name", who.name}}}},
                        {.manager = "test"}));
    co_await kit::write_kubeconfig(one.cluster(), kit::shared_server(), who, powerless);
    const auto forbidden = kit::harmony_iot_says(web_with({"-n", one.space()}), powerless);
    CHECK(forbidden.code == 1);
    CHECK(forbidden.output.contains(
        fmt::format(R"(User "system:serviceaccount:{}:nobody" cannot get resource "deployments")", one.space())));
    CHECK(forbidden.output.contains("ask for this right in the namespace"));
  });
}
