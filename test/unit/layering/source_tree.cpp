// SPDX-License-Identifier: Apache-2.0
#include "source_tree.hpp"

#include <regex>
#include <sstream>

#include "harmony/base/file.hpp"

namespace layering {

namespace {

namespace fs = std::filesystem;
fs::path in_tree(const fs::path& path) { return fs::path(SOURCE_TREE) / path; }

/// Where rooms live, and whether their files there are public.
constexpr std::pair<const char*, bool> places[] = {{"include/harmony", true}, {"src", false}, {"roles", false}};

std::vector<std::string> lines_of(const fs::path& file) {
  std::istringstream text(harmony::read_file(file).value());
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

names code_words(const std::string& text) {
  static const std::regex word("`([^`]+)`");
  names found;
  for (std::sregex_iterator one(text.begin(), text.end(), word), end; one != end; ++one) found.insert((*one)[1]);
  return found;
}

}  // namespace

std::vector<include> includes() {
  static const std::regex line_form("\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"].*");
  const auto rooms = rooms_on_disk();
  std::vector<include> found;
  for (const auto& [place, is_public] : places) {
    for (const auto& entry : fs::recursive_directory_iterator(in_tree(place))) {
      const auto& file = entry.path();
      const auto room = fs::relative(file, in_tree(place)).begin()->string();
      if ((file.extension() != ".cpp" && file.extension() != ".hpp") || !rooms.contains(room)) continue;
      for (const auto& line : lines_of(file)) {
        std::smatch parts;
        if (std::regex_match(line, parts, line_form))
          found.push_back({.file = fs::relative(file, SOURCE_TREE), .room = room, .target = parts[1], .is_public = is_public});
      }
    }
  }
  return found;
}

names rooms_on_disk() {
  names rooms;
  for (const auto& [place, is_public] : places)
    for (const auto& entry : fs::directory_iterator(in_tree(place)))
      // third_party only compiles other people's sources.
      if (entry.is_directory() && entry.path().filename() != "third_party") rooms.insert(entry.path().filename());
  return rooms;
}

std::string room_reached(std::string_view target) {
  constexpr std::string_view public_prefix = "harmony/";
  const bool is_public = target.starts_with(public_prefix);
  if (is_public) target.remove_prefix(public_prefix.size());
  const std::string room(target.substr(0, target.find('/')));
  // <nats/nats.h> is the library's, "nats/gate.hpp" ours.
  const bool ours = is_public || target.ends_with(".hpp");
  return ours && rooms_on_disk().contains(room) ? room : "";
}

std::map<std::string, names> table(std::string_view head) {
  std::map<std::string, names> rows;
  bool inside = false;
  for (const auto& line : lines_of(in_tree("docs/architecture.md"))) {
    if (line.starts_with("| " + std::string(head) + " |")) inside = true;
    if (!inside) continue;
    if (!line.starts_with('|')) break;
    std::istringstream columns(line.substr(1));
    std::string first;
    std::string second;
    std::getline(columns, first, '|');
    std::getline(columns, second, '|');
    if (const auto row = code_words(first); !row.empty()) rows[*row.begin()] = code_words(second);
  }
  return rows;
}

names linked_by(const std::string& room) {
  const auto shared = in_tree(fs::path("src") / room / "CMakeLists.txt");
  const auto file = fs::exists(shared) ? shared : in_tree(fs::path("roles") / room / "CMakeLists.txt");
  static const std::regex header_only("target_link_libraries\\(\\w+ INTERFACE (\\w+)\\)");
  names linked;
  for (const auto& line : lines_of(file)) {
    std::smatch parts;
    if (std::regex_search(line, parts, header_only)) linked.insert(parts[1]);
    const auto at = line.find("DEPENDS ");
    if (at == std::string::npos) continue;
    std::istringstream words(line.substr(at + std::string_view("DEPENDS ").size()));
    for (std::string word; words >> word;) linked.insert(word.substr(0, word.find(')')));
  }
  return linked;
}

}  // namespace layering
