// SPDX-License-Identifier: Apache-2.0
#include "http/stream_error.hpp"

#include <fmt/format.h>
#include <openssl/sslerr.h>
#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>

namespace harmony::http {

namespace {

/// What OpenSSL gives as the reason; 0 for another category.
int tls_reason(const boost::system::error_code& code) {
  if (code.category() != boost::asio::error::get_ssl_category()) return 0;
  return ERR_GET_REASON(static_cast<unsigned long>(code.value()));
}

/// Whether the server ended the connection because of our certificate, as its alert says.
bool refuses_our_certificate(int reason) {
  switch (reason) {
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
    case SSL_R_TLSV1_ALERT_ACCESS_DENIED:
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN: return true;
    default: return false;
  }
}

}  // namespace

error stream_error(const boost::system::error_code& code, std::string_view doing, std::string_view server) {
  namespace asio_error = boost::asio::error;
  error failure{.code = errc::unavailable, .message = fmt::format("{} {} failed", doing, server), .detail = code.message()};
  if (code == asio_error::operation_aborted) {
    failure.code = errc::cancelled;
    failure.message = fmt::format("{} {} was stopped", doing, server);
  } else if (code == asio_error::connection_refused) {
    failure.message = fmt::format("{} refuses connections", server);
    failure.hint = "check that it runs and that the port is right";
  } else if (code == asio_error::host_not_found || code == asio_error::host_not_found_try_again ||
             code == asio_error::no_data) {
    failure.message = fmt::format("the name of {} is not known", server);
    failure.hint = "check the name and this machine's DNS";
  } else if (code == boost::system::errc::no_such_file_or_directory) {
    failure.message = fmt::format("there is no socket {}", server);
    failure.hint = "check that the service runs and that the path is right";
  } else if (code == boost::system::errc::permission_denied) {
    failure.code = errc::forbidden;
    failure.message = fmt::format("this user may not connect to {}", server);
  } else if (tls_reason(code) == SSL_R_CERTIFICATE_VERIFY_FAILED) {
    failure.code = errc::unauthorized;
    failure.message = fmt::format("the certificate of {} is not trusted", server);
    failure.hint = "check the certificate authority and the name in the certificate";
  } else if (refuses_our_certificate(tls_reason(code))) {
    failure.code = errc::unauthorized;
    failure.message = fmt::format("{} does not accept our TLS certificate, or misses one", server);
    failure.hint = "check the client certificate, and that the server trusts its authority";
  }
  return failure;
}

}  // namespace harmony::http
