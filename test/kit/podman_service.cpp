// SPDX-License-Identifier: Apache-2.0
#include "kit/podman_service.hpp"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <ranges>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>
#include <sys/mount.h>

#include "harmony/base/file.hpp"
#include "harmony/base/run.hpp"
#include "harmony/contracts/codec.hpp"
#include "harmony/contracts/names.hpp"
#include "harmony/http/client.hpp"
#include "kit/good.hpp"
#include "kit/process_table.hpp"
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

podman_service::podman_service(options how) : how_(how) {
  const auto folder = folder_.path().string();
  if (how_.disk_bytes > 0) disk_.emplace(folder_.path() / "graph", how_.disk_bytes);
  std::filesystem::create_directories(folder_.path() / "networks");
  std::ofstream(folder_.path() / "containers.conf") << fmt::format(containers_conf, folder);
  std::ofstream(folder_.path() / "storage.conf") << fmt::format(storage_conf, folder);
  std::ofstream(folder_.path() / "registries.conf") << fmt::format(
      "[[registry]]\nlocation = \"127.0.0.1:{}\"\ninsecure = true\n"
      "[[registry]]\nlocation = \"127.0.0.1:{}\"\ninsecure = true\n",
      registry_port, relayed_registry_port);
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
  if (!how_.apart) return;
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
  // Until a look finds nobody: one that is about to fork may have a child after it was looked at.
  for (auto those = processes_with(folder_.path().string()); !those.empty(); those = processes_with(folder_.path().string()))
    kill_all(those);
  service_.reset();
  if (how_.apart) {
    make_place();
  } else {
    forget_memory();
  }
  std::filesystem::remove_all(folder_.path() / "run");
  std::filesystem::remove(socket());
}

void podman_service::forgets(const std::function<void()>& happens) {
  const auto graph = folder_.path() / "graph";
  const auto aside = folder_.path() / "database";
  // Podman 4 keeps it in the one, podman 5 in the other.
  const auto bolt = graph / "libpod" / "bolt_state.db";
  const auto database = std::filesystem::exists(bolt) ? bolt : graph / "db.sql";
  stop();
  std::filesystem::copy_file(database, aside);
  start();
  happens();
  stop();
  std::filesystem::remove(database.string() + "-wal");
  std::filesystem::rename(aside, database);
  start();
}

void podman_service::forget_memory() const {
  const auto in_memory = [&](const std::string& place) {
    return place.starts_with("/run/") || place.starts_with(folder_.path().string() + "/run/") ||
           place.starts_with(folder_.path().string() + "/graph/");
  };
  std::ifstream mounts("/proc/self/mounts");
  for (std::string device, place, rest; mounts >> device >> place && std::getline(mounts, rest);)
    if (in_memory(place)) ::umount2(place.c_str(), MNT_DETACH);
  for (const auto& entry : std::filesystem::directory_iterator("/run")) std::filesystem::remove_all(entry.path());
  for (const auto& entry : std::filesystem::directory_iterator("/dev/shm"))
    if (entry.path().filename().string().starts_with("libpod_")) std::filesystem::remove(entry.path());
  // Published ports are rules in the kernel.
  (void)run_command({"nft", "flush", "ruleset"});
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
  const temp_dir folder;
  // Apart: podman may have a warning beside its answer, as after a power cut that left half an image.
  const auto errors = folder.path() / "errors";
  process program(there(words), {.environment = environment_, .log = folder.path() / "output", .errors = errors, .folder = {}});
  const auto code = program.wait(120s);
  if (code != 0)
    throw std::runtime_error(fmt::format("{} failed: {}{}{}", fmt::join(words, " "), code ? "" : code.error().text(),
                                         program.log(), read_file(errors).value_or("")));
  return program.log();
}

std::vector<container> podman_service::containers() {
  const auto text = [](const boost::json::value& value) { return std::string(value.as_string()); };
  std::vector<container> all;
  const auto listed = good(contracts::parse_json(command({"ps", "--all", "--format", "json"})));
  for (const auto& one : listed.as_array()) {
    const auto& labels = one.at("Labels").as_object();
    all.push_back({.id = text(one.at("Id")),
                   .state = text(one.at("State")),
                   .process = one.at("Pid").as_int64(),
                   .started = one.at("StartedAt").as_int64(),
                   .deployment = text(labels.at(contracts::container_deployment_label)),
                   .revision = text(labels.at(contracts::container_revision_label))});
  }
  return all;
}

std::ptrdiff_t podman_service::containers_and_halves() {
  return std::ranges::count(command({"ps", "--all", "--external", "--quiet"}), '\n');
}

std::map<std::string, int> podman_service::containers_made() {
  std::map<std::string, int> made;
  const auto label = fmt::format("{{{{ index .Attributes \"{}\" }}}}", contracts::container_deployment_label);
  const auto said = command({"events", "--stream=false", "--since", "1h", "--filter", "event=create", "--format", label});
  for (const auto line : said | std::views::split('\n'))
    if (!line.empty()) ++made[std::string(std::string_view(line))];
  return made;
}

podman_service& shared_podman() {
  static podman_service only;
  static const bool has_images = [] {
    for (const std::string version : {"1", "2"}) only.import_image("localhost/web:" + version, "hello from " + version);
    return true;
  }();
  (void)has_images;
  return only;
}

}  // namespace harmony::kit
