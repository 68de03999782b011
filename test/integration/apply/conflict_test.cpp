// SPDX-License-Identifier: Apache-2.0
#include "kit/deployments.hpp"
#include "person.hpp"

using namespace harmony;
using namespace harmony::apply::test;

TEST_CASE("a field that somebody else owns is a conflict that names them and the way out") {
  with_person([](person& one) -> task<void> {
    const auto labels = kit::labels({{"site", "lyon"}});
    auto theirs = kit::spec(labels, "localhost/web:1");
    theirs.score = kit::score({kit::service("web", "localhost/web:1")});
    REQUIRE(co_await one.deployments().apply(kit::deployment({one.space(), "web"}, theirs), {.manager = "gitops"}));

    std::vector<std::string> words{"--name", "web", "--to", "site=lyon", "--image", "localhost/web:2"};
    const auto refused = one.types(words);
    CHECK(refused.code == 1);
    CHECK(refused.output.starts_with("harmony-iot apply: applying Deployment " + one.space() + "/web: "));
    CHECK(refused.output.contains(R"("gitops" owns .spec.score.data.services[name="web"].image)"));
    CHECK(refused.output.contains("--force-conflicts"));
    CHECK(co_await one.spec("web") == theirs);

    words.emplace_back("--force-conflicts");
    const auto forced = one.types(words);
    CHECK(forced.output == "deployment.iot.nationtech.io/web configured\n");
    CHECK(forced.code == 0);
    CHECK((co_await one.spec("web"))->score.data.services.front().image.text() == "localhost/web:2");
  });
}

TEST_CASE("what somebody else added beside it stays") {
  with_person([](person& one) -> task<void> {
    const std::vector<std::string> words{"--name", "web", "--to", "site=lyon", "--image", "localhost/web:1"};
    REQUIRE(one.types(words).code == 0);
    auto more = kit::spec(kit::labels({{"site", "lyon"}, {"tier", "edge"}}), "localhost/web:1");
    more.score = kit::score({kit::service("web", "localhost/web:1", {"8080:80"}), kit::service("side", "localhost/side:1")});
    REQUIRE(co_await one.deployments().apply(kit::deployment({one.space(), "web"}, more), {.manager = "gitops"}));
    CHECK(one.types(words).output == "deployment.iot.nationtech.io/web unchanged\n");
    CHECK(co_await one.spec("web") == more);
  });
}
