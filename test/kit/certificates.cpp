// SPDX-License-Identifier: Apache-2.0
#include "kit/certificates.hpp"

#include <stdexcept>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace harmony::kit {

namespace {

template <auto Free>
struct freed_by {
  template <class T>
  void operator()(T* what) const {
    Free(what);
  }
};
using key_ptr = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;
using certificate_ptr = std::unique_ptr<X509, freed_by<X509_free>>;
using bio_ptr = std::unique_ptr<BIO, freed_by<BIO_free>>;

void must(bool good, const char* what) {
  if (!good) throw std::runtime_error(std::string("OpenSSL cannot ") + what);
}

key_ptr new_key() {
  key_ptr key(EVP_EC_gen("P-256"));
  must(key != nullptr, "make a key");
  return key;
}

template <class Write>
std::string pem(Write write) {
  const bio_ptr memory(BIO_new(BIO_s_mem()));
  must(write(memory.get()) == 1, "write PEM");
  char* text = nullptr;
  const auto size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string key_text(EVP_PKEY* key) {
  return pem([&](BIO* to) { return PEM_write_bio_PrivateKey(to, key, nullptr, nullptr, 0, nullptr, nullptr); });
}

void add_name(X509_NAME* name, const char* field, const std::string& text) {
  if (text.empty()) return;
  must(X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(text.c_str()), -1, -1,
                                  0) == 1,
       "set a name");
}

void add_extension(X509* to, X509V3_CTX& context, int kind, const std::string& text) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, text.c_str());
  must(extension != nullptr && X509_add_ext(to, extension, -1) == 1, "add an extension");
  X509_EXTENSION_free(extension);
}

/// Valid from an hour ago, for a week.
certificate_ptr new_certificate(EVP_PKEY* key) {
  certificate_ptr certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  std::uint64_t serial = 0;
  must(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1, "make a serial number");
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1U);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 7L * 24 * 3600);
  X509_set_pubkey(certificate.get(), key);
  return certificate;
}

}  // namespace

struct certificate_authority::state {
  key_ptr key = new_key();
  certificate_ptr certificate = new_certificate(key.get());
};

certificate_authority::certificate_authority(const std::string& name) : state_(std::make_unique<state>()) {
  auto* own = state_->certificate.get();
  add_name(X509_get_subject_name(own), "CN", name);
  X509_set_issuer_name(own, X509_get_subject_name(own));
  X509V3_CTX context{};
  X509V3_set_ctx(&context, own, own, nullptr, nullptr, 0);
  add_extension(own, context, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(own, context, NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(own, context, NID_subject_key_identifier, "hash");
  must(X509_sign(own, state_->key.get(), EVP_sha256()) > 0, "sign");
  certificate_ = pem([&](BIO* to) { return PEM_write_bio_X509(to, own); });
}

certificate_authority::~certificate_authority() = default;

key_pair certificate_authority::issue(const leaf_names& names) const {
  const auto key = new_key();
  const auto leaf = new_certificate(key.get());
  add_name(X509_get_subject_name(leaf.get()), "O", names.organization);
  add_name(X509_get_subject_name(leaf.get()), "CN", names.common_name);
  X509_set_issuer_name(leaf.get(), X509_get_subject_name(state_->certificate.get()));
  X509V3_CTX context{};
  X509V3_set_ctx(&context, state_->certificate.get(), leaf.get(), nullptr, nullptr, 0);
  add_extension(leaf.get(), context, NID_ext_key_usage, names.server ? "serverAuth" : "clientAuth");
  add_extension(leaf.get(), context, NID_authority_key_identifier, "keyid");
  std::string alternatives;
  for (const auto& one : names.dns) alternatives += (alternatives.empty() ? "DNS:" : ",DNS:") + one;
  for (const auto& one : names.addresses) alternatives += (alternatives.empty() ? "IP:" : ",IP:") + one;
  if (!alternatives.empty()) add_extension(leaf.get(), context, NID_subject_alt_name, alternatives);
  must(X509_sign(leaf.get(), state_->key.get(), EVP_sha256()) > 0, "sign");
  return {.certificate = pem([&](BIO* to) { return PEM_write_bio_X509(to, leaf.get()); }), .key = key_text(key.get())};
}

bare_key make_key() {
  const auto key = new_key();
  return {.private_key = key_text(key.get()), .public_key = pem([&](BIO* to) { return PEM_write_bio_PUBKEY(to, key.get()); })};
}

}  // namespace harmony::kit
