// SPDX-License-Identifier: Apache-2.0
// An agent whose disk has something else than it wrote: it says so once, touches nothing that runs, and is itself again when
// the network is back.
#include <fstream>

#include <catch2/generators/catch_generators.hpp>

#include "field.hpp"
#include "harmony/base/file.hpp"

using namespace harmony;
using namespace harmony::agent::test;
using contracts::phase;

namespace {

using damage = void (*)(const std::filesystem::path&);

void cut(const std::filesystem::path& file) { std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2); }
void change_a_byte(const std::filesystem::path& file) {
  auto text = read_file(file).value();
  text[text.find("plant")] = 'q';
  std::ofstream(file) << text;
}
void empty(const std::filesystem::path& file) { std::filesystem::resize_file(file, 0); }
void write_as_a_later_version(const std::filesystem::path& file) { std::ofstream(file) << R"({"version":7,"deployments":{}})"; }
void put_a_folder_there(const std::filesystem::path& file) {
  std::filesystem::remove(file);
  std::filesystem::create_directory(file);
}

}  // namespace

TEST_CASE("a document on the disk that is not whole is told once, and what runs goes on and is adopted") {
  const damage make = GENERATE(damage(cut), damage(change_a_byte), damage(empty), damage(write_as_a_later_version));
  with_agent([make](field& all) -> task<void> {
    REQUIRE(co_await all.runs("web", web(1)));
    const auto before = field::containers().front();
    CHECK(all.stop_agent() == 0);
    co_await all.forget_report();
    all.server().stop();
    make(all.state_folder() / "desired.json");
    all.start_agent();
    // Its first look at podman is behind it.
    REQUIRE(co_await all.becomes([&] { return all.log().contains("info    podman version="); }));
    shared_podman().command({"kill", before.id});
    CHECK(all.said("cached file ignored") == 1);
    REQUIRE(field::containers().size() == 1);
    CHECK(field::containers().front().id == before.id);

    all.server().start();
    REQUIRE(co_await all.streams().over().wait_connected(patience));
    REQUIRE(co_await all.becomes([&] { return all.is_in(phase::running); }));
    const auto after = field::containers();
    REQUIRE(after.size() == 1);
    CHECK(after.front().id == before.id);
    CHECK(after.front().state == "running");
    CHECK(all.on_disk());
    CHECK(all.said("cached file ignored") == 1);
  });
}

TEST_CASE("where the document should be is a folder: it is obeyed all the same, and that it cannot be saved is told once") {
  with_agent([](field& all) -> task<void> {
    REQUIRE(co_await all.runs("web", web(1)));
    CHECK(all.stop_agent() == 0);
    put_a_folder_there(all.state_folder() / "desired.json");
    all.start_agent();
    REQUIRE(co_await all.runs("web", web(2)));
    REQUIRE(co_await all.runs("web", web(1)));
    CHECK(all.said("cached file ignored") == 1);
    CHECK(all.said("cannot save the desired document, trying again") == 1);
    CHECK(field::containers().size() == 1);
  });
}

TEST_CASE(
    "a score on the disk that is not whole is told once, what ran runs again, and the score is whole when the hub is back") {
  with_agent([](field& all) -> task<void> {
    REQUIRE(co_await all.runs("web", web(1)));
    const auto before = field::containers().front();
    const auto file = all.state_folder() / "scores" / contracts::revision_of(web(1)).text();
    const auto whole = read_file(file).value();
    co_await all.forget_report();
    all.server().stop();
    all.power_cut();
    cut(file);
    all.boot();
    REQUIRE(co_await all.becomes([&] {
      const auto now = field::containers();
      return now.size() == 1 && now.front().id == before.id && now.front().state == "running";
    }));
    // It is asked for again and again.
    REQUIRE(co_await all.becomes([&] { return all.said("reconcile failed") >= 2; }));
    CHECK(all.said("cached file ignored") == 1);

    all.server().start();
    REQUIRE(co_await all.streams().over().wait_connected(patience));
    REQUIRE(co_await all.becomes([&] { return all.is_in(phase::running); }));
    CHECK(field::containers().front().id == before.id);
    CHECK(read_file(file) == whole);
    CHECK(all.said("cached file ignored") == 1);
  });
}
