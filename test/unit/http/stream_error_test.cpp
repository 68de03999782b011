// SPDX-License-Identifier: Apache-2.0
#include "http/stream_error.hpp"

#include <catch2/catch_test_macros.hpp>

#include <openssl/err.h>
#include <openssl/sslerr.h>
#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>

using namespace harmony;
using namespace harmony::http;
namespace asio_error = boost::asio::error;

namespace {

error told(const boost::system::error_code& code) { return stream_error(code, "connecting to", "http://h:80"); }

error told_by_openssl(int reason) {
  return told({static_cast<int>(ERR_PACK(ERR_LIB_SSL, 0, reason)), asio_error::get_ssl_category()});
}

}  // namespace

TEST_CASE("what a person can do about a server that is not reached is in the hint") {
  const auto refused = told(asio_error::connection_refused);
  CHECK(refused.code == errc::unavailable);
  CHECK(refused.message == "http://h:80 refuses connections");
  CHECK(refused.hint.contains("check that it runs"));

  for (const boost::system::error_code& code :
       {make_error_code(asio_error::host_not_found), make_error_code(asio_error::host_not_found_try_again),
        make_error_code(asio_error::no_data)}) {
    const auto unknown = told(code);
    CHECK(unknown.code == errc::unavailable);
    CHECK(unknown.message == "the name of http://h:80 is not known");
    CHECK(unknown.hint.contains("DNS"));
  }

  const auto missing = told(boost::system::errc::make_error_code(boost::system::errc::no_such_file_or_directory));
  CHECK(missing.code == errc::unavailable);
  CHECK(missing.message == "there is no socket http://h:80");
  CHECK(missing.hint.contains("the path is right"));
}

TEST_CASE("what the system forbids is forbidden") {
  const auto forbidden = told(boost::system::errc::make_error_code(boost::system::errc::permission_denied));
  CHECK(forbidden.code == errc::forbidden);
  CHECK(forbidden.message == "this user may not connect to http://h:80");
}

TEST_CASE("an operation that was stopped is no fault") {
  const auto stopped = told(asio_error::operation_aborted);
  CHECK(stopped.code == errc::cancelled);
  CHECK(stopped.message == "connecting to http://h:80 was stopped");
}

TEST_CASE("anything else is unavailable, with what was done and the system's words") {
  const auto other = stream_error(asio_error::host_unreachable, "writing to", "https://h:443");
  CHECK(other.code == errc::unavailable);
  CHECK(other.message == "writing to https://h:443 failed");
  CHECK(other.detail == "No route to host");
  CHECK(other.hint.empty());
  CHECK(told_by_openssl(SSL_R_WRONG_VERSION_NUMBER).code == errc::unavailable);
}

TEST_CASE("a certificate that we refuse is unauthorized") {
  const auto refused = told_by_openssl(SSL_R_CERTIFICATE_VERIFY_FAILED);
  CHECK(refused.code == errc::unauthorized);
  CHECK(refused.message == "the certificate of http://h:80 is not trusted");
  CHECK(refused.hint == "check the certificate authority and the name in the certificate");
}

TEST_CASE("a certificate of ours that the server refuses, or misses, is unauthorized too") {
  for (const int reason :
       {SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED, SSL_R_TLSV1_ALERT_UNKNOWN_CA, SSL_R_SSLV3_ALERT_BAD_CERTIFICATE,
        SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE, SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED, SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED,
        SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN, SSL_R_TLSV1_ALERT_ACCESS_DENIED}) {
    CAPTURE(reason);
    const auto refused = told_by_openssl(reason);
    CHECK(refused.code == errc::unauthorized);
    CHECK(refused.message == "http://h:80 does not accept our TLS certificate, or misses one");
    CHECK(refused.hint == "check the client certificate, and that the server trusts its authority");
  }
}
