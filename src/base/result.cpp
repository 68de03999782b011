// SPDX-License-Identifier: Apache-2.0
#include "harmony/base/result.hpp"

#include <utility>

#include <fmt/format.h>

namespace harmony {

std::string_view name_of(errc code) {
  switch (code) {
    case errc::invalid: return "invalid";
    case errc::not_found: return "not_found";
    case errc::conflict: return "conflict";
    case errc::gone: return "gone";
    case errc::unauthorized: return "unauthorized";
    case errc::forbidden: return "forbidden";
    case errc::too_large: return "too_large";
    case errc::exhausted: return "exhausted";
    case errc::unavailable: return "unavailable";
    case errc::timeout: return "timeout";
    case errc::cancelled: return "cancelled";
    case errc::protocol: return "protocol";
    case errc::unsupported: return "unsupported";
    case errc::failed: return "failed";
  }
  std::unreachable();
}

error error::in(std::string_view doing) && {
  message = fmt::format("{}: {}", doing, message);
  return std::move(*this);
}

error error::in(std::string_view doing) const& { return error{*this}.in(doing); }

std::string error::text() const {
  std::string line = message;
  if (!detail.empty()) line += fmt::format(": \"{}\"", detail);
  if (!hint.empty()) line += fmt::format(" ({})", hint);
  return line;
}

std::unexpected<error> fail(errc code, std::string message, std::string detail, std::string hint) {
  return std::unexpected(error{code, std::move(message), std::move(detail), std::move(hint)});
}

std::unexpected<error> fail(error failure) { return std::unexpected(std::move(failure)); }

}  // namespace harmony
