// SPDX-License-Identifier: Apache-2.0
// Where a server is and how to reach it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "harmony/base/result.hpp"

namespace harmony::http {

enum class transport { tcp, tls, unix_socket };

struct endpoint {
  transport over = transport::tcp;
  std::string host;  ///< name or address without brackets; for a unix socket "localhost"
  std::uint16_t port = 0;
  std::string socket_path{};  ///< unix socket only
  std::string base_path{};    ///< put in front of each target; "" or "/prefix" without a slash at the end

  /// "https://10.0.0.1:6443" or "unix:///run/podman/podman.sock": for messages.
  [[nodiscard]] std::string text() const;
  friend bool operator==(const endpoint&, const endpoint&) = default;
};

/// Reads http://, https:// and unix:// URLs. A failure says what is wrong with the text.
[[nodiscard]] result<endpoint> parse_endpoint(std::string_view url);

/// PEM texts, not paths: who reads files decides about rotation.
struct tls_settings {
  std::string authorities{};         ///< PEM certificates to trust; empty: the machine's own bundle
  std::string client_certificate{};  ///< PEM chain; empty: none is shown
  std::string client_key{};          ///< PEM key of it
  std::string server_name{};         ///< name to verify and send as SNI; empty: the endpoint's host
  bool verify = true;
  friend bool operator==(const tls_settings&, const tls_settings&) = default;
};

}  // namespace harmony::http
