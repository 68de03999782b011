// SPDX-License-Identifier: Apache-2.0
// The roll-out of a version that does not work: what becomes of the earlier one, what is reported, and that a corrected version
// needs nobody's help on the device.
#include <fstream>

#include <catch2/generators/catch_generators.hpp>

#include "field.hpp"
#include "kit/deployments.hpp"

using namespace harmony;
using namespace harmony::agent::test;
using contracts::phase;

namespace {

contracts::score shell(std::string line) { return kit::score({kit::shell("main", "localhost/web:2", std::move(line))}); }

/// An executable of a kind of machine that there is not (elf(5)).
void make_program_for_other_machines(const std::filesystem::path& path) {
  std::string elf =
      "\x7f"
      "ELF"
      "\x02\x01\x01";
  elf.resize(64);
  elf[16] = 2;                 // e_type: an executable
  elf[18] = elf[19] = '\xff';  // e_machine
  std::ofstream(path) << elf;
  std::filesystem::permissions(path, std::filesystem::perms{0755});
}

task<void> order(field& all, contracts::score score) {
  const auto wanted = all.entry("web", score);
  co_await all.store(wanted.revision, std::move(score));
  co_await all.order({wanted});
}

/// The Deployment as it is reported, once `holds` says that this is it.
template <class Look>
task<contracts::deployment_state> reported(field& all, Look holds) {
  contracts::deployment_state said;
  REQUIRE(co_await all.becomes([&]() -> task<bool> {
    const auto now = co_await all.state();
    if (!now || now->deployments.size() != 1) co_return false;
    said = now->deployments.front();
    co_return holds(said);
  }));
  co_return said;
}

}  // namespace

TEST_CASE("a version whose image cannot be had leaves the earlier one running until a corrected one comes") {
  with_agent([](field& all) -> task<void> {
    REQUIRE(co_await all.runs("web", web(1)));
    const auto earlier = field::containers().front();
    const auto bad = kit::score({kit::service("main", "localhost/missing:1")});
    co_await order(all, bad);
    REQUIRE(co_await all.becomes([&] { return all.said("reconcile failed") >= 2; }));
    const auto said = co_await reported(all, [](const auto& now) { return now.phase == phase::failed; });
    CHECK(said.revision == contracts::revision_of(bad));
    CHECK(said.last_error.starts_with("pulling the image localhost/missing:1: podman could not pull it: "));
    CHECK(said.last_error.ends_with("; tried again within 10 seconds"));
    CHECK(said.restarts == 0);
    const auto meanwhile = field::containers();
    REQUIRE(meanwhile.size() == 1);
    CHECK(meanwhile.front().id == earlier.id);
    CHECK(meanwhile.front().state == "running");

    REQUIRE(co_await all.runs("web", web(2)));
    CHECK((co_await all.state())->deployments.front().last_error.empty());
    const auto after = field::containers();
    REQUIRE(after.size() == 1);
    CHECK(after.front().revision == contracts::revision_of(web(2)).text());
  });
}

TEST_CASE("a version that ends, at once or after a while, has replaced the earlier one and is started with growing pauses") {
  const auto* const line = GENERATE("exit 3", "/bin/busybox sleep 1; exit 3");
  CAPTURE(line);
  with_agent([line](field& all) -> task<void> {
    REQUIRE(co_await all.runs("web", web(1)));
    const auto bad = shell(line);
    co_await order(all, bad);
    const auto said = co_await reported(all, [](const auto& now) { return now.phase == phase::failed && now.restarts >= 2; });
    CHECK(said.revision == contracts::revision_of(bad));
    CHECK(said.last_error == "services[main] ended with exit code 3 again and again; tried again within 10 seconds");
    const auto meanwhile = field::containers();
    REQUIRE(meanwhile.size() == 1);
    CHECK(meanwhile.front().revision == contracts::revision_of(bad).text());
    // That it runs for a moment each time is no news: from its second end on it has failed.
    const auto later = co_await reported(all, [&](const auto& now) { return now.restarts > said.restarts; });
    CHECK(later.phase == phase::failed);
    CHECK(later.last_error == said.last_error);
    const auto patient = co_await reported(
        all, [&](const auto& now) { return now.last_error.ends_with("again and again; tried again within a minute"); });
    CHECK(patient.phase == phase::failed);
    // Half a second, then twice as long each time, until more than ten.
    CHECK(patient.restarts >= 5);

    REQUIRE(co_await all.runs("web", web(2)));
    const auto healed = (co_await all.state())->deployments.front();
    CHECK(healed.last_error.empty());
    CHECK(healed.restarts == 0);
    const auto after = field::containers();
    REQUIRE(after.size() == 1);
    CHECK(after.front().revision == contracts::revision_of(web(2)).text());
    CHECK(after.front().state == "running");
  });
}

TEST_CASE("a version that ends after 20 seconds has failed from its second end on, although it runs most of the time") {
  with_agent([](field& all) -> task<void> {
    REQUIRE(co_await all.runs("web", web(1)));
    const auto bad = shell("/bin/busybox sleep 20; exit 3");
    co_await order(all, bad);
    const auto said = co_await reported(all, [](const auto& now) { return now.phase == phase::failed; });
    CHECK(said.revision == contracts::revision_of(bad));
    CHECK(said.restarts == 2);
    CHECK(said.last_error == "services[main] ended with exit code 3 again and again; tried again within 10 seconds");
    const auto meanwhile = field::containers();
    REQUIRE(meanwhile.size() == 1);
    CHECK(meanwhile.front().revision == contracts::revision_of(bad).text());
    CHECK(meanwhile.front().state == "running");

    REQUIRE(co_await all.runs("web", web(2)));
    CHECK((co_await all.state())->deployments.front().last_error.empty());
    CHECK(field::containers().size() == 1);
  });
}

TEST_CASE("a version that podman cannot start has replaced the earlier one, and fails in podman's words") {
  with_agent([](field& all) -> task<void> {
    REQUIRE(co_await all.runs("web", web(1)));
    auto service = kit::service("main", "localhost/web:2");
    service.command = {"/no/such/program"};
    const auto bad = kit::score({service});
    co_await order(all, bad);
    const auto said = co_await reported(all, [](const auto& now) { return now.phase == phase::failed; });
    CHECK(said.revision == contracts::revision_of(bad));
    CHECK(said.last_error.starts_with("services[main]: starting the container "));
    CHECK(said.last_error.contains("/no/such/program"));
    CHECK(said.restarts == 0);
    REQUIRE(co_await all.runs("web", web(2)));
    CHECK(field::containers().size() == 1);
  });
}

TEST_CASE("a program for another kind of machine has ended as soon as it was started") {
  with_agent([](field& all) -> task<void> {
    make_program_for_other_machines(all.folder() / "program");
    auto service = kit::service("main", "localhost/web:2");
    service.command = {"/device/program"};
    service.volumes = {contracts::volume_mapping::parse(all.folder().string() + ":/device:ro").value()};
    co_await order(all, kit::score({service}));
    const auto said = co_await reported(all, [](const auto& now) { return now.phase == phase::failed; });
    CHECK(said.last_error.starts_with("services[main] ended with exit code "));
    REQUIRE(co_await all.runs("web", web(2)));
    CHECK(field::containers().size() == 1);
  });
}
