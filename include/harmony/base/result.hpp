// SPDX-License-Identifier: Apache-2.0
// How everything in harmony-iot fails: a value with a code for programs and words for people.
#pragma once

#include <chrono>
#include <expected>
#include <string>
#include <string_view>

namespace harmony {

/// What a caller can do about a failure. Named after the reaction, not after the system that failed.
enum class errc {
  invalid,       ///< the input is wrong; trying again changes nothing
  not_found,     ///< it is not there
  conflict,      ///< somebody else changed it or owns it: read again, then decide
  gone,          ///< the position asked for is no longer kept: start over from a list
  unauthorized,  ///< the credentials were refused
  forbidden,     ///< the credentials are good and not enough
  too_large,     ///< over a bound, which the message names
  exhausted,     ///< a store or quota is full: somebody has to make room or raise it, and then trying again helps
  unavailable,   ///< nobody answered, or the answer was "not now": try again later
  timeout,       ///< the deadline passed
  cancelled,     ///< we stopped it ourselves; never a fault
  protocol,      ///< the other side said something that we do not understand
  unsupported,   ///< understood, and this version cannot do it
  failed         ///< the other side tried and failed
};

/// The code's own name, as logs show it: "not_found".
[[nodiscard]] std::string_view name_of(errc code);

/// One failure. Context is put in front of `message` on the way up; `detail` stays what the other system said.
struct error {
  errc code = errc::failed;
  std::string message;                 ///< ours: what failed, on what, why
  std::string detail{};                ///< the other system's own words, never mixed into ours
  std::string hint{};                  ///< what the person can do; empty where only a program reads this
  std::chrono::seconds retry_after{};  ///< the other side wishes not to be asked again before that

  /// The same error, said from one level up: "reading the desired document: no answer within 5 s".
  [[nodiscard]] error in(std::string_view doing) &&;
  [[nodiscard]] error in(std::string_view doing) const&;

  /// Everything for one line: message, the other system's words in quotes, the hint.
  [[nodiscard]] std::string text() const;

  friend bool operator==(const error&, const error&) = default;
};

template <class T>
using result = std::expected<T, error>;

/// For `return fail(...)` in any function that returns a result.
[[nodiscard]] std::unexpected<error> fail(errc code, std::string message, std::string detail = {}, std::string hint = {});
[[nodiscard]] std::unexpected<error> fail(error failure);

}  // namespace harmony
