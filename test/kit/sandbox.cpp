// SPDX-License-Identifier: Apache-2.0
#include "kit/sandbox.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace harmony::kit {

namespace {

constexpr auto inside_mark = "HARMONY_IOT_SANDBOX";
pid_t program = 0;  // for the signal handler of process 1

void pass_on(int number) { ::kill(program, number); }

[[noreturn]] void run_again_inside(int argc, char** argv) {
  if (::geteuid() != 0)
    throw std::runtime_error("this program makes namespaces of its own and needs root for that: use ./dev, which asks sudo");
  ::setenv(inside_mark, "1", 1);
  auto self = std::filesystem::read_symlink("/proc/self/exe").string();
  std::vector<std::string> words{"unshare",      "--mount",      "--net",         "--pid",   "--fork",
                                 "--kill-child", "--mount-proc", "--propagation", "private", self};
  words.insert(words.end(), argv + 1, argv + argc);
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execvp("unshare", arguments.data());
  throw std::runtime_error(std::string("cannot run unshare: ") + std::strerror(errno));
}

/// Process 1 of the namespace: hands signals on, reaps whatever loses its parent, and ends with the program. Container
/// runtimes wait for processes whose parent has gone; without a reaper they would wait for ever.
[[noreturn]] void reap_until_program_ends() {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) std::signal(number, pass_on);
  for (;;) {
    int status = 0;
    const auto ended = ::waitpid(-1, &status, 0);
    if (ended == program) ::_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    if (ended < 0 && errno != EINTR) ::_exit(1);
  }
}

void bring_loopback_up() {
  const int any_socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq loopback{};
  std::strcpy(loopback.ifr_name, "lo");
  loopback.ifr_flags = IFF_UP | IFF_RUNNING;
  const int done = ::ioctl(any_socket, SIOCSIFFLAGS, &loopback);
  ::close(any_socket);
  if (done != 0) throw std::runtime_error(std::string("cannot bring loopback up: ") + std::strerror(errno));
}

}  // namespace

void enter_sandbox(int argc, char** argv) {
  if (std::getenv(inside_mark) == nullptr) run_again_inside(argc, argv);
  if (::getpid() == 1) {
    program = ::fork();
    if (program != 0) reap_until_program_ends();
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  }
  bring_loopback_up();
  // Where both cgroup versions are mounted, OCI runtimes refuse to work; without the second one they use the first.
  ::umount2("/sys/fs/cgroup/unified", MNT_DETACH);
}

}  // namespace harmony::kit
