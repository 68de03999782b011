// SPDX-License-Identifier: Apache-2.0
// Strings that are valid by construction: nothing else can become a subject token, a key or a label.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "harmony/base/clock.hpp"
#include "harmony/base/result.hpp"

namespace harmony::contracts {

/// A string that keeps `Rule`: `what` names it in errors, `pattern` and `max_length` are its schema, `valid` decides.
/// Default-constructed it is empty, which means "not set" and is never decoded from the wire unless the rule allows it.
template <class Rule>
class checked {
 public:
  using rule = Rule;
  checked() = default;

  /// errc::invalid naming the text and the rule.
  [[nodiscard]] static result<checked> parse(std::string_view text) {
    if (!Rule::valid(text)) return fail(errc::invalid, fmt::format("\"{}\" is not {}", text, Rule::what));
    return checked(text);
  }

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }
  friend auto operator<=>(const checked&, const checked&) = default;

 private:
  explicit checked(std::string_view text) : text_(text) {}
  std::string text_;
};

struct dns_label_rule {
  static constexpr std::string_view what =
      "a DNS label (1 to 63 of a-z, 0-9 and '-', beginning and ending with a letter or digit)";
  static constexpr std::string_view pattern = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";
  static constexpr std::size_t max_length = 63;
  static bool valid(std::string_view text);
};
struct device_id_rule : dns_label_rule {};
struct resource_name_rule : dns_label_rule {};

/// One NATS token and one KV key (data-model.md §1).
using device_id = checked<device_id_rule>;
/// The name of a namespace, a Deployment or a service.
using resource_name = checked<resource_name_rule>;

struct label_key_rule {
  static constexpr std::string_view what =
      "a label key (an optional DNS prefix and '/', then 1 to 63 of letters, digits, '-', '_' and '.')";
  static constexpr std::string_view pattern =
      "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$";
  static constexpr std::size_t max_length = 317;
  static bool valid(std::string_view text);
};
struct label_value_rule {
  static constexpr std::string_view what = "a label value (up to 63 of letters, digits, '-', '_' and '.', or empty)";
  static constexpr std::string_view pattern = "^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$";
  static constexpr std::size_t max_length = 63;
  static bool valid(std::string_view text);
};
using label_key = checked<label_key_rule>;
using label_value = checked<label_value_rule>;
using labels = std::map<label_key, label_value>;

struct revision_rule {
  static constexpr std::string_view what = "a revision (64 of 0-9 and a-f)";
  static constexpr std::string_view pattern = "^[0-9a-f]{64}$";
  static constexpr std::size_t max_length = 64;
  static bool valid(std::string_view text);
};
/// SHA-256 of a score's canonical JSON.
using revision = checked<revision_rule>;

struct image_reference_rule {
  static constexpr std::string_view what = "an image reference (1 to 255 visible characters, such as registry/name:tag)";
  static constexpr std::string_view pattern = "^[!-~]+$";
  static constexpr std::size_t max_length = 255;
  static bool valid(std::string_view text);
};
using image_reference = checked<image_reference_rule>;

struct env_name_rule {
  static constexpr std::string_view what = "an environment variable's name (1 to 255 printable characters without '=')";
  static constexpr std::string_view pattern = "^[ -<>-~]+$";
  static constexpr std::size_t max_length = 255;
  static bool valid(std::string_view text);
};
using env_name = checked<env_name_rule>;

/// "8080:80" or "5353:53/udp": a port of the device and the container's port behind it.
class port_mapping {
 public:
  struct rule {
    static constexpr std::string_view what = "a port mapping (HOST:CONTAINER or HOST:CONTAINER/udp, ports 1 to 65535)";
    static constexpr std::string_view pattern =
        "^([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
        ":([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])(/(tcp|udp))?$";
    static constexpr std::size_t max_length = 15;
  };
  enum class protocol { tcp, udp };

  [[nodiscard]] static result<port_mapping> parse(std::string_view text);
  /// The shortest text that means the same: "/tcp" is left out.
  [[nodiscard]] std::string text() const;

  std::uint16_t host = 0;
  std::uint16_t container = 0;
  protocol over = protocol::tcp;
  friend bool operator==(const port_mapping&, const port_mapping&) = default;
};

/// "data:/var/lib/data" or "/etc/site:/config:ro": a named volume or a path of the device, and where the container has it.
class volume_mapping {
 public:
  struct rule {
    static constexpr std::string_view what =
        "a volume (NAME:/PATH or /DEVICE/PATH:/PATH, with :ro behind it if the container may only read)";
    static constexpr std::string_view pattern = "^(/[^:\\x00]*|[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}):/[^:\\x00]*(:(ro|rw))?$";
    static constexpr std::size_t max_length = 1024;
  };

  [[nodiscard]] static result<volume_mapping> parse(std::string_view text);
  /// The shortest text that means the same: ":rw" is left out.
  [[nodiscard]] std::string text() const;
  /// A volume that the runtime keeps, not a path of the device.
  [[nodiscard]] bool named() const { return !source.starts_with('/'); }

  std::string source;
  std::string target;
  bool read_only = false;
  friend bool operator==(const volume_mapping&, const volume_mapping&) = default;
};

/// A moment as its writer's wall clock had it: shown to people, never compared (data-model.md §9).
class timestamp {
 public:
  struct rule {
    static constexpr std::string_view what = "an RFC 3339 time in UTC";
    static constexpr std::string_view pattern = "";
    static constexpr std::size_t max_length = 35;
  };
  [[nodiscard]] static result<timestamp> parse(std::string_view text);
  [[nodiscard]] std::string text() const { return rfc3339(at); }

  wall_clock::time_point at{};
  friend bool operator==(const timestamp&, const timestamp&) = default;
};

}  // namespace harmony::contracts
