// SPDX-License-Identifier: Apache-2.0
// The checkout as the layering test sees it: who includes what, and the tables of docs/architecture.md.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace layering {

using names = std::set<std::string>;

struct include {
  std::string file;    ///< "src/http/client.cpp"
  std::string room;    ///< the room that the file belongs to
  std::string target;  ///< what stands between the quotes or brackets
  bool is_public;      ///< the including file is a room's public header
};

/// Every include of every source file of a room; src/main.cpp and its like belong to none and are left out.
[[nodiscard]] std::vector<include> includes();
/// The folders that hold rooms, by their names.
[[nodiscard]] names rooms_on_disk();
/// The room that an include reaches ("" for none of ours), and whether it is a public header.
[[nodiscard]] std::string room_reached(std::string_view target);

/// A table of docs/architecture.md: the first column's code word, then the code words of the second. `head` is its first
/// column's title.
[[nodiscard]] std::map<std::string, names> table(std::string_view head);
/// The rooms that a room's CMakeLists.txt links.
[[nodiscard]] names linked_by(const std::string& room);

}  // namespace layering
