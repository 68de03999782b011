// SPDX-License-Identifier: Apache-2.0
#include "completion.hpp"

#include <catch2/catch_test_macros.hpp>

#include "small_program.hpp"

using namespace harmony;

namespace {

std::vector<completed_command> commands() {
  const test::small_program program;
  return completed_commands(program.app);
}

}  // namespace

TEST_CASE("commands and options are read from the program, with what they take; hidden ones are left out") {
  const auto all = commands();
  REQUIRE(all.size() == 3);
  CHECK(all[0].options.front().names == std::vector<std::string>{"-h", "--help"});
  CHECK(all[1].name == "ship");
  REQUIRE(all[1].options.size() == 6);
  const auto& file = all[1].options[0];
  CHECK(file.names == std::vector<std::string>{"-f", "--file"});
  CHECK((file.names_a == completed_option::path::file && file.takes_value && file.repeats && file.values.empty()));
  const auto& speed = all[1].options[1];
  CHECK(speed.values == std::vector<std::string>{"Slow", "Fast"});
  CHECK((speed.takes_value && !speed.repeats && speed.names_a == completed_option::path::none));
  CHECK((all[1].options[2].takes_value && all[1].options[2].values.empty()));
  CHECK_FALSE(all[1].options[3].takes_value);
  CHECK(all[1].options[4].names_a == completed_option::path::folder);
  CHECK(all[1].options[5].names == std::vector<std::string>{"--flag", "--no-flag"});
  CHECK_FALSE(all[1].options[5].takes_value);
  const auto& kind = all[2].options.back();
  CHECK(kind.names.empty());
  CHECK(kind.values == std::vector<std::string>{"coal", "corn"});
}

TEST_CASE("zsh is told each option with its description and values") {
  const auto text = zsh_completion(commands());
  CHECK(text.starts_with("#compdef harmony-iot\n"));
  CHECK(text.contains(R"('ship:It'\''s for shipping')"));
  CHECK(text.contains(R"('*-f[What\: a \[file\]]:file:_files')"));
  CHECK(text.contains(R"('*--file=[What\: a \[file\]]:file:_files')"));
  CHECK(text.contains(R"('--speed=[How fast]:value:(Slow Fast)')"));
  CHECK(text.contains(R"('--to=[Where to]:value: ')"));
  CHECK(text.contains(R"('--hold=[Where in]:folder:_files -/')"));
  CHECK(text.contains(R"('--dry[Only say so]')"));
  CHECK(text.contains(R"('1:value:(coal corn)')"));
  CHECK_FALSE(text.contains("secret"));
}

TEST_CASE("fish is told each option with its description and values") {
  const auto text = fish_completion(commands());
  CHECK(text.contains(R"(complete -c harmony-iot -n __fish_use_subcommand -a ship -d 'It\'s for shipping')"));
  CHECK(
      text.contains(R"(complete -c harmony-iot -n '__fish_seen_subcommand_from ship' -s f -l file -r -F -d 'What: a [file]')"));
  CHECK(text.contains("'__fish_seen_subcommand_from ship' -l speed -x -a 'Slow Fast' -d 'How fast'"));
  CHECK(text.contains("'__fish_seen_subcommand_from ship' -l to -x -d 'Where to'"));
  CHECK(text.contains("'__fish_seen_subcommand_from ship' -l hold -x -a '(__fish_complete_directories)' -d 'Where in'"));
  CHECK(text.contains("'__fish_seen_subcommand_from ship' -l dry -d 'Only say so'"));
  CHECK(text.contains("'__fish_seen_subcommand_from load' -a 'coal corn' -d 'What'"));
  CHECK_FALSE(text.contains("secret"));
}
