// SPDX-License-Identifier: Apache-2.0
#include "soak/trial.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "harmony/kube/config.hpp"
#include "kit/closing.hpp"
#include "kit/deployments.hpp"
#include "soak/standing.hpp"
#include "soak/verdict.hpp"

namespace harmony::soak {

namespace {

constexpr std::chrono::milliseconds unrest = 45s;  // of a round, in which things happen
constexpr std::chrono::milliseconds to_heal =
    3min;  // the longest wait of any part is half a minute; a silent device needs 90 s
constexpr std::chrono::milliseconds between_looks = 500ms;

std::chrono::milliseconds some(std::mt19937_64& random, std::chrono::milliseconds least, std::chrono::milliseconds most) {
  return least + std::chrono::milliseconds(random() % static_cast<std::uint64_t>((most - least).count()));
}

}  // namespace

trial::trial(asio::any_io_executor executor, const choice& how, say tell)
    : tell_(std::move(tell)),
      minds_(how.seed),
      fate_(~how.seed),
      all_(executor, how.logs, tell_),
      server_(executor, kube::read_kubeconfig(all_.cluster().kubeconfig(), "").value()),
      deployments_(server_, kit::deployment_type),
      faults_(faults_of(all_)) {
  std::erase_if(faults_, [&](const fault& one) { return !one.name.contains(how.only); });
  if (faults_.empty()) throw std::invalid_argument("no fault has these words in its name");
}

task<bool> trial::run(std::chrono::minutes duration) {
  task_group keeper(all_.executor());
  keeper.spawn("keep", all_.keep());
  bool right = true;
  int rounds = 0;
  const auto go_round = [&]() -> task<void> {
    co_await wish(wishes::lasting());
    right = verdict_of(co_await heal(), "before anything fails");
    const auto end = steady_clock::now() + duration;
    while (right && steady_clock::now() < end) right = co_await round(++rounds);
  };
  co_await kit::closing(go_round(), [&]() -> task<void> {
    keeper.cancel();
    co_await keeper.join();
    co_await all_.close();
  });
  for (const auto& bug : all_.bugs()) {
    right = false;
    tell_("bug: " + bug);
  }
  tell_(right ? fmt::format(
                    "verdict: {} rounds, {} changes, {} faults, and everything is as it was asked for; {} times a container "
                    "that nobody had a reason to touch stood a round",
                    rounds, changes_, happened_, compared_)
              : "verdict: not as it was asked for");
  co_return right;
}

task<bool> trial::round(int number) {
  tell_(fmt::format("round {}", number));
  const auto before = begin_round(all_);
  changed_in_round_.clear();
  task_group both(all_.executor());
  const auto until = steady_clock::now() + unrest;
  both.spawn("wishes", change_minds(until));
  both.spawn("faults", let_fail(until));
  co_await both.join();
  if (!both.broken().empty()) {
    tell_(fmt::format("round {}: it could not go on, for the reason above", number));
    co_return false;
  }
  const auto name = fmt::format("round {}", number);
  auto wrong = co_await heal();
  if (!wrong.empty()) co_return verdict_of(wrong, name);
  const auto [compared, touched] = compare(all_, before, changed_in_round_);
  compared_ += compared;
  co_return verdict_of(touched, name);
}

task<std::vector<std::string>> trial::heal() {
  const auto begun = steady_clock::now();
  std::vector<std::string> wrong;
  do {
    co_await sleep_for(between_looks);
    wrong = co_await differences(all_, deployments_, asked_);
  } while (!wrong.empty() && steady_clock::now() < begun + to_heal);
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - begun);
  tell_(fmt::format("{} after {}", wrong.empty() ? "as asked" : "still wrong", readable(took)));
  co_return wrong;
}

bool trial::verdict_of(const std::vector<std::string>& wrong, const std::string& when) {
  for (const auto& one : wrong) tell_("wrong: " + one);
  tell_(fmt::format("{}: {}", when, wrong.empty() ? "right" : "wrong"));
  return wrong.empty();
}

task<void> trial::change_minds(steady_clock::time_point until) {
  while (steady_clock::now() < until) {
    co_await wish(asked_.next(minds_));
    co_await sleep_for(some(minds_, 500ms, 6s));
  }
}

task<void> trial::wish(wishes::change what) {
  const auto give_up = steady_clock::now() + to_heal;
  while (!co_await ask(what)) {
    if (steady_clock::now() > give_up) throw std::runtime_error("the API server does not take: " + what.text);
    co_await sleep_for(between_looks);
  }
  asked_.take(what);
  changed_in_round_.insert("default/" + what.name);
  ++changes_;
  tell_("wish: " + what.text);
}

task<bool> trial::ask(wishes::change what) {
  if (!what.spec) co_return (co_await deployments_.remove({"default", what.name})).has_value();
  // One that is being deleted would take the new wish with it.
  const auto there = co_await deployments_.get({"default", what.name});
  if (!there || (*there && (*there)->at("metadata").as_object().contains("deletionTimestamp"))) co_return false;
  co_return (
      co_await deployments_.apply(kit::deployment({"default", what.name}, *what.spec), {.manager = "person", .force = true}))
      .has_value();
}

task<void> trial::let_fail(steady_clock::time_point until) {
  while (steady_clock::now() < until) {
    const auto& fault = faults_.at(fate_() % faults_.size());
    const auto duration = some(fate_, 200ms, 8s);
    ++happened_;
    tell_(fmt::format("fault: {}, {}", fault.name, readable(duration)));
    co_await fault.happen(duration);
    co_await sleep_for(some(fate_, 100ms, 3s));
  }
}

}  // namespace harmony::soak
