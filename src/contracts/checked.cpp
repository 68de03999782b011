// SPDX-License-Identifier: Apache-2.0
#include "harmony/contracts/checked.hpp"

#include <algorithm>
#include <charconv>

namespace harmony::contracts {
namespace {

bool lower_or_digit(char letter) { return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9'); }
bool letter_or_digit(char letter) { return lower_or_digit(letter) || (letter >= 'A' && letter <= 'Z'); }

/// Kubernetes' name shape: a letter or digit at both ends, those and '-', '_', '.' between.
bool qualified_part(std::string_view text) {
  return !text.empty() && text.size() <= 63 && letter_or_digit(text.front()) && letter_or_digit(text.back()) &&
         std::ranges::all_of(text, [](char c) { return letter_or_digit(c) || c == '-' || c == '_' || c == '.'; });
}

bool dns_part(std::string_view text) {
  return !text.empty() && lower_or_digit(text.front()) && lower_or_digit(text.back()) &&
         std::ranges::all_of(text, [](char c) { return lower_or_digit(c) || c == '-'; });
}

/// As Kubernetes has it (IsDNS1123Subdomain): its parts have no bound of their own.
bool dns_subdomain(std::string_view text) {
  if (text.size() > 253) return false;
  for (;;) {
    const auto dot = text.find('.');
    if (!dns_part(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

/// As podman names a volume: a letter or digit, then those and '_', '.', '-'.
bool volume_name(std::string_view text) {
  return !text.empty() && text.size() <= 63 && letter_or_digit(text.front()) &&
         std::ranges::all_of(text, [](char c) { return letter_or_digit(c) || c == '-' || c == '_' || c == '.'; });
}

bool read_port(std::string_view text, std::uint16_t& port) {
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
  return problem == std::errc{} && end == text.data() + text.size() && port != 0;
}

}  // namespace

bool dns_label_rule::valid(std::string_view text) { return text.size() <= max_length && dns_part(text); }

bool label_key_rule::valid(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return qualified_part(text);
  return dns_subdomain(text.substr(0, slash)) && qualified_part(text.substr(slash + 1));
}

bool label_value_rule::valid(std::string_view text) { return text.empty() || qualified_part(text); }

bool revision_rule::valid(std::string_view text) {
  return text.size() == max_length &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool image_reference_rule::valid(std::string_view text) {
  return !text.empty() && text.size() <= max_length && std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

bool env_name_rule::valid(std::string_view text) {
  return !text.empty() && text.size() <= max_length &&
         std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~' && c != '='; });
}

result<port_mapping> port_mapping::parse(std::string_view text) {
  port_mapping mapping;
  auto rest = text;
  if (rest.ends_with("/udp")) mapping.over = protocol::udp;
  if (rest.ends_with("/udp") || rest.ends_with("/tcp")) rest.remove_suffix(4);
  const auto colon = rest.find(':');
  if (colon == std::string_view::npos || !read_port(rest.substr(0, colon), mapping.host) ||
      !read_port(rest.substr(colon + 1), mapping.container))
    return fail(errc::invalid, fmt::format("\"{}\" is not {}", text, rule::what));
  return mapping;
}

std::string port_mapping::text() const { return fmt::format("{}:{}{}", host, container, over == protocol::udp ? "/udp" : ""); }

result<volume_mapping> volume_mapping::parse(std::string_view text) {
  const auto refused = [&] { return fail(errc::invalid, fmt::format("\"{}\" is not {}", text, rule::what)); };
  volume_mapping mapping;
  auto rest = text;
  if (rest.size() > rule::max_length || rest.contains('\0')) return refused();
  mapping.read_only = rest.ends_with(":ro");
  if (rest.ends_with(":ro") || rest.ends_with(":rw")) rest.remove_suffix(3);
  const auto colon = rest.find(':');
  if (colon == std::string_view::npos) return refused();
  mapping.source = rest.substr(0, colon);
  mapping.target = rest.substr(colon + 1);
  if (!mapping.target.starts_with('/') || mapping.target.contains(':')) return refused();
  if (mapping.named() && !volume_name(mapping.source)) return refused();
  return mapping;
}

std::string volume_mapping::text() const { return fmt::format("{}:{}{}", source, target, read_only ? ":ro" : ""); }

result<timestamp> timestamp::parse(std::string_view text) {
  return parse_rfc3339(text).transform([](wall_clock::time_point at) {
    timestamp read;
    read.at = at;
    return read;
  });
}

}  // namespace harmony::contracts
