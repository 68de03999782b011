// SPDX-License-Identifier: Apache-2.0
#include "kit/registry.hpp"

#include <fstream>

#include <fmt/format.h>

#include "kit/programs.hpp"
#include "kit/ready.hpp"

namespace harmony::kit {

registry::registry() {
  std::ofstream(folder_.path() / "config.yml") << fmt::format(
      "version: 0.1\nlog:\n  accesslog:\n    disabled: true\n  level: warn\nstorage:\n  filesystem:\n    rootdirectory: {}\n"
      "http:\n  addr: 127.0.0.1:{}\n",
      (folder_.path() / "images").string(), podman_service::registry_port);
  start();
}

void registry::start() {
  process_ = std::make_unique<process>(
      std::vector<std::string>{server_program("docker-registry"), "serve", folder_.path() / "config.yml"},
      process_options{.environment = {{"OTEL_TRACES_EXPORTER", "none"}}, .log = folder_.path() / "log", .folder = {}});
  wait_until_ready("docker-registry", *process_, 20s, [] { return accepts_connections(podman_service::registry_port); });
}

std::string registry::reference(const std::string& name) {
  return fmt::format("127.0.0.1:{}/{}", podman_service::registry_port, name);
}

std::string registry::publish(podman_service& with, const std::string& name, const std::string& greeting) {
  auto image = with.import_image(reference(name), greeting);
  with.command({"push", "--quiet", image});
  with.command({"rmi", image});
  return image;
}

}  // namespace harmony::kit
