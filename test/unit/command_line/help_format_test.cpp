// SPDX-License-Identifier: Apache-2.0
#include "help_format.hpp"

#include <catch2/catch_test_macros.hpp>

#include <sstream>

#include "small_program.hpp"

using namespace harmony;

TEST_CASE("an option's line has its type, and what else is known of it behind the description") {
  test::small_program program;
  program.app.get_subcommand("ship")->formatter(std::make_shared<help_format>());
  CHECK(program.app.get_subcommand("ship")->help() ==
        "It's for shipping\n\n"
        "Usage: ship [OPTIONS]\n\n"
        "Options:\n"
        "  -f,--file FILE                    What: a [file]\n"
        "  --speed {Slow,Fast}               How fast (default Slow)\n"
        "  --to PORT                         Where to (required; or $SHIP_TO)\n"
        "  --dry                             Only say so\n"
        "  --hold DIR                        Where in\n"
        "  --flag,--no-flag                  Which flag\n");
}

TEST_CASE("a long name gets a line of its own, and a long description is wrapped between words") {
  CLI::App app("Ships.");
  app.formatter(std::make_shared<help_format>());
  std::string to;
  app.add_option("--with-a-name-that-is-far-too-long", to, "word " + std::string(80, 'x') + " and more words");
  const auto help = app.help();
  CHECK(help.contains("  --with-a-name-that-is-far-too-long TEXT\n                                    word\n"));
  CHECK(help.contains("\n                                    " + std::string(80, 'x') + "\n"));
  CHECK(help.ends_with("\n                                    and more words\n"));
}
