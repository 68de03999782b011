// SPDX-License-Identifier: Apache-2.0
#include "agent/sealed_document.hpp"

#include <utility>

#include <fmt/format.h>

#include "harmony/contracts/digest.hpp"

namespace harmony::agent {

std::string sealed(const contracts::desired_state& document) {
  const auto text = contracts::encode_text(document);
  return fmt::format(R"({{"digest":"{}","document":{}}})", contracts::sha256_hex(text), text);
}

result<contracts::desired_state> unsealed(const std::string& text) {
  auto parsed = contracts::parse_json(text);
  if (!parsed) return fail(std::move(parsed.error()));
  const auto* object = parsed->if_object();
  const auto* digest = object == nullptr ? nullptr : object->if_contains("digest");
  const auto* document = object == nullptr ? nullptr : object->if_contains("document");
  if (digest == nullptr || document == nullptr ||
      *digest != boost::json::value(contracts::sha256_hex(contracts::canonical(*document))))
    return fail(errc::invalid, "its document is not what its digest says");
  return contracts::decode<contracts::desired_state>(*document, "document");
}

}  // namespace harmony::agent
