// SPDX-License-Identifier: Apache-2.0
// What goes wrong on a device on its first day: each is told in words that say what to do, and heals by itself once that was
// done.
#include "field.hpp"
#include "harmony/contracts/names.hpp"
#include "kit/deployments.hpp"

using namespace harmony;
using namespace harmony::agent::test;
using contracts::phase;

namespace {

/// Orders the score and waits until it failed; returns the error.
task<std::string> fails(field& all, contracts::score score) {
  const auto wanted = all.entry("web", score);
  co_await all.store(wanted.revision, std::move(score));
  co_await all.order({wanted});
  REQUIRE(co_await all.becomes([&] { return all.is_in(phase::failed); }));
  co_return (co_await all.state())->deployments.front().last_error;
}

}  // namespace

TEST_CASE("without podman's socket the agent says how to start it, and goes on by itself once it is there") {
  with_field([](field& all) -> task<void> {
    co_await all.make_buckets();
    shared_podman().stop();
    all.start_agent();
    const auto error = co_await fails(all, web(1));
    CAPTURE(error);
    CHECK(error.contains("there is no socket " + shared_podman().url()));
    CHECK(error.contains("systemctl --user enable --now podman.socket"));
    CHECK(all.said("cannot list containers") == 1);
    shared_podman().start();
    CHECK(co_await all.becomes([&] { return all.is_in(phase::running); }));
    CHECK(co_await all.becomes([&] { return all.said("info    podman version=") == 1; }));
  });
}

TEST_CASE("an image that is not there fails in podman's words, and is used once it is there") {
  with_agent([](field& all) -> task<void> {
    const std::string image = "localhost/late:1";
    const auto error = co_await fails(all, kit::score({kit::service("main", image)}));
    CAPTURE(error);
    CHECK(error.starts_with("pulling the image localhost/late:1: podman could not pull it: "));
    shared_podman().import_image(image);
    CHECK(co_await all.becomes([&] { return all.is_in(phase::running); }));
    CHECK((co_await all.state())->deployments.front().last_error.empty());
    CHECK(co_await all.runs("web", web(1)));
    shared_podman().command({"rmi", image});
  });
}

TEST_CASE("a score that was removed from the hub fails, and is used once it is there again") {
  with_agent([](field& all) -> task<void> {
    const auto wanted = all.entry("web", web(1));
    nats::bucket scores(all.streams(), std::string(contracts::scores_bucket));
    REQUIRE(co_await scores.remove(wanted.revision.text(), patience));
    co_await all.order({wanted});
    REQUIRE(co_await all.becomes([&] { return all.is_in(phase::failed); }));
    CHECK((co_await all.state())->deployments.front().last_error ==
          "reading the score " + wanted.revision.text() + ": " + wanted.revision.text() +
              " was removed from the bucket scores; tried again within 10 seconds");
    co_await all.store(wanted.revision, web(1));
    CHECK(co_await all.becomes([&] { return all.is_in(phase::running); }));
  });
}

TEST_CASE("a port of the device that is taken fails the start, and is taken over once it is free") {
  with_agent([](field& all) -> task<void> {
    shared_podman().command({"run", "--detach", "--name", "foreign", "--publish", "8080:80", "localhost/web:1"});
    const auto error = co_await fails(all, kit::score({kit::service("main", "localhost/web:1", {"8080:80"})}));
    CAPTURE(error);
    CHECK(error.starts_with("services[main]: starting the container "));
    CHECK(error.contains(":8080"));
    CHECK(error.contains("ddress already in use"));
    CHECK(error.contains("publish another one"));
    shared_podman().command({"rm", "--force", "--time", "0", "foreign"});
    CHECK(co_await all.becomes([&] { return all.is_in(phase::running); }));
  });
}

TEST_CASE("a path of the device that is not there fails the container, and is mounted once it is there") {
  with_agent([](field& all) -> task<void> {
    const auto path = all.state_folder().parent_path() / "config";
    auto web = kit::service("main", "localhost/web:1");
    web.volumes = {contracts::volume_mapping::parse(path.string() + ":/config:ro").value()};
    const auto error = co_await fails(all, kit::score({web}));
    CAPTURE(error);
    CHECK(error.starts_with("services[main]: creating the container plant.web.main."));
    CHECK(error.contains(path.string() + ": no such file or directory"));
    CHECK(error.contains("make that path on the device"));
    CHECK(field::containers().empty());
    std::filesystem::create_directory(path);
    CHECK(co_await all.becomes([&] { return all.is_in(phase::running); }));
  });
}
