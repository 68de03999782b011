// SPDX-License-Identifier: Apache-2.0
// Environment and arguments reach the container byte by byte; what no process can be given is refused.
#include "field.hpp"
#include "kit/deployments.hpp"
#include "kit/process_table.hpp"

using namespace harmony;
using namespace harmony::agent::test;
using contracts::phase;

namespace {

/// A text for each character of JSON up to DEL but U+0000, all of them together, characters of two to four bytes, and none.
std::vector<std::string> texts() {
  std::vector<std::string> all{"", " ", "$HOME ${HOME} $(HOME) `x` %s %% ~ *",
                               "caf\xc3\xa9 \xe2\x82\xac \xef\xbf\xbf \xf0\x9f\x90\xb3"};
  std::string together;
  for (char one = 1; one > 0; ++one) together += one;
  // As many arguments as there may be, and with them each character both alone and among others.
  for (std::size_t at = 0; at < together.size(); at += 4) all.push_back(together.substr(at, 4));
  for (const char one : {'"', '\'', '\\', '\n', '\t', '\x7f'}) all.emplace_back(1, one);
  all.push_back(together);
  return all;
}

pid_t first_process_of(const std::string& container) {
  return static_cast<pid_t>(std::stoi(shared_podman().command({"inspect", "--format", "{{.State.Pid}}", container})));
}

}  // namespace

TEST_CASE("whatever JSON can carry in a value or an argument reaches the container as it is") {
  with_agent([](field& all) -> task<void> {
    auto service = kit::service("main", "localhost/web:1");
    service.command = {"/bin/busybox", "sh", "-c", "while :; do /bin/busybox sleep 3600; done", ""};
    service.args = texts();
    for (std::size_t number = 0; number < service.args.size(); ++number)
      service.env.push_back(
          {.name = contracts::env_name::parse("V" + std::to_string(number)).value(), .value = service.args[number]});
    service.env.push_back({.name = contracts::env_name::parse("a name with 'quotes' & $").value(), .value = "x"});
    REQUIRE(co_await all.runs("web", kit::score({service})));

    const auto process = first_process_of(field::containers().front().id);
    auto command = service.command;
    command.insert(command.end(), service.args.begin(), service.args.end());
    CHECK(kit::started_with(process, "cmdline") == command);
    const auto environment = kit::started_with(process, "environ");
    for (const auto& one : service.env) {
      CAPTURE(one.name.text());
      CHECK(std::ranges::count(environment, one.name.text() + "=" + one.value) == 1);
    }
  });
}

TEST_CASE("a text with U+0000, which no process can be given, is refused by its path, and what ran runs on") {
  with_agent([](field& all) -> task<void> {
    REQUIRE(co_await all.runs("web", web(1)));
    const auto before = field::containers().front();
    auto service = kit::service("main", "localhost/web:2");
    service.env = {{.name = contracts::env_name::parse("A").value(), .value = std::string("a\0b", 3)}};
    const auto score = kit::score({service});
    co_await all.store(contracts::revision_of(score), score);
    co_await all.order({all.entry("web", score)});
    REQUIRE(co_await all.becomes([&] { return all.is_in(phase::failed); }));
    CHECK((co_await all.state())->deployments.front().last_error ==
          "reading the score " + contracts::revision_of(score).text() +
              ": data.services[0].env[0].value: contains the character U+0000; tried again within 5 minutes");
    const auto after = field::containers();
    REQUIRE(after.size() == 1);
    CHECK(after.front().id == before.id);
    CHECK(after.front().state == "running");
  });
}
