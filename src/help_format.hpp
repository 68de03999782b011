// SPDX-License-Identifier: Apache-2.0
// How --help looks.
#pragma once

#include <string>
#include <vector>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace harmony {

/// CLI11's, with what an option excludes left to the message that says so, and descriptions that wrap.
class help_format : public CLI::Formatter {
 public:
  help_format() {
    column_width(36);
    label("SUBCOMMAND", "MODE");
  }

  [[nodiscard]] std::string make_description(const CLI::App* app) const override;
  [[nodiscard]] std::string make_usage(const CLI::App* app, std::string name) const override;
  [[nodiscard]] std::string make_positionals(const CLI::App* app) const override;
  [[nodiscard]] std::string make_group(std::string group, bool is_positional,
                                       std::vector<const CLI::Option*> opts) const override;
  [[nodiscard]] std::string make_option(const CLI::Option* one, bool is_positional) const override;
  [[nodiscard]] std::string make_option_name(const CLI::Option* one, bool is_positional) const override;
  [[nodiscard]] std::string make_option_opts(const CLI::Option* one) const override;
  [[nodiscard]] std::string make_option_desc(const CLI::Option* one) const override;
};

}  // namespace harmony
