// SPDX-License-Identifier: Apache-2.0
#include "kit/sandbox.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>

#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace harmony::kit {

namespace {

pid_t inner = 0;  // for the signal handler: the next process on the way to the program

void pass_on(int number) { ::kill(inner, number); }

void must(bool done, const std::string& doing) {
  if (!done) throw std::runtime_error("cannot " + doing + ": " + std::strerror(errno));
}

std::string make_mount_point() {
  auto path = (std::filesystem::temp_directory_path() / "harmony-iot-XXXXXX").string();
  must(::mkdtemp(path.data()) != nullptr, "make a folder like " + path);
  return path;
}

/// Returns its exit code. Reaps whatever else has lost its parent: container runtimes wait for processes whose parent has
/// gone, and without a reaper they would wait for ever.
int wait_for_inner() {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) std::signal(number, pass_on);
  for (;;) {
    int status = 0;
    const auto ended = ::waitpid(-1, &status, 0);
    if (ended == inner) return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    if (ended < 0 && errno != EINTR) return 1;
  }
}

void set_up_mounts(const std::string& temporary_files) {
  must(::mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) == 0, "mount /proc");
  // In memory: gone with the namespace, whatever has been mounted inside.
  must(::mount("tmpfs", temporary_files.c_str(), "tmpfs", 0, nullptr) == 0, "mount " + temporary_files);
  ::setenv("TMPDIR", temporary_files.c_str(), 1);
  // podman keeps its event log and its locks in fixed places: two that share them hear each other's events.
  for (const auto* shared : {"/run", "/dev/shm"})
    must(::mount("tmpfs", shared, "tmpfs", MS_NOSUID | MS_NODEV, nullptr) == 0, std::string("mount ") + shared);
  // Where both cgroup versions are mounted, OCI runtimes refuse to work; without the second one they use the first.
  ::umount2("/sys/fs/cgroup/unified", MNT_DETACH);
}

void bring_loopback_up() {
  const int any_socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq loopback{};
  std::strcpy(loopback.ifr_name, "lo");
  loopback.ifr_flags = IFF_UP | IFF_RUNNING;
  const int done = ::ioctl(any_socket, SIOCSIFFLAGS, &loopback);
  ::close(any_socket);
  must(done == 0, "bring loopback up");
}

constexpr auto process_namespace = "ns/pid";

std::string link_at(const std::filesystem::path& path) {
  std::error_code nobody;
  return std::filesystem::read_symlink(path, nobody).string();
}

/// A process of that namespace, as it is numbered here; 0 if there is none.
pid_t member_of(const std::string& name) {
  std::error_code gone;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", gone)) {
    const auto number = entry.path().filename().string();
    if (number.find_first_not_of("0123456789") == std::string::npos && link_at(entry.path() / process_namespace) == name)
      return std::stoi(number);
  }
  return 0;
}

void need_root() {
  if (::geteuid() != 0)
    throw std::runtime_error("this program makes namespaces of its own and needs root for that: use ./dev, which asks sudo");
}

}  // namespace

std::string sandbox_name() { return link_at(std::filesystem::path("/proc/self") / process_namespace); }

void join_sandbox(const std::string& name) {
  need_root();
  const auto member = member_of(name);
  if (member == 0) throw std::runtime_error("the sandbox " + name + " has ended");
  // glibc 2.41 declares pidfd_open without C linkage.
  const int handle = static_cast<int>(::syscall(SYS_pidfd_open, member, 0));
  must(handle >= 0 && ::setns(handle, CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWPID) == 0, "join the sandbox " + name);
  ::close(handle);
  inner = ::fork();
  must(inner >= 0, "fork");
  if (inner > 0) ::_exit(wait_for_inner());
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
}

void enter_sandbox() {
  need_root();
  must(::unshare(CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWPID) == 0, "make namespaces");
  must(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0, "make mounts private");
  const auto temporary_files = make_mount_point();
  inner = ::fork();
  must(inner >= 0, "fork");
  if (inner > 0) {
    const int code = wait_for_inner();
    // The kernel has ended every process of the namespace by now.
    ::umount2(temporary_files.c_str(), MNT_DETACH);
    ::rmdir(temporary_files.c_str());
    ::_exit(code);
  }
  // Process 1 of the namespace: when it ends, everything in it does.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  set_up_mounts(temporary_files);
  bring_loopback_up();
  inner = ::fork();
  must(inner >= 0, "fork");
  if (inner > 0) ::_exit(wait_for_inner());
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
}

}  // namespace harmony::kit
