// SPDX-License-Identifier: Apache-2.0
// What each shell wants to be told.
#include <iterator>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "completion.hpp"

namespace harmony {

namespace {

using path = completed_option::path;

/// In single quotes, as each of the three shells reads them.
std::string in_quotes(std::string_view text, std::string_view quote_inside = "'\\''") {
  std::string all = "'";
  for (const char c : text) {
    if (c == '\'')
      all += quote_inside;
    else
      all += c;
  }
  return all + "'";
}

std::string escaped(std::string_view text, std::string_view special) {
  std::string all;
  for (const char c : text) {
    if (special.contains(c)) all += '\\';
    all += c;
  }
  return all;
}

std::string bash_paths(char action) {
  return fmt::format("compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -{} -- \"$cur\")", action);
}

std::vector<std::string> names_of(const completed_command& command) {
  std::vector<std::string> all;
  for (const auto& one : command.options) all.insert(all.end(), one.names.begin(), one.names.end());
  return all;
}

std::string bash_words(const std::vector<std::string>& words) {
  return fmt::format("mapfile -t COMPREPLY < <(compgen -W {} -- \"$cur\")",
                     in_quotes(fmt::format("{}", fmt::join(words, " "))));
}

std::string bash_case(const completed_command& command) {
  std::string text = fmt::format("    {})\n      case $prev in\n", command.name);
  auto words = names_of(command);
  for (const auto& one : command.options) {
    if (one.names.empty()) {
      words.insert(words.end(), one.values.begin(), one.values.end());
    } else if (one.takes_value) {
      const std::string action = !one.values.empty()           ? bash_words(one.values)
                                 : one.names_a == path::file   ? bash_paths('f')
                                 : one.names_a == path::folder ? bash_paths('d')
                                                               : ":";
      fmt::format_to(std::back_inserter(text), "        {}) {} ;;\n", fmt::join(one.names, "|"), action);
    }
  }
  return text + fmt::format("        *) {} ;;\n      esac ;;\n", bash_words(words));
}

std::string zsh_option(const completed_option& one) {
  std::string text;
  const auto type = !one.values.empty()           ? fmt::format(":value:({})", fmt::join(one.values, " "))
                    : one.names_a == path::file   ? ":file:_files"
                    : one.names_a == path::folder ? ":folder:_files -/"
                    : one.takes_value             ? ":value: "
                                                  : "";
  const auto add = [&](const std::string& spec) {
    fmt::format_to(std::back_inserter(text), " \\\n        {}", in_quotes(spec));
  };
  if (one.names.empty()) add("1" + type);
  for (const auto& name : one.names)
    add(fmt::format("{}{}{}[{}]{}", one.repeats ? "*" : "", name, one.takes_value && name.starts_with("--") ? "=" : "",
                    escaped(one.description, "[]:\\"), type));
  return text;
}

std::string fish_option(const std::string& when, const completed_option& one) {
  auto text = fmt::format("complete -c harmony-iot -n {}", in_quotes(when, "\\'"));
  for (const auto& name : one.names)
    text += name.starts_with("--") ? fmt::format(" -l {}", name.substr(2)) : fmt::format(" -s {}", name.substr(1));
  if (one.takes_value && !one.names.empty()) text += one.names_a == path::file ? " -r -F" : " -x";
  if (one.names_a == path::folder) text += " -a '(__fish_complete_directories)'";
  if (!one.values.empty()) text += fmt::format(" -a {}", in_quotes(fmt::format("{}", fmt::join(one.values, " "))));
  return text + fmt::format(" -d {}\n", in_quotes(escaped(one.description, "\\"), "\\'"));
}

}  // namespace

std::string bash_completion(const std::vector<completed_command>& commands) {
  auto words = names_of(commands.front());
  std::string cases;
  for (const auto& one : std::span(commands).subspan(1)) {
    words.push_back(one.name);
    cases += bash_case(one);
  }
  return fmt::format(R"(# bash completion for harmony-iot; written by `harmony-iot completion bash`
_harmony_iot() {{
  local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD - 1]}} mode='' word
  # bash makes three words of --option=value.
  if [[ $cur == '=' ]]; then
    cur=''
  elif [[ $prev == '=' ]]; then
    prev=${{COMP_WORDS[COMP_CWORD - 2]}}
  fi
  COMPREPLY=()
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    [[ $word == -* ]] || {{ mode=$word; break; }}
  done
  case $mode in
    '') {} ;;
{}  esac
}}
complete -F _harmony_iot harmony-iot
)",
                     bash_words(words), cases);
}

std::string zsh_completion(const std::vector<completed_command>& commands) {
  std::string modes;
  std::string cases;
  for (const auto& one : std::span(commands).subspan(1)) {
    fmt::format_to(std::back_inserter(modes), "    {}\n", in_quotes(escaped(one.name, ":") + ":" + one.description));
    fmt::format_to(std::back_inserter(cases), "    {})\n      _arguments", one.name);
    for (const auto& option : one.options) cases += zsh_option(option);
    cases += " ;;\n";
  }
  std::string top;
  for (const auto& option : commands.front().options) top += zsh_option(option);
  return fmt::format(R"(#compdef harmony-iot
# zsh completion for harmony-iot; written by `harmony-iot completion zsh`
_harmony_iot() {{
  local -a modes=(
{}  )
  if (( CURRENT == 2 )); then
    if [[ $words[2] == -* ]]; then
      _arguments{}
    else
      _describe mode modes
    fi
    return
  fi
  local mode=$words[2]
  shift words
  (( CURRENT-- ))
  case $mode in
{}  esac
}}
if [[ $funcstack[1] == _harmony-iot ]]; then
  _harmony_iot "$@"
else
  compdef _harmony_iot harmony-iot
fi
)",
                     modes, top, cases);
}

std::string fish_completion(const std::vector<completed_command>& commands) {
  std::string text =
      "# fish completion for harmony-iot; written by `harmony-iot completion fish`\n"
      "complete -c harmony-iot -f\n";
  for (const auto& option : commands.front().options) text += fish_option("__fish_use_subcommand", option);
  for (const auto& one : std::span(commands).subspan(1)) {
    fmt::format_to(std::back_inserter(text), "complete -c harmony-iot -n __fish_use_subcommand -a {} -d {}\n", one.name,
                   in_quotes(escaped(one.description, "\\"), "\\'"));
    for (const auto& option : one.options) text += fish_option("__fish_seen_subcommand_from " + one.name, option);
  }
  return text;
}

}  // namespace harmony
