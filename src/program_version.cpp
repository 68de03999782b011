// SPDX-License-Identifier: Apache-2.0
#include "program_version.hpp"

#include <fmt/format.h>
#include <nats/version.h>
#include <openssl/crypto.h>
#include <CLI/Version.hpp>
#include <boost/version.hpp>

#include "harmony/base/version.hpp"

namespace harmony {

std::string program_version() {
  return fmt::format(
      "harmony-iot {} (commit {})\n"
      "compiler: clang {}.{}.{}, for {}\n"
      "libraries: Boost {}.{}.{}, {}, nats.c {}, fmt {}.{}.{}, CLI11 {}",
      version(), commit(), __clang_major__, __clang_minor__, __clang_patchlevel__,
#if defined(__aarch64__)
      "arm64",
#else
      "amd64",
#endif
      BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100, OpenSSL_version(OPENSSL_VERSION),
      NATS_VERSION_STRING, FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100, CLI11_VERSION);
}

}  // namespace harmony
