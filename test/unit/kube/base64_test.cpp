// SPDX-License-Identifier: Apache-2.0
#include "kube/base64.hpp"

#include <catch2/catch_test_macros.hpp>

using harmony::kube::decode_base64;
using harmony::kube::encode_base64;

TEST_CASE("the vectors of RFC 4648 are decoded") {
  CHECK(decode_base64("") == "");
  CHECK(decode_base64("Zg==") == "f");
  CHECK(decode_base64("Zm8=") == "fo");
  CHECK(decode_base64("Zm9v") == "foo");
  CHECK(decode_base64("Zm9vYmFy") == "foobar");
  CHECK(decode_base64("+/8=") == "\xfb\xff");
}

TEST_CASE("wrapped lines are one text") { CHECK(decode_base64("Zm9v\n  YmFy\r\n") == "foobar"); }

TEST_CASE("what is not base64 is refused") {
  CHECK_FALSE(decode_base64("Zm9"));
  CHECK_FALSE(decode_base64("Zm=v"));
  CHECK_FALSE(decode_base64("Z==="));
  CHECK_FALSE(decode_base64("Zm9-"));
  CHECK_FALSE(decode_base64("-----BEGIN CERTIFICATE-----"));
}

TEST_CASE("bytes of any length are written and read back") {
  CHECK(encode_base64("") == "");
  CHECK(encode_base64("f") == "Zg==");
  CHECK(encode_base64("fo") == "Zm8=");
  CHECK(encode_base64("foo") == "Zm9v");
  std::string every;
  for (int one = 0; one < 256; ++one) CHECK(decode_base64(encode_base64(every += static_cast<char>(one))) == every);
}
