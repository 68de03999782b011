// SPDX-License-Identifier: Apache-2.0
#include "kit/process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harmony/base/file.hpp"
#include "harmony/base/program.hpp"
#include "kit/temp_dir.hpp"

namespace harmony::kit {

namespace {

constexpr unsigned close_on_exec = 4;  // CLOSE_RANGE_CLOEXEC of linux/close_range.h

int open_to_write(const std::filesystem::path& path) {
  const int file = ::open(path.empty() ? "/dev/null" : path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) throw std::runtime_error(fmt::format("cannot open {}: {}", path.string(), std::strerror(errno)));
  return file;
}

}  // namespace

process::process(std::vector<std::string> command, process_options how) : name_(command.at(0)), how_(std::move(how)) {
  auto variables = environment_with(how_.environment);
  const auto arguments = pointers_to(command);
  const auto environment = pointers_to(variables);
  const int output = open_to_write(how_.log);
  const int errors = how_.errors.empty() ? output : open_to_write(how_.errors);
  const int input = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  std::array<int, 2> begun{};  // its other end is closed by the program's beginning
  if (::pipe2(begun.data(), O_CLOEXEC) != 0) throw std::runtime_error(fmt::format("no pipe: {}", std::strerror(errno)));
  id_ = ::fork();
  if (id_ == 0) {
    // Only what is safe between fork and exec: other threads of ours may have held any lock.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(input, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(errors, STDERR_FILENO);
    // Asio's sockets are inherited: a connection that we close would stay open in the program.
    ::syscall(SYS_close_range, STDERR_FILENO + 1, ~0U, close_on_exec);
    if (!how_.folder.empty() && ::chdir(how_.folder.c_str()) != 0) ::_exit(127);
    ::execvpe(arguments[0], arguments.data(), environment.data());
    ::_exit(127);
  }
  ::close(output);
  if (errors != output) ::close(errors);
  ::close(input);
  // Until then a signal would meet what the test handles signals with.
  ::close(begun[1]);
  char nothing = 0;
  (void)!::read(begun[0], &nothing, 1);
  ::close(begun[0]);
  if (id_ < 0) throw std::runtime_error(fmt::format("cannot start {}: {}", name_, std::strerror(errno)));
  // glibc 2.41 declares pidfd_open without C linkage.
  handle_ = static_cast<int>(::syscall(SYS_pidfd_open, id_, 0));
}

process::~process() {
  stop();
  ::close(handle_);
}

bool process::running() { return !wait(0ms); }

void process::signal(int number) const {
  if (code_ >= 0) return;
  ::kill(id_, number);
  // A thread that runs on another processor goes on for a moment.
  siginfo_t how{};
  if (number == SIGSTOP)
    while (::waitid(P_PID, static_cast<id_t>(id_), &how, WSTOPPED | WEXITED | WNOWAIT) != 0 && errno == EINTR) continue;
}

result<int> process::wait(std::chrono::milliseconds limit) {
  if (code_ >= 0) return code_;
  const auto give_up = steady_clock::now() + limit;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(give_up - steady_clock::now()).count();
    pollfd ended{.fd = handle_, .events = POLLIN, .revents = 0};
    const int ready = ::poll(&ended, 1, left > 0 ? static_cast<int>(left) : 0);
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return fail(errc::timeout, fmt::format("{} still runs after {}", name_, readable(limit)));
    int status = 0;
    ::waitpid(id_, &status, 0);
    code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return code_;
  }
}

void process::stop(std::chrono::milliseconds grace) {
  signal(SIGCONT);
  signal(SIGTERM);
  if (wait(grace)) return;
  signal(SIGKILL);
  (void)wait(1h);
}

std::string process::log() const { return read_file(how_.log).value_or(""); }

finished run_command(std::vector<std::string> command, std::map<std::string, std::string> environment,
                     std::chrono::milliseconds limit) {
  const temp_dir folder;
  const auto name = fmt::format("{}", fmt::join(command, " "));
  process program(std::move(command), {.environment = std::move(environment), .log = folder.path() / "output", .folder = {}});
  const auto code = program.wait(limit);
  if (!code) throw std::runtime_error(fmt::format("{}: {}\n{}", name, code.error().text(), program.log()));
  return {.code = *code, .output = program.log()};
}

}  // namespace harmony::kit
