// SPDX-License-Identifier: Apache-2.0
#include "agent/image_supply.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/experimental/awaitable_operators.hpp>

namespace harmony::agent {

task<result<void>> image_supply::ensure(ensure_image what, asking by) {
  if (what.policy != contracts::image_pull_policy::always) {
    const auto there = co_await runtime_.has_image(what.image);
    if (!there) co_return fail(there.error());
    if (*there) co_return result<void>{};
    if (what.policy == contracts::image_pull_policy::never)
      co_return fail(
          errc::not_found,
          fmt::format("the image {} is not on the device, and imagePullPolicy Never does not pull it", what.image.text()), {},
          "bring it there with podman load, or let it be pulled");
  }
  using namespace asio::experimental::awaitable_operators;
  auto ended = co_await (pull(std::move(what.image), std::move(by.pulls)) ||
                         until_unwanted(std::move(by.wanted), std::move(by.meanwhile)));
  co_return std::visit([](auto&& outcome) { return std::move(outcome); }, std::move(ended));
}

void image_supply::look_again() {
  for (auto* one : watching_) one->notify();
}

task<result<void>> image_supply::pull(contracts::image_reference image, std::function<void()> pulls) {
  const auto place = co_await places_.enter();
  pulls();
  const auto known = limits_.find(image.text());
  const auto limit = known == limits_.end() ? first_limit : known->second;
  auto done = co_await runtime_.pull(image, limit);
  if (done) limits_.erase(image.text());
  if (!done && done.error().code == errc::timeout) limits_[image.text()] = std::min(2 * limit, longest_limit);
  co_return done;
}

task<result<void>> image_supply::until_unwanted(std::function<bool()> wanted, std::function<task<void>()> meanwhile) {
  wakeup looking(co_await asio::this_coro::executor);
  const auto place = watching_.insert(watching_.end(), &looking);
  struct leaving {
    std::list<wakeup*>& from;
    std::list<wakeup*>::iterator place;
    ~leaving() { from.erase(place); }
  } const leave{watching_, place};
  try {
    while (wanted()) {
      co_await meanwhile();
      co_await looking.wait_until(steady_clock::now() + look_every_);
    }
  } catch (const boost::system::system_error&) {
    // A value, not a second exception: asio would wrap the pull's and this one in a third, which nobody knows as a
    // cancellation.
  }
  co_return fail(errc::cancelled, "the image is no longer wanted");
}

}  // namespace harmony::agent
