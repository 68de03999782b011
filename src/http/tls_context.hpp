// SPDX-License-Identifier: Apache-2.0
// OpenSSL's side of one client: whom it trusts and as whom it shows itself.
#pragma once

#include <string>

#include <boost/asio/ssl/context.hpp>

#include "harmony/base/result.hpp"
#include "harmony/http/endpoint.hpp"

namespace harmony::http {

class tls_context {
 public:
  /// errc::invalid, with OpenSSL's words, for PEM texts that it cannot read or that do not belong together.
  [[nodiscard]] static result<tls_context> make(const tls_settings& settings);

  [[nodiscard]] boost::asio::ssl::context& context() { return context_; }
  /// The name to verify, or empty for the endpoint's host.
  [[nodiscard]] const std::string& server_name() const { return server_name_; }
  [[nodiscard]] bool verify() const { return verify_; }

 private:
  tls_context() : context_(boost::asio::ssl::context::tls_client) {}

  boost::asio::ssl::context context_;
  std::string server_name_;
  bool verify_ = true;
};

}  // namespace harmony::http
