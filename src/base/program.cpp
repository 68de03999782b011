// SPDX-License-Identifier: Apache-2.0
#include "harmony/base/program.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

namespace harmony {
namespace {

using descriptor = asio::posix::stream_descriptor;

constexpr std::size_t output_most = 1U << 20U;

/// Both ends of a pipe that no other program inherits.
struct pipe_ends {
  descriptor read;
  descriptor write;
};

result<pipe_ends> new_pipe(const asio::any_io_executor& executor) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(errc::failed, "cannot make a pipe", std::strerror(errno));
  return pipe_ends{.read = descriptor(executor, ends[0]), .write = descriptor(executor, ends[1])};
}

/// A child that is killed and reaped whatever happens to who waits for it.
class child {
 public:
  child(const asio::any_io_executor& executor, pid_t id) : id_(id), ended_(executor) {
    // glibc 2.41 declares pidfd_open without C linkage. It cannot fail for a child that was not reaped, but for a lack of
    // descriptors: then `reap` waits.
    const auto handle = static_cast<int>(::syscall(SYS_pidfd_open, id_, 0));
    if (handle >= 0) ended_.assign(handle);
  }
  child(const child&) = delete;
  child& operator=(const child&) = delete;
  ~child() {
    if (id_ < 0) return;
    ::kill(id_, SIGKILL);
    (void)reap();
  }

  task<int> code() {
    if (ended_.is_open()) co_await ended_.async_wait(descriptor::wait_read, asio::use_awaitable);
    co_return reap();
  }

 private:
  int reap() {
    int status = 0;
    const auto id = std::exchange(id_, -1);
    while (::waitpid(id, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

  pid_t id_;
  descriptor ended_;
};

/// posix_spawn's two settings objects, as owners.
struct file_actions {
  file_actions() { ::posix_spawn_file_actions_init(&value); }
  file_actions(const file_actions&) = delete;
  file_actions& operator=(const file_actions&) = delete;
  ~file_actions() { ::posix_spawn_file_actions_destroy(&value); }
  posix_spawn_file_actions_t value{};
};
struct attributes {
  attributes() { ::posix_spawnattr_init(&value); }
  attributes(const attributes&) = delete;
  attributes& operator=(const attributes&) = delete;
  ~attributes() { ::posix_spawnattr_destroy(&value); }
  posix_spawnattr_t value{};
};

result<pid_t> start(program_call& what, int output, int error_output) {
  file_actions files;
  if (!what.interactive) ::posix_spawn_file_actions_addopen(&files.value, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&files.value, output, STDOUT_FILENO);
  if (!what.interactive) ::posix_spawn_file_actions_adddup2(&files.value, error_output, STDERR_FILENO);
  ::posix_spawn_file_actions_addclosefrom_np(&files.value, STDERR_FILENO + 1);
  attributes how;
  sigset_t none;
  sigset_t usual;
  ::sigemptyset(&none);
  ::sigemptyset(&usual);
  for (const int number : {SIGPIPE, SIGINT, SIGTERM}) ::sigaddset(&usual, number);
  ::posix_spawnattr_setsigmask(&how.value, &none);
  ::posix_spawnattr_setsigdefault(&how.value, &usual);
  ::posix_spawnattr_setflags(&how.value, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  auto variables = environment_with(what.environment);
  const auto environment = pointers_to(variables);
  const auto arguments = pointers_to(what.command);
  pid_t id = -1;
  const int code = ::posix_spawnp(&id, arguments.front(), &files.value, &how.value, arguments.data(), environment.data());
  if (code == 0) return id;
  const auto kind = code == ENOENT ? errc::not_found : code == EACCES ? errc::forbidden : errc::failed;
  return fail(kind, fmt::format("cannot run {}", what.command.front()), std::strerror(code));
}

/// Everything up to the end, also of what is too much: a program that cannot write would not end.
task<result<std::string>> read_all(descriptor& from, std::string name) {
  std::string text;
  bool too_much = false;
  std::array<char, 4096> buffer{};
  for (;;) {
    const auto [code, count] = co_await from.async_read_some(asio::buffer(buffer), asio::as_tuple(asio::use_awaitable));
    // A value and no exception: the two readers are cancelled together, and asio would wrap two exceptions in a third.
    if (code == asio::error::operation_aborted) co_return fail(errc::cancelled, fmt::format("{} was stopped", name));
    too_much = too_much || text.size() + count > output_most;
    if (!too_much) text.append(buffer.data(), count);
    if (code && too_much) co_return fail(errc::too_large, fmt::format("{} writes more than {} bytes", name, output_most));
    if (code) co_return text;
  }
}

task<result<program_end>> run_to_end(program_call what) {
  using namespace asio::experimental::awaitable_operators;
  const auto executor = co_await asio::this_coro::executor;
  const auto name = what.command.front();
  auto output = new_pipe(executor);
  auto errors = new_pipe(executor);
  for (const auto* made : {&output, &errors})
    if (!*made) co_return fail(error(made->error()).in("running " + name));
  auto id = start(what, output->write.native_handle(), errors->write.native_handle());
  if (!id) co_return fail(std::move(id).error());
  child running(executor, *id);
  output->write.close();
  errors->write.close();
  auto [said, complained] = co_await (read_all(output->read, name) && read_all(errors->read, name));
  if (!said) co_return fail(std::move(said).error());
  if (!complained) co_return fail(std::move(complained).error());
  const auto code = co_await running.code();
  co_return program_end{.code = code, .output = *std::move(said), .error = *std::move(complained)};
}

}  // namespace

std::vector<std::string> environment_with(const std::map<std::string, std::string>& added) {
  auto all = added;
  for (char** one = environ; *one != nullptr; ++one) {
    const std::string_view text(*one);
    const auto equals = text.find('=');
    if (equals != std::string_view::npos) all.try_emplace(std::string(text.substr(0, equals)), text.substr(equals + 1));
  }
  std::vector<std::string> lines;
  for (const auto& [name, value] : all) lines.push_back(fmt::format("{}={}", name, value));
  return lines;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (auto& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

task<result<program_end>> run_program(program_call what, std::chrono::milliseconds limit) {
  auto name = what.command.front();
  return with_deadline(limit, std::move(name), run_to_end(std::move(what)));
}

}  // namespace harmony
