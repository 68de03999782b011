// SPDX-License-Identifier: Apache-2.0
#include "help_format.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace harmony {

namespace {

constexpr std::size_t line_columns = 110;

/// `text` in lines, with `indent` spaces before each but the first.
std::string wrapped(const std::string& text, std::size_t indent) {
  std::string lines;
  std::size_t used = indent;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(' ', at), text.size());
    if (used > indent && used + 1 + (end - at) > line_columns) {
      lines += "\n" + std::string(indent, ' ');
      used = indent;
    } else if (used > indent) {
      lines += ' ';
      ++used;
    }
    lines += text.substr(at, end - at);
    used += end - at;
    at = end + 1;
  }
  return lines;
}

}  // namespace

std::string help_format::make_description(const CLI::App* app) const { return app->get_description() + "\n\n"; }

std::string help_format::make_usage(const CLI::App* app, std::string name) const {
  return Formatter::make_usage(app, std::move(name)) + "\n";
}

std::string help_format::make_positionals(const CLI::App* app) const {
  const auto text = Formatter::make_positionals(app);
  return text.empty() ? text : text + "\n";
}

std::string help_format::make_group(std::string group, bool is_positional, std::vector<const CLI::Option*> opts) const {
  return Formatter::make_group(std::move(group), is_positional, std::move(opts)).substr(1);
}

std::string help_format::make_option(const CLI::Option* one, bool is_positional) const {
  auto line = "  " + make_option_name(one, is_positional) + make_option_opts(one);
  const auto column = get_column_width();
  line += line.size() + 2 > column ? "\n" + std::string(column, ' ') : std::string(column - line.size(), ' ');
  return line + wrapped(make_option_desc(one), column) + "\n";
}

std::string help_format::make_option_name(const CLI::Option* one, bool is_positional) const {
  constexpr std::string_view of_a_negation = "{false}";
  auto name = Formatter::make_option_name(one, is_positional);
  if (const auto at = name.find(of_a_negation); at != std::string::npos) name.erase(at, of_a_negation.size());
  return name;
}

std::string help_format::make_option_opts(const CLI::Option* one) const {
  return one->get_type_size() == 0 || one->get_type_name().empty() ? std::string() : " " + one->get_type_name();
}

std::string help_format::make_option_desc(const CLI::Option* one) const {
  std::vector<std::string> notes;
  if (one->get_required()) notes.emplace_back("required");
  if (!one->get_envname().empty()) notes.push_back("or $" + one->get_envname());
  if (one->get_type_size() != 0 && !one->get_default_str().empty()) notes.push_back("default " + one->get_default_str());
  return notes.empty() ? one->get_description() : fmt::format("{} ({})", one->get_description(), fmt::join(notes, "; "));
}

}  // namespace harmony
