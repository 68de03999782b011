// SPDX-License-Identifier: Apache-2.0
#include "podman/version_differences.hpp"

#include "podman/documents.hpp"

namespace harmony::podman {

error create_refusal(unsigned status, std::string_view body) {
  auto refused = refusal(status, body);
  if (status != 500) return refused;
  if (refused.detail.contains("image not known") || refused.detail.contains("no such image")) refused.code = errc::not_found;
  if (refused.detail.contains("is already in use")) refused.code = errc::conflict;
  if (refused.detail.starts_with("statfs ")) refused.hint = "make that path on the device, or use a named volume";
  return refused;
}

error start_refusal(unsigned status, std::string_view body) {
  auto refused = refusal(status, body);
  if (!refused.detail.contains("ddress already in use")) return refused;
  refused.code = errc::conflict;
  refused.hint = "something else on the device has the port: end it, or publish another one";
  return refused;
}

result<void> pull_line(std::string_view line, bool& done) {
  if (line.empty()) return {};
  const auto parsed = parse_answer(line);
  if (!parsed) return fail(parsed.error());
  if (!parsed->is_object())
    return fail(errc::protocol, "a line of podman's pull is no object", std::string(line.substr(0, 200)));
  if (auto words = text_of(*parsed, "error"); !words.empty())
    return fail(errc::failed, "podman could not pull it", std::move(words));
  if (!text_of(*parsed, "id").empty()) done = true;
  return {};
}

}  // namespace harmony::podman
