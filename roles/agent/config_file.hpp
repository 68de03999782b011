// SPDX-License-Identifier: Apache-2.0
// agent.toml, read as far as it can be.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/config.hpp"

namespace harmony::agent {

struct config_file {
  config says;                ///< what it does not name, or wrongly, is empty or the default
  bool names_device = false;  ///< rightly or not
  bool names_servers = false;
  std::vector<std::string> mistakes;  ///< "agent.toml:3: …"
};

/// errc::invalid with the parser's words for what is not TOML; `name` is how errors call the file.
[[nodiscard]] result<config_file> read_config_file(std::string_view text, std::string_view name);

[[nodiscard]] bool is_nats_url(std::string_view text);
inline constexpr std::string_view what_nats_url_has_to_be = "has to be nats://HOST:PORT or tls://HOST:PORT";

}  // namespace harmony::agent
