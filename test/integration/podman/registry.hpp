// SPDX-License-Identifier: Apache-2.0
// A registry with one image, for pulls that must not need the internet.
#pragma once

#include "harmony/http/server.hpp"
#include "kit/podman_service.hpp"
#include "kit/temp_dir.hpp"

namespace harmony::podman::test {

class registry {
 public:
  /// Takes the image out of `from`'s store and listens; `run` answers.
  registry(const asio::any_io_executor& executor, kit::podman_service& from, const std::string& image);

  [[nodiscard]] task<void> run() { return server_.run(); }
  /// Its image under a name of this registry; other names are not known to it.
  [[nodiscard]] static std::string image() { return address() + "/shop/web:1"; }
  [[nodiscard]] static std::string address();

 private:
  [[nodiscard]] http::response answer(const http::request& asked) const;

  kit::temp_dir image_;
  http::server server_;
};

}  // namespace harmony::podman::test
