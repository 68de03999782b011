// SPDX-License-Identifier: Apache-2.0
// The pulling half of the OCI distribution specification, over the folder that `podman push dir:` writes.
#include "registry.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "harmony/base/file.hpp"

namespace harmony::podman::test {

registry::registry(const asio::any_io_executor& executor, kit::podman_service& from, const std::string& image)
    : server_(executor, "127.0.0.1", kit::podman_service::registry_port, [this](const auto& asked) { return answer(asked); }) {
  from.command({"push", "--quiet", "--format", "oci", image, "dir:" + image_.path().string()});
  if (auto listening = server_.listen(); !listening) throw std::runtime_error(listening.error().text());
}

std::string registry::address() { return fmt::format("127.0.0.1:{}", kit::podman_service::registry_port); }

http::response registry::answer(const http::request& asked) const {
  const auto file = [this](const std::string& name, std::string type) {
    return http::response{
        .status = 200, .headers = {{"Content-Type", std::move(type)}}, .body = read_file(image_.path() / name).value_or("")};
  };
  constexpr std::string_view blob = "/v2/shop/web/blobs/sha256:";
  if (asked.target == "/v2/") return {.status = 200};
  if (asked.target == "/v2/shop/web/manifests/1") return file("manifest.json", "application/vnd.oci.image.manifest.v1+json");
  if (asked.target.starts_with(blob)) return file(asked.target.substr(blob.size()), "application/octet-stream");
  return {.status = 404,
          .headers = {{"Content-Type", "application/json"}},
          .body = R"({"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]})"};
}

}  // namespace harmony::podman::test
