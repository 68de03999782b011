// SPDX-License-Identifier: Apache-2.0
#include "service.hpp"

namespace harmony::podman::test {

kit::podman_service& service() {
  static kit::podman_service one;
  static const auto image = one.import_image(web_image);
  return one;
}

container_spec shell(std::string name, std::string line) {
  return {
      .name = std::move(name), .image = web_image, .entrypoint = {"/bin/busybox", "sh", "-c"}, .command = {std::move(line)}};
}

task<std::string> run(client& podman, container_spec spec) {
  const auto name = spec.name;
  auto id = co_await podman.create(std::move(spec));
  INFO(name);
  REQUIRE(id);
  const auto started = co_await podman.start(*id);
  REQUIRE(started);
  co_return std::move(*id);
}

task<bool> becomes(client& podman, const std::string& container, std::string_view state) {
  return kit::eventually(patience, [&podman, container, state = std::string(state)]() -> task<bool> {
    const auto found = co_await podman.inspect(container);
    co_return found && found->state == state;
  });
}

task<std::string> page(std::uint16_t port) {
  http::client browser(co_await asio::this_coro::executor, {.over = http::transport::tcp, .host = "127.0.0.1", .port = port});
  auto answer = co_await browser.send({.target = "/"}, patience);
  co_return answer && answer->ok() ? std::move(answer->body) : "";
}

}  // namespace harmony::podman::test
