// SPDX-License-Identifier: Apache-2.0
#include "kit/podman_service.hpp"

#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>
#include <sys/mount.h>

#include "harmony/base/run.hpp"
#include "harmony/http/client.hpp"
#include "kit/ready.hpp"

namespace harmony::kit {

namespace {

/// Works as root with either version of cgroups, without systemd, and with few privileges for limits.
constexpr auto containers_conf = R"([engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_backend = "netavark"
network_config_dir = "{0}/networks"
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
log_driver = "k8s-file"
)";

constexpr auto storage_conf = R"([storage]
driver = "vfs"
graphroot = "{0}/graph"
runroot = "{0}/run"
)";

}  // namespace

podman_service::podman_service(place where) : where_(where) {
  const auto folder = folder_.path().string();
  std::filesystem::create_directories(folder_.path() / "networks");
  std::ofstream(folder_.path() / "containers.conf") << fmt::format(containers_conf, folder);
  std::ofstream(folder_.path() / "storage.conf") << fmt::format(storage_conf, folder);
  std::ofstream(folder_.path() / "registries.conf")
      << fmt::format("[[registry]]\nlocation = \"127.0.0.1:{}\"\ninsecure = true\n", registry_port);
  environment_ = {{"CONTAINERS_CONF", folder + "/containers.conf"},
                  {"CONTAINERS_STORAGE_CONF", folder + "/storage.conf"},
                  {"CONTAINERS_REGISTRIES_CONF", folder + "/registries.conf"},
                  {"TMPDIR", folder},
                  // Podman 5 would say with each command that the sandbox's cgroups are of the first version.
                  {"PODMAN_IGNORE_CGROUPSV1_WARNING", "1"}};
  make_place();
  start();
}

podman_service::~podman_service() {
  try {
    command({"rm", "--all", "--force", "--time", "0"});
  } catch (const std::exception&) {
    // The sandbox ends them in any case; a destructor has nobody to tell.
  }
}

void podman_service::make_place() {
  if (where_ == place::shared) return;
  // What was mounted in the one before goes with it.
  const auto made = folder_.path() / "made";
  std::filesystem::remove(made);
  holder_ = std::make_unique<process>(std::vector<std::string>{
      "unshare", "--mount", "--net", "sh", "-c",
      fmt::format("mount -t tmpfs tmpfs /run && mount -t tmpfs tmpfs /dev/shm && busybox ip link set lo up && touch {} && "
                  "exec sleep infinity",
                  made.string())});
  wait_until_ready("a place for podman", *holder_, 10s, [&] { return std::filesystem::exists(made); });
}

std::vector<std::string> podman_service::there(std::vector<std::string> words) const {
  if (!holder_) return words;
  const auto namespaces = fmt::format("/proc/{}/ns", holder_->id());
  std::vector<std::string> all{"nsenter", fmt::format("--mount={}/mnt", namespaces), fmt::format("--net={}/net", namespaces)};
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

void podman_service::start() {
  service_ = std::make_unique<process>(
      there({"podman", "system", "service", "--time", "0", url()}),
      process_options{.environment = environment_, .log = folder_.path() / "service.log", .folder = {}});
  const http::endpoint where{.over = http::transport::unix_socket, .host = "localhost", .socket_path = socket()};
  wait_until_ready("podman", *service_, 30s, [&] {
    return harmony::run([&](auto executor) -> task<bool> {
      http::client probe(executor, where);
      const auto answer = co_await probe.send({.target = "/_ping"}, 5s);
      co_return answer && answer->ok();
    });
  });
}

void podman_service::stop() {
  service_.reset();
  std::filesystem::remove(socket());
}

void podman_service::kill() {
  service_->signal(SIGKILL);
  (void)service_->wait(10s);
  service_.reset();
}

void podman_service::power_cut() {
  // Who watches a container goes before it does.
  std::istringstream processes(command({"ps", "--format", "{{.ID}}"}));
  for (std::string id; std::getline(processes, id);) {
    std::istringstream both(command({"inspect", "--format", "{{.State.ConmonPid}} {{.State.Pid}}", id}));
    for (pid_t one = 0; both >> one;) ::kill(one, SIGKILL);
  }
  kill();
  if (where_ == place::apart) {
    make_place();
    std::filesystem::remove_all(folder_.path() / "run");
    return;
  }
  std::ifstream mounts("/proc/self/mounts");
  for (std::string device, place, rest; mounts >> device >> place && std::getline(mounts, rest);)
    if (place.starts_with(folder_.path().string() + "/")) ::umount2(place.c_str(), MNT_DETACH);
  std::filesystem::remove_all("/run/libpod");
  std::filesystem::remove_all(folder_.path() / "run");
}

std::string podman_service::import_image(const std::string& name, const std::string& greeting) {
  const temp_dir root;
  std::filesystem::create_directories(root.path() / "bin");
  std::filesystem::create_directories(root.path() / "www");
  std::filesystem::copy_file("/bin/busybox", root.path() / "bin" / "busybox");
  std::ofstream(root.path() / "www" / "index.html") << greeting << '\n';
  const auto archive = folder_.path() / "root.tar";
  const auto packed = run_command({"tar", "-C", root.path(), "-cf", archive, "."});
  if (packed.code != 0) throw std::runtime_error("tar failed: " + packed.output);
  // As process 1 busybox ignores SIGTERM, and every stop would wait for its whole grace period.
  command({"import", "--quiet", "--change", R"(CMD ["/bin/busybox","httpd","-f","-p","80","-h","/www"])", "--change",
           "STOPSIGNAL SIGKILL", archive, name});
  return name;
}

std::filesystem::path podman_service::image_archive(const std::string& name) {
  import_image(name);
  auto archive = folder_.path() / "image.tar";
  command({"save", "--quiet", "--output", archive, name});
  command({"rmi", name});
  return archive;
}

std::string podman_service::command(std::vector<std::string> words) {
  words.insert(words.begin(), "podman");
  auto done = run_command(there(words), environment_, 120s);
  if (done.code != 0) throw std::runtime_error(fmt::format("{} failed: {}", fmt::join(words, " "), done.output));
  return std::move(done.output);
}

}  // namespace harmony::kit
