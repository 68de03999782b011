// SPDX-License-Identifier: Apache-2.0
#include "agent/error_text.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace harmony::agent;

TEST_CASE("an error keeps the contract's bound and whole characters") {
  CHECK(error_text("short") == "short");
  CHECK(error_text(std::string(600, 'x')).size() == 512);
  const auto cut = error_text(std::string(511, 'x') + "\xc3\xa9");
  CHECK(cut == std::string(511, 'x'));
}

TEST_CASE("an error is one line of UTF-8 whatever another program said") {
  CHECK(error_text(std::string("a\nb\tc\0d\x1b[0m", 11)) == "a b c d [0m");
  CHECK(error_text("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\xb3") == "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\xb3");
  CHECK(error_text("cut \xe2\x82") == "cut ??");
  CHECK(error_text("\xff\xc0\x80 \xed\xa0\x80") == "??? ???");
}

TEST_CASE("the query of a URL is not shown") {
  CHECK(error_text(R"(Get "https://store/blob?Signature=secret&Expires=9": EOF)") == R"(Get "https://store/blob": EOF)");
  CHECK(error_text(R"({"cause":"Get \"https://store/blob?Signature=secret\": EOF"})") ==
        R"({"cause":"Get \"https://store/blob\": EOF"})");
  CHECK(error_text("https://a/b?c https://d?e") == "https://a/b https://d");
  CHECK(error_text("https://a/b?c") == "https://a/b");
  CHECK(error_text("what? no URL") == "what? no URL");
  CHECK(error_text("ends with ://") == "ends with ://");
}

TEST_CASE("a port of our own end is not shown, and the other one's is") {
  CHECK(error_text("read tcp 10.0.2.100:40522->10.0.0.1:443: read: connection reset by peer") ==
        "read tcp 10.0.2.100->10.0.0.1:443: read: connection reset by peer");
  CHECK(error_text("read udp [::1]:37621->[::1]:53: i/o timeout") == "read udp [::1]->[::1]:53: i/o timeout");
  CHECK(error_text("a -> b, 5->6, :7->8, ->") == "a -> b, 5->6, ->8, ->");
  CHECK(error_text("dial tcp 10.0.0.1:30501: connection refused") == "dial tcp 10.0.0.1:30501: connection refused");
}

TEST_CASE("the number of podman's own temporary file is not shown, and that of an image or of a person's path is") {
  CHECK(error_text("storing blob to file \"/var/tmp/container_images_storage1839410012/1\": EOF") ==
        "storing blob to file \"/var/tmp/container_images_storage/1\": EOF");
  CHECK(error_text("open /var/tmp/storage293874/2: no space") == "open /var/tmp/storage/2: no space");
  CHECK(error_text("open /var/tmp/container_images_oci99") == "open /var/tmp/container_images_oci");
  CHECK(error_text("open /var/tmp/container_images_: no") == "open /var/tmp/container_images_: no");
  CHECK(error_text("manifest unknown: registry:30500/app:20240101") == "manifest unknown: registry:30500/app:20240101");
  for (const auto* error : {"statfs /tmp/site-20240101/config2: no such file", "statfs /mnt/storage1: no such file"})
    CHECK(error_text(error) == error);
}

TEST_CASE("what differs at each try is gone before the text is cut") {
  const std::string rest(600, 'x');
  CHECK(error_text("/tmp/container_images_oci99 " + rest) == error_text("/tmp/container_images_oci100 " + rest));
}
