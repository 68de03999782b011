// SPDX-License-Identifier: Apache-2.0
// What podman tells about containers that are there.
#include <algorithm>
#include <map>

#include "service.hpp"

using namespace harmony;
using namespace harmony::podman;
using namespace harmony::podman::test;

TEST_CASE("a list has the containers that carry the label, running or not, and no others") {
  with_client(service(), [](client& podman) -> task<void> {
    const auto labelled = [](std::string name, std::string value) {
      return container_spec{.name = std::move(name), .image = web_image, .labels = {{"list/of", std::move(value)}}};
    };
    const auto running = co_await run(podman, labelled("list-running", "a"));
    const auto created = co_await podman.create(labelled("list-created", "a"));
    REQUIRE(created);
    const auto other = co_await podman.create(labelled("list-other", "b"));
    REQUIRE(other);
    REQUIRE(co_await podman.create({.name = "list-unlabelled", .image = web_image}));

    const auto by_value = co_await podman.list("list/of=a");
    REQUIRE(by_value);
    std::map<std::string, container_summary> found;
    for (const auto& one : *by_value) found.emplace(one.id, one);
    REQUIRE(found.size() == 2);
    CHECK(found.at(running).names == std::vector<std::string>{"list-running"});
    CHECK(found.at(running).image == web_image);
    CHECK(found.at(running).state == "running");
    CHECK(found.at(running).labels == std::map<std::string, std::string>{{"list/of", "a"}});
    CHECK(found.at(*created).state == "created");

    const auto by_key = co_await podman.list("list/of");
    REQUIRE(by_key);
    CHECK(by_key->size() == 3);
    CHECK(std::ranges::contains(*by_key, *other, &container_summary::id));
    CHECK((co_await podman.list("list/of=c"))->empty());
    CHECK((co_await podman.list("list"))->empty());
  });
}

TEST_CASE("a label may have any characters") {
  with_client(service(), [](client& podman) -> task<void> {
    const std::map<std::string, std::string> odd{{"odd/label", "a=b&c \"d\" + %41 ü"}};
    const auto id = co_await podman.create({.name = "odd-label", .image = web_image, .labels = odd});
    REQUIRE(id);
    const auto found = co_await podman.list("odd/label=a=b&c \"d\" + %41 ü");
    REQUIRE(found);
    REQUIRE(found->size() == 1);
    CHECK(found->front().labels == odd);
  });
}

TEST_CASE("a container that ended by itself stays, with its exit code") {
  with_client(service(), [](client& podman) -> task<void> {
    auto spec = shell("seven", "exit 7");
    spec.labels = {{"case", "seven"}};
    const auto id = co_await run(podman, std::move(spec));
    CHECK(co_await becomes(podman, id, "exited"));
    const auto details = co_await podman.inspect(id);
    REQUIRE(details);
    CHECK(details->exit_code == 7);
    CHECK_FALSE(details->running);
    const auto listed = co_await podman.list("case=seven");
    REQUIRE(listed);
    REQUIRE(listed->size() == 1);
    CHECK(listed->front().state == "exited");
    CHECK(listed->front().exit_code == 7);
  });
}
