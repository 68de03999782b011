// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/leader_elector.hpp"

#include <optional>
#include <random>
#include <utility>

#include "harmony/base/log.hpp"

namespace harmony::kube {

leader_elector::leader_elector(client& server, election_settings settings)
    // Half the deadline, so that one lost answer leaves time for another try.
    : leases_(server, lease_type(), settings.timing.renew_deadline / 2),
      settings_(std::move(settings)),
      machine_(settings_.identity, settings_.timing, std::random_device{}()) {}

task<lease> leader_elector::acquire() {
  log::info("waiting to lead", {{"lease", settings_.lease.text()}, {"identity", settings_.identity}});
  for (;;) {
    if (const auto* ours = machine_.held(steady_clock::now())) {
      log::info("leading", {{"lease", settings_.lease.text()}, {"transitions", ours->transitions}});
      co_return *ours;
    }
    co_await perform(machine_.next(steady_clock::now(), wall_clock::now()));
  }
}

task<error> leader_elector::hold() {
  for (;;) {
    auto action = machine_.next(steady_clock::now(), wall_clock::now());
    if (auto* over = std::get_if<lease_lost>(&action))
      co_return std::move(over->why).in("leading by the Lease " + settings_.lease.text());
    co_await perform(std::move(action));
  }
}

task<void> leader_elector::release() {
  if (!tried_) co_return;
  auto found = co_await stored();
  if (!found || !*found) co_return;
  auto given_up = released(**std::move(found), settings_.identity, wall_clock::now());
  if (!given_up) co_return;
  const auto done = co_await store(*std::move(given_up));
  if (done)
    log::info("lease released", {{"lease", settings_.lease.text()}});
  else
    log::warning("lease not released, it runs out", {{"lease", settings_.lease.text()}, done.error()});
}

task<void> leader_elector::perform(lease_action what) {
  if (const auto* pause = std::get_if<rest>(&what))
    co_await sleep_for(pause->duration);
  else if (auto* one = std::get_if<write_lease>(&what))
    co_await write(std::move(one->wanted));
  else
    co_await read();
}

task<void> leader_elector::read() {
  auto found = co_await stored();
  if (!found) co_return failed(std::move(found).error());
  succeeded();
  machine_.read(*std::move(found), steady_clock::now());
}

task<void> leader_elector::write(lease wanted) {
  const auto sent = steady_clock::now();
  tried_ = true;
  const bool fresh = wanted.resource_version.empty();
  auto done = co_await store(std::move(wanted));
  if (done) {
    succeeded();
    machine_.wrote(*std::move(done), sent);
  } else if (done.error().code == errc::conflict || (!fresh && done.error().code == errc::not_found)) {
    machine_.refused();
  } else {
    failed(std::move(done).error());
  }
}

task<result<std::optional<lease>>> leader_elector::stored() {
  auto found = co_await leases_.get(settings_.lease);
  if (!found) co_return fail(std::move(found).error());
  if (!*found) co_return std::nullopt;
  auto read = lease_of(**found);
  if (!read) co_return fail(std::move(read).error().in("reading Lease " + settings_.lease.text()));
  co_return *std::move(read);
}

task<result<lease>> leader_elector::store(lease wanted) {
  auto object = lease_object(settings_.lease, wanted);
  const write_options options{.manager = settings_.manager};
  auto written = co_await (wanted.resource_version.empty() ? leases_.create(std::move(object), options)
                                                           : leases_.update(std::move(object), options));
  if (!written) co_return fail(std::move(written).error());
  co_return lease_of(*written);
}

void leader_elector::failed(error why) {
  works_ = false;
  if (why.hint.empty()) why.hint = settings_.hint;
  machine_.failed(why, steady_clock::now());
  auto text = why.text();
  if (text == reported_) return;
  log::warning("leader election failed, trying again", {{"lease", settings_.lease.text()}, why});
  reported_ = std::move(text);
}

void leader_elector::succeeded() {
  works_ = true;
  if (!reported_.empty()) log::info("leader election works again", {{"lease", settings_.lease.text()}});
  reported_.clear();
}

}  // namespace harmony::kube
