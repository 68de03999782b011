// SPDX-License-Identifier: Apache-2.0
#include "http/tls_context.hpp"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/buffer.hpp>

namespace harmony::http {

namespace {

namespace ssl = boost::asio::ssl;

/// OpenSSL's compiled-in path is Debian's alone, and a static program runs anywhere.
std::string machine_authorities() {
  const char* named = std::getenv("SSL_CERT_FILE");
  if (named != nullptr && *named != '\0') return named;
  for (const auto* file :
       std::array{"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"}) {
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored)) return file;
  }
  return {};
}

result<void> checked(const boost::system::error_code& code, std::string_view what, std::string hint = "it has to be PEM text") {
  if (!code) return {};
  return fail(errc::invalid, fmt::format("cannot use {}", what), code.message(), std::move(hint));
}

}  // namespace

result<tls_context> tls_context::make(const tls_settings& settings) {
  tls_context made;
  auto& context = made.context_;
  boost::system::error_code code;
  context.set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
  if (!settings.authorities.empty()) {
    context.add_certificate_authority(boost::asio::buffer(settings.authorities), code);
    if (auto good = checked(code, "the certificate authorities"); !good) return fail(good.error());
  } else if (const auto file = machine_authorities(); !file.empty()) {
    context.load_verify_file(file, code);
    if (auto good = checked(code, "the certificate authorities in " + file); !good) return fail(good.error());
  }
  if (!settings.client_certificate.empty()) {
    context.use_certificate_chain(boost::asio::buffer(settings.client_certificate), code);
    if (auto good = checked(code, "the client certificate"); !good) return fail(good.error());
    context.use_private_key(boost::asio::buffer(settings.client_key), ssl::context::pem, code);
    if (auto good = checked(code, "the client key", "it has to be the client certificate's key, as PEM text"); !good)
      return fail(good.error());
  }
  context.set_verify_mode(settings.verify ? ssl::verify_peer : ssl::verify_none);
  made.verify_ = settings.verify;
  made.server_name_ = settings.server_name;
  return made;
}

}  // namespace harmony::http
