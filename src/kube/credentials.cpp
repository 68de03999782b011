// SPDX-License-Identifier: Apache-2.0
#include "kube/credentials.hpp"

#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "harmony/base/program.hpp"

namespace harmony::kube {
namespace {

constexpr auto plugin_limit = 30s;         // for a program
constexpr auto interactive_limit = 10min;  // for a person who logs in
constexpr std::size_t quoted_most = 512;   // bytes of what a plug-in complains

std::string end_of(std::string text) {
  text.erase(text.find_last_not_of(" \r\n\t") + 1);
  return text.size() <= quoted_most ? text : text.substr(text.size() - quoted_most);
}

}  // namespace

credentials::credentials(const asio::any_io_executor& executor, const config& settings)
    : settings_(settings), token_(settings.token, settings.token_file), ended_(executor, steady_clock::time_point::max()) {}

task<result<credential>> credentials::current() {
  if (settings_.exec) co_return co_await from_plugin();
  auto token = token_.current(steady_clock::now());
  if (!token) co_return fail(std::move(token).error());
  co_return credential{
      .token = *std::move(token), .certificate = settings_.tls.client_certificate, .key = settings_.tls.client_key};
}

task<bool> credentials::renew(credential used) {
  // Another call may have got a new one meanwhile.
  if (settings_.exec && given_ && given_->content == used) given_.reset();
  token_.expire();
  const auto now = co_await current();
  co_return now && *now != used;
}

task<result<credential>> credentials::from_plugin() {
  while (running_) {
    co_await ended_.async_wait(asio::as_tuple(asio::use_awaitable));
    co_await throw_if_cancelled();
  }
  if (given_ && (!given_->expires || wall_clock::now() < *given_->expires)) co_return given_->content;
  struct turn {
    credentials& owner;
    explicit turn(credentials& whose) : owner(whose) { owner.running_ = true; }
    turn(const turn&) = delete;
    turn& operator=(const turn&) = delete;
    ~turn() {
      owner.running_ = false;
      owner.ended_.cancel();
    }
  } const running(*this);
  auto given = co_await run_plugin();
  if (!given) co_return fail(std::move(given).error());
  given_ = *std::move(given);
  co_return given_->content;
}

task<result<exec_credential>> credentials::run_plugin() const {
  const auto& plugin = *settings_.exec;
  using enum exec_plugin::interaction;
  const bool person = ::isatty(STDIN_FILENO) == 1;
  const auto doing = fmt::format("getting credentials from {}, the plug-in of {}", plugin.command.front(), settings_.source);
  if (plugin.asks == always && !person)
    co_return fail(errc::unauthorized, doing + ": it has to ask a person, and there is no terminal", {},
                   "use other credentials for what runs by itself, for example a service account's");
  const bool interactive = person && plugin.asks != never;
  auto environment = plugin.environment;
  environment["KUBERNETES_EXEC_INFO"] = exec_info(plugin, settings_, interactive);
  auto ended =
      co_await run_program({.command = plugin.command, .environment = std::move(environment), .interactive = interactive},
                           interactive ? std::chrono::milliseconds(interactive_limit) : plugin_limit);
  if (!ended) {
    auto failure = std::move(ended).error().in(doing);
    if (failure.code == errc::not_found)
      failure.hint = plugin.install_hint.empty() ? "install it, or correct user.exec.command" : plugin.install_hint;
    co_return fail(std::move(failure));
  }
  if (ended->code != 0)
    co_return fail(errc::unauthorized, fmt::format("{}: it ended with {}", doing, ended->code), end_of(std::move(ended->error)),
                   "run it by hand to see what it needs");
  auto read = read_exec_credential(ended->output, plugin);
  if (!read) co_return fail(std::move(read).error().in(doing));
  co_return std::move(read);
}

}  // namespace harmony::kube
