// SPDX-License-Identifier: Apache-2.0
// For what has to succeed and is not what is looked at.
#pragma once

#include <stdexcept>
#include <type_traits>
#include <utility>

#include "harmony/base/result.hpp"

namespace harmony::kit {

/// The value; throws the error's text.
template <class T>
T good(result<T> outcome) {
  if (!outcome) throw std::runtime_error(outcome.error().text());
  if constexpr (!std::is_void_v<T>) return *std::move(outcome);
}

}  // namespace harmony::kit
