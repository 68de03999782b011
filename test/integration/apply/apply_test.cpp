// SPDX-License-Identifier: Apache-2.0
// What `harmony-iot apply` does to the cluster and says about it.
#include <fstream>

#include <boost/json/serialize.hpp>

#include "harmony/base/file.hpp"
#include "kit/cluster.hpp"
#include "kit/command_line.hpp"
#include "kit/deployments.hpp"
#include "kit/temp_dir.hpp"
#include "person.hpp"

using namespace harmony;
using namespace harmony::apply::test;

TEST_CASE("what is typed is created, the same again is unchanged, and something else is configured") {
  with_person([](person& one) -> task<void> {
    std::vector<std::string> words{"--name", "web",     "--to",   "site=lyon,tier=edge", "--image", "localhost/web:1",
                                   "--port", "8080:80", "--port", "5353:53/udp",         "--env",   "A=1",
                                   "--env",  "B=two=2"};
    const auto first = one.types(words);
    CHECK(first.output == "deployment.iot.nationtech.io/web created\n");
    CHECK(first.code == 0);
    auto expected = kit::spec(kit::labels({{"site", "lyon"}, {"tier", "edge"}}), "localhost/web:1");
    expected.score = kit::score({kit::service("web", "localhost/web:1", {"8080:80", "5353:53/udp"})});
    expected.score.data.services.front().env = {{*contracts::env_name::parse("A"), "1"},
                                                {*contracts::env_name::parse("B"), "two=2"}};
    CHECK(co_await one.spec("web") == expected);

    CHECK(one.types(words).output == "deployment.iot.nationtech.io/web unchanged\n");
    const auto upgraded = one.types({"--name", "web", "--to", "site=lyon", "--image", "localhost/web:2"});
    CHECK(upgraded.output == "deployment.iot.nationtech.io/web configured\n");
    CHECK(upgraded.code == 0);
    // What is no longer typed is no longer there.
    auto smaller = kit::spec(kit::labels({{"site", "lyon"}}), "localhost/web:2");
    smaller.score = kit::score({kit::service("web", "localhost/web:2")});
    CHECK(co_await one.spec("web") == smaller);
  });
}

TEST_CASE("words reach the resource as they were typed, and the API server takes what every option makes") {
  with_person([](person& one) -> task<void> {
    const auto done = one.types({"--name",
                                 "web",
                                 "--to",
                                 "site=lyon",
                                 "--to",
                                 "tier in (edge,core),!retired,env!=test",
                                 "--image",
                                 "localhost/web:1",
                                 "--command",
                                 "/bin/sh",
                                 "--command",
                                 "-c",
                                 "--arg",
                                 "--verbose",
                                 "--arg",
                                 "[a,b]",
                                 "--arg",
                                 "",
                                 "--arg",
                                 "\"quoted\" 'too'",
                                 "--env",
                                 "A={\"b\": [1]}",
                                 "--volume",
                                 "data:/var/lib/data",
                                 "--volume",
                                 "/etc/site:/config:ro",
                                 "--label",
                                 "team=blue",
                                 "--restart-policy",
                                 "OnFailure",
                                 "--image-pull-policy",
                                 "Never"});
    CHECK(done.output == "deployment.iot.nationtech.io/web created\n");
    const auto spec = co_await one.spec("web");
    REQUIRE(spec);
    CHECK(spec->target_selector.match_labels.size() == 1);
    CHECK(spec->target_selector.match_expressions.size() == 3);
    const auto& service = spec->score.data.services.front();
    CHECK(service.command == std::vector<std::string>{"/bin/sh", "-c"});
    CHECK(service.args == std::vector<std::string>{"--verbose", "[a,b]", "", "\"quoted\" 'too'"});
    CHECK(service.env.front().value == "{\"b\": [1]}");
    CHECK(service.volumes.size() == 2);
    CHECK(service.labels.size() == 1);
    CHECK(service.restart_policy == contracts::restart_policy::on_failure);
    CHECK(service.image_pull_policy == contracts::image_pull_policy::never);
  });
}

