// SPDX-License-Identifier: Apache-2.0
#include "kit/podman_upgrade.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <ranges>
#include <stdexcept>

#include <fmt/format.h>
#include <sys/mount.h>

#include "kit/programs.hpp"

namespace harmony::kit {

namespace {

/// The folder of / that a path is in.
std::filesystem::path top_of(const std::filesystem::path& path) { return "/" / *std::next(path.begin()); }

/// Whether mounts in the places of running containers are the same for each copy of these places.
void propagate(unsigned long how) {
  for (const auto& place : {std::filesystem::path("/run"), std::filesystem::temp_directory_path()})
    ::mount(nullptr, place.c_str(), nullptr, how | MS_REC, nullptr);
}

}  // namespace

podman_upgrade::podman_upgrade() {
  const auto root = podman_root();
  // What the older one mounted there has to go in both places when the newer one unmounts it.
  propagate(MS_SHARED);
  // A mount point: from within a root that is none nobody can pivot to another, as a container does.
  mount(root, root);
  const auto temporary = top_of(std::filesystem::temp_directory_path());
  for (const auto& shared : {std::filesystem::path("/proc"), std::filesystem::path("/sys"), std::filesystem::path("/dev"),
                             std::filesystem::path("/run"), temporary})
    mount(shared, root / shared.relative_path());
  const auto wrapper = std::filesystem::temp_directory_path() / "podman-upgraded";
  std::ofstream(wrapper) << fmt::format("#!/bin/sh\nexec chroot '{}' /usr/bin/podman \"$@\"\n", root.string());
  std::filesystem::permissions(wrapper, std::filesystem::perms{0755});
  mount(wrapper, "/usr/bin/podman");
}

podman_upgrade::~podman_upgrade() {
  for (const auto& one : std::views::reverse(mounts_)) {
    // Alone, or what it shares would go with it.
    ::mount(nullptr, one.c_str(), nullptr, MS_PRIVATE | MS_REC, nullptr);
    ::umount2(one.c_str(), MNT_DETACH);
  }
  propagate(MS_PRIVATE);
}

void podman_upgrade::mount(const std::filesystem::path& what, const std::filesystem::path& at) {
  if (::mount(what.c_str(), at.c_str(), nullptr, MS_BIND | MS_REC, nullptr) != 0)
    throw std::runtime_error(fmt::format("cannot mount {} at {}: {}", what.string(), at.string(), std::strerror(errno)));
  mounts_.push_back(at);
}

}  // namespace harmony::kit
