// SPDX-License-Identifier: Apache-2.0
#include "http/tls_context.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cstdlib>
#include <optional>

#include <openssl/ssl.h>

#include "harmony/base/file.hpp"
#include "kit/certificates.hpp"
#include "kit/temp_dir.hpp"

using namespace harmony;
using namespace harmony::http;

namespace {

const kit::certificate_authority& authority() {
  static const kit::certificate_authority only("test");
  return only;
}

/// Puts the variable back at the end of a test.
class authority_file {
 public:
  explicit authority_file(const std::string& path) {
    if (const char* value = std::getenv(name)) before_ = value;
    ::setenv(name, path.c_str(), 1);
  }
  authority_file(const authority_file&) = delete;
  authority_file& operator=(const authority_file&) = delete;
  ~authority_file() {
    if (before_) {
      ::setenv(name, before_->c_str(), 1);
    } else {
      ::unsetenv(name);
    }
  }

 private:
  static constexpr auto name = "SSL_CERT_FILE";
  std::optional<std::string> before_;
};

constexpr std::string_view other_key = "it has to be the client certificate's key, as PEM text";

std::size_t trusted(tls_context& context) {
  auto* objects = X509_STORE_get0_objects(SSL_CTX_get_cert_store(context.context().native_handle()));
  return static_cast<std::size_t>(sk_X509_OBJECT_num(objects));
}

void check_refused(const tls_settings& settings, std::string_view what, std::string_view hint = "it has to be PEM text") {
  const auto made = tls_context::make(settings);
  REQUIRE_FALSE(made);
  CHECK(made.error().code == errc::invalid);
  CHECK(made.error().message == fmt::format("cannot use {}", what));
  CHECK_FALSE(made.error().detail.empty());
  CHECK(made.error().hint == hint);
}

}  // namespace

TEST_CASE("every authority of one text is trusted, and nothing else") {
  const kit::certificate_authority other("other");
  auto made = tls_context::make({.authorities = authority().certificate() + "\nsome comment\n" + other.certificate()});
  REQUIRE(made);
  CHECK(trusted(*made) == 2);
  CHECK(made->verify());
  CHECK(made->server_name().empty());
}

TEST_CASE("whom to verify as what is remembered, also that nobody is verified") {
  const auto made =
      tls_context::make({.authorities = authority().certificate(), .server_name = "k.example.org", .verify = false});
  REQUIRE(made);
  CHECK(made->server_name() == "k.example.org");
  CHECK_FALSE(made->verify());
}

TEST_CASE("a client certificate goes with its key") {
  const auto mine = authority().issue({.common_name = "me"});
  CHECK(tls_context::make({.client_certificate = mine.certificate, .client_key = mine.key}));
  CHECK(tls_context::make({.client_certificate = mine.certificate + authority().certificate(), .client_key = mine.key}));
}

TEST_CASE("text that is no PEM is told by what it was for") {
  const auto mine = authority().issue({.common_name = "me"});
  check_refused({.authorities = "no PEM"}, "the certificate authorities");
  check_refused({.authorities = mine.key}, "the certificate authorities");
  check_refused({.client_certificate = "no PEM", .client_key = mine.key}, "the client certificate");
  check_refused({.client_certificate = mine.certificate, .client_key = "no PEM"}, "the client key", other_key);
  check_refused({.client_certificate = mine.certificate}, "the client key", other_key);
  auto damaged = mine.certificate;
  damaged[damaged.size() / 2] = '!';
  check_refused({.client_certificate = damaged, .client_key = mine.key}, "the client certificate");
}

TEST_CASE("a key of another certificate is refused") {
  const auto mine = authority().issue({.common_name = "me"});
  const auto other = authority().issue({.common_name = "other"});
  check_refused({.client_certificate = mine.certificate, .client_key = other.key}, "the client key", other_key);
}

TEST_CASE("without authorities the file that SSL_CERT_FILE names is trusted") {
  const kit::temp_dir folder;
  const auto file = folder.path() / "authorities.pem";
  const authority_file named(file.string());
  check_refused({}, "the certificate authorities in " + file.string());
  REQUIRE(write_file_atomically(file, authority().certificate()));
  auto made = tls_context::make({});
  REQUIRE(made);
  CHECK(trusted(*made) == 1);
}

TEST_CASE("without authorities and without SSL_CERT_FILE the machine's bundle is no obstacle") {
  const authority_file unnamed("");
  CHECK(tls_context::make({}));
}
