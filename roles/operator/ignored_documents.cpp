// SPDX-License-Identifier: Apache-2.0
#include "operator/ignored_documents.hpp"

#include <fmt/format.h>

#include "harmony/base/log.hpp"

namespace harmony::fleet {

void ignored_documents::add(std::string_view kind, std::string_view name, const error& why) {
  ++counts_[std::string(kind)];
  if (told_.size() < most_told && told_.insert(fmt::format("{}/{}", kind, name)).second)
    log::warning("document ignored; more from there are only counted", {{"kind", kind}, {"name", name}, why});
}

}  // namespace harmony::fleet
