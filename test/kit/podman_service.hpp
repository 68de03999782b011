// SPDX-License-Identifier: Apache-2.0
// A real podman API service with a store of its own. Belongs into the sandbox: published ports are private to it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kit/process.hpp"
#include "kit/small_disk.hpp"
#include "kit/temp_dir.hpp"

namespace harmony::kit {

/// As `podman ps` tells of it, and who it is by our labels.
struct container {
  std::string id;
  std::string state;         ///< podman's word: "running", "exited"
  std::int64_t process = 0;  ///< with `started` something else after each restart
  std::int64_t started = 0;
  std::string deployment;  ///< "namespace/name"
  std::string revision;
  friend bool operator==(const container&, const container&) = default;
};

class podman_service {
 public:
  /// Where podman asks a registry over plain HTTP, if a test listens there.
  static constexpr std::uint16_t registry_port = 5000;
  /// The same for what stands between it and that registry.
  static constexpr std::uint16_t relayed_registry_port = 5001;

  struct options {
    std::size_t disk_bytes = 0;  ///< of a disk for images and containers alone; 0: they share the sandbox's
    /// With a /run, a /dev/shm and a network of its own, as each of several devices has them. Its containers reach nobody by
    /// network then; the socket is reached from everywhere.
    bool apart = false;
  };

  podman_service() : podman_service(options{}) {}
  /// Returns when it answers; throws with the end of its log otherwise.
  explicit podman_service(options how);
  /// Removes every container.
  ~podman_service();

  [[nodiscard]] const small_disk& disk() const { return *disk_; }
  /// Makes podman's command line use this store.
  [[nodiscard]] const std::map<std::string, std::string>& environment() const { return environment_; }
  /// "unix:///…/podman.sock".
  [[nodiscard]] std::string url() const { return "unix://" + socket().string(); }
  [[nodiscard]] std::filesystem::path socket() const { return folder_.path() / "podman.sock"; }
  void start();
  /// As an administrator stops it: the socket goes with it. What runs in containers goes on.
  void stop();
  /// As the kernel kills it when memory is short: the socket's file stays and nobody answers there.
  void kill();
  /// As a device loses power with everything on it: nobody sees the containers end, and what is in memory is gone. Of every
  /// podman in the sandbox that shares /run with it. `start()` is the next boot.
  void power_cut();
  /// Whatever `happens` creates is in podman's storage afterwards and not in its database, as after a power cut between the
  /// two.
  void forgets(const std::function<void()>& happens);

  /// Makes an image without any registry: a static busybox whose command serves /www over HTTP on port 80 and whose page
  /// says `greeting`. Returns the name.
  std::string import_image(const std::string& name, const std::string& greeting = "hello");
  /// Such an image as a file that `podman load` takes; it is not in the store afterwards.
  [[nodiscard]] std::filesystem::path image_archive(const std::string& name);
  /// podman's command line on the same store; throws if it fails. Returns what it printed.
  std::string command(std::vector<std::string> words);
  /// All of them; throws if one is not ours.
  [[nodiscard]] std::vector<container> containers();
  /// How many there are, those that podman has only half of included.
  [[nodiscard]] std::ptrdiff_t containers_and_halves();
  /// How many were made of each Deployment within the last hour, those included that are gone.
  [[nodiscard]] std::map<std::string, int> containers_made();

 private:
  void make_place();
  /// What a shared /run and the kernel know of its containers.
  void forget_memory() const;
  /// The words that run a program there.
  [[nodiscard]] std::vector<std::string> there(std::vector<std::string> words) const;

  options how_;
  temp_dir folder_;
  std::optional<small_disk> disk_;
  std::map<std::string, std::string> environment_;
  std::unique_ptr<process> holder_;  // keeps the place
  std::unique_ptr<process> service_;
};

/// With the images localhost/web:1 and localhost/web:2; started at the first use, stopped at the end of the program.
podman_service& shared_podman();

}  // namespace harmony::kit