TEST_CASE("what the resource's own rules refuse is told in their words") {
  with_person([](person& one) -> task<void> {
    const auto refused = one.types(
        {"--name", "web", "--to", "site=lyon", "--image", "localhost/web:1", "--label", "iot.nationtech.io/revision=1"});
    CHECK(refused.code == 2);
    CHECK(refused.output.contains("labels beginning with iot.nationtech.io/ are harmony-iot's own"));
    CHECK_FALSE(co_await one.spec("web"));
  });
}

TEST_CASE("without -n the kubeconfig's namespace is meant") {
  with_person([](person& one) -> task<void> {
    const kit::temp_dir folder;
    auto config = contracts::parse_json(read_file(kit::shared_server().kubeconfig()).value()).value();
    config.at_pointer("/contexts/0/context").as_object()["namespace"] = one.space();
    const auto file = folder.path() / "config";
    std::ofstream(file) << boost::json::serialize(config);
    const auto done = kit::harmony_iot_says(
        {"apply", "--name", "web", "--to", "site=lyon", "--image", "localhost/web:1", "--kubeconfig", file});
    CHECK(done.output == "deployment.iot.nationtech.io/web created\n");
    CHECK(co_await one.spec("web"));
  });
}

TEST_CASE("--delete deletes, and what is not there is said") {
  with_person([](person& one) -> task<void> {
    REQUIRE(one.types({"--name", "web", "--to", "site=lyon", "--image", "localhost/web:1"}).code == 0);
    const auto deleted = one.types({"--name", "web", "--delete"});
    CHECK(deleted.output == "deployment.iot.nationtech.io/web deleted\n");
    CHECK(deleted.code == 0);
    CHECK_FALSE(co_await one.spec("web"));
    const auto again = one.types({"--name", "web", "--delete"});
    CHECK(again.code == 1);
    CHECK(again.output == "harmony-iot apply: there is no Deployment " + one.space() + "/web (-n names another namespace)\n");
  });
}

TEST_CASE("--delete of an empty name, or with what is to be deployed, deletes nothing") {
  with_person([](person& one) -> task<void> {
    REQUIRE(one.types({"--name", "web", "--to", "site=lyon", "--image", "localhost/web:1"}).code == 0);
    const auto nameless = one.types({"--name", "", "--delete"});
    CHECK(nameless.code == 2);
    CHECK(nameless.output.contains("--name: \"\" is not a DNS label"));
    const auto both = one.types({"--name", "web", "--delete", "--image", "localhost/web:2"});
    CHECK(both.code == 2);
    CHECK(both.output.contains("--image"));
    CHECK(co_await one.spec("web"));
  });
}

TEST_CASE("--print changes nothing, needs no cluster, and is what an apply would send") {
  with_person([](person& one) -> task<void> {
    std::vector<std::string> words{"--name", "web", "--to", "site=lyon", "--image", "localhost/web:1", "--port", "8080:80"};
    auto printing = words;
    printing.emplace_back("--print");
    const auto printed = one.types(printing);
    CHECK(printed.code == 0);
    CHECK_FALSE(co_await one.spec("web"));
    const auto object = contracts::parse_json(printed.output);
    REQUIRE(object);
    CHECK(object->at_pointer("/metadata/namespace").as_string() == one.space());
    const auto accepted = co_await one.deployments().apply(*object, {.manager = "kubectl", .dry_run = true});
    CHECK(accepted);

    CHECK(one.types(words).output == "deployment.iot.nationtech.io/web created\n");
    // By another manager and unforced: a value that differs would be a conflict.
    CHECK(co_await one.deployments().apply(*object, {.manager = "kubectl", .dry_run = true}));

    printing.insert(printing.begin(), "apply");
    const auto without_cluster = kit::harmony_iot_says(printing);
    CHECK(without_cluster.code == 0);
    CHECK_FALSE(contracts::parse_json(without_cluster.output)->at("metadata").as_object().contains("namespace"));
  });
}
