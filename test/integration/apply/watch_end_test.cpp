// SPDX-License-Identifier: Apache-2.0
// How `harmony-iot apply --watch` ends where all is not well.
#include <csignal>

#include "kit/command_line.hpp"
#include "kit/eventually.hpp"
#include "kit/temp_dir.hpp"
#include "person.hpp"
#include "rollout.hpp"

using namespace harmony;
using namespace harmony::apply::test;

namespace {

const std::vector<std::string> web{"--name", "web", "--to", "site=lyon", "--image", "localhost/web:1"};
const std::vector<std::string> look{"--name", "web", "--watch"};

}  // namespace

TEST_CASE("devices that failed, with none pending, end it with 1 and the last one's words") {
  with_person([](person& one) -> task<void> {
    REQUIRE(one.types(web).code == 0);
    co_await one.writes_status("web", rolled_out(1, 1, 2));
    const auto ended = one.types(look);
    CHECK(ended.code == 1);
    CHECK(ended.output.contains("harmony-iot apply: " + one.space() +
                                "/web failed on 1 of 2 devices: \"plc-17: no such image\""));
  });
}

TEST_CASE("a spec that the operator refuses ends it with 1 and the operator's words") {
  with_person([](person& one) -> task<void> {
    REQUIRE(one.types(web).code == 0);
    auto refused = rolled_out(0, 0, 0);
    refused.conditions[1].status = contracts::condition_status::true_;
    refused.conditions[1].reason = "InvalidSpec";
    co_await one.writes_status("web", refused);
    const auto ended = one.types(look);
    CHECK(ended.code == 1);
    CHECK(ended.output.contains("web is refused by the operator (InvalidSpec): \"As the test says.\""));
  });
}

TEST_CASE("a resource that somebody deletes meanwhile ends it with 1") {
  with_person([](person& one) -> task<void> {
    const kit::temp_dir folder;
    const auto watching = one.begins(web_watched, folder.path() / "log");
    REQUIRE(co_await kit::eventually(patience, [&] { return watching->log().contains("waiting for the operator"); }));
    REQUIRE(co_await one.deployments().remove({one.space(), "web"}));
    CHECK(watching->wait(patience) == 1);
    CHECK(watching->log().contains("web was deleted while it was watched"));
  });
}

TEST_CASE("a time-out ends it with 2, says how far it was, and the resource stays") {
  with_person([](person& one) -> task<void> {
    auto words = web_watched;
    words.insert(words.end(), {"--timeout", "5s"});
    const auto unseen = one.types(words);
    CHECK(unseen.code == 2);
    CHECK(unseen.output.contains("the operator has not seen " + one.space() + "/web within 5s"));
    co_await one.writes_status("web", rolled_out(1, 0, 2));
    const auto half = one.types(words);
    CHECK(half.code == 2);
    CHECK(half.output.contains("web is not up to date after 5s: 1 of 2 devices ready, 0 failed, 1 pending, 0 unreachable"));
    co_await one.writes_status("web", rolled_out(0, 0, 0));
    const auto none = one.types(words);
    CHECK(none.code == 2);
    CHECK(none.output.contains("no device matched " + one.space() + "/web within 5s"));
    CHECK(co_await one.spec("web"));
  });
}

TEST_CASE("with --watch nothing but a time-out or the command line ends it with 2") {
  with_person([](person& one) -> task<void> {
    auto words = web_watched;
    words.insert(words.end(), {"--label", "iot.nationtech.io/mine=1"});
    CHECK(one.types(words).code == 1);
    words = web_watched;
    words.insert(words.begin(), "apply");
    words.insert(words.end(), {"-n", "nowhere"});
    CHECK(kit::harmony_iot_says(words, "/nowhere/config").code == 1);
    CHECK(one.types({"-f", "/nowhere/web.yaml", "--watch"}).code == 1);
    words.insert(words.end(), {"--timeout", "soon"});
    const auto soon = kit::harmony_iot_says(words);
    CHECK(soon.code == 2);
    CHECK(soon.output.contains("--timeout: \"soon\" is not a duration (write 90s, 5m or 1h30m"));
    co_return;
  });
}

TEST_CASE("Ctrl-C ends it with 130, and the resource stays") {
  with_person([](person& one) -> task<void> {
    const kit::temp_dir folder;
    const auto watching = one.begins(web_watched, folder.path() / "log");
    REQUIRE(co_await kit::eventually(patience, [&] { return watching->log().contains("waiting for the operator"); }));
    watching->signal(SIGINT);
    CHECK(watching->wait(patience) == 130);
    CHECK(watching->log().ends_with("stopped watching; " + one.space() + "/web stays as it is\n"));
    CHECK(co_await one.spec("web"));
  });
}
