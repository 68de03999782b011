// SPDX-License-Identifier: Apache-2.0
// A program with one option of each kind.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace harmony::test {

struct small_program {
  small_program() {
    app.set_help_flag("-h,--help", "Show this");
    auto* ship = app.add_subcommand("ship", "It's for shipping");
    ship->set_help_flag("");
    ship->add_option("-f,--file", files, "What: a [file]")->type_name("FILE")->allow_extra_args(false);
    ship->add_option("--speed", speed, "How fast")->type_name("{Slow,Fast}")->capture_default_str();
    ship->add_option("--to", to, "Where to")->required()->type_name("PORT")->envname("SHIP_TO");
    ship->add_flag("--dry", dry, "Only say so")->excludes(ship->get_option("--file"));
    ship->add_option("--hold", hold, "Where in")->type_name("DIR");
    ship->add_flag("--flag,!--no-flag", flag, "Which flag");
    app.add_subcommand("load", "Load")->add_option("kind", kind, "What")->type_name("{coal,corn}");
    app.add_subcommand("secret", "Not for people")->group("");
  }

  CLI::App app{"Ships.", "harmony-iot"};
  std::vector<std::string> files;
  std::string speed = "Slow";
  std::string to;
  std::string kind;
  std::string hold;
  bool flag = true;
  bool dry = false;
};

}  // namespace harmony::test
