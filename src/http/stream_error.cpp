// SPDX-License-Identifier: Apache-2.0
#include "http/stream_error.hpp"

#include <fmt/format.h>
#include <openssl/sslerr.h>
#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>

namespace harmony::http {

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
  } else if (code.category() == asio_error::get_ssl_category() &&
             ERR_GET_REASON(static_cast<unsigned long>(code.value())) == SSL_R_CERTIFICATE_VERIFY_FAILED) {
    failure.code = errc::unauthorized;
    failure.message = fmt::format("the certificate of {} is not trusted", server);
    failure.hint = "check the certificate authority and the name in the certificate";
  }
  return failure;
}

}  // namespace harmony::http
