// SPDX-License-Identifier: Apache-2.0
#include "harmony/contracts/wire_name.hpp"

namespace harmony::contracts {
namespace {

std::string joined(std::string_view snake, bool upper) {
  std::string name;
  for (const char letter : snake) {
    if (letter == '_') {
      upper = true;
      continue;
    }
    name += upper && letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    upper = false;
  }
  return name;
}

}  // namespace

std::string member_wire_name(std::string_view member) { return joined(member, false); }
std::string enumerator_wire_name(std::string_view enumerator) { return joined(enumerator, true); }

}  // namespace harmony::contracts
