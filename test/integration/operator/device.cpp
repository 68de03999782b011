// SPDX-License-Identifier: Apache-2.0
#include "device.hpp"

#include <stdexcept>
#include <utility>

#include "harmony/contracts/digest.hpp"
#include "harmony/contracts/names.hpp"
#include "hub.hpp"

namespace harmony::fleet::test {

namespace {

task<void> put(nats::jetstream& streams, std::string_view bucket, std::string key, std::string value) {
  nats::bucket to(streams, std::string(bucket));
  const auto stored = co_await to.put(std::move(key), std::move(value), patience);
  if (!stored) throw std::runtime_error(stored.error().text());
}

}  // namespace

device::device(nats::jetstream& streams, std::string_view id)
    : streams_(streams),
      id_(contracts::device_id::parse(id).value()),
      commands_(streams.over().subscribe(contracts::resync_subject(id_),
                                         [this](std::span<nats::message> batch) { asked_ += batch.size(); })) {}

task<void> device::join(contracts::labels labels) {
  co_await introduce(std::move(labels));
  if (digest_.empty()) co_await report(std::vector<contracts::deployment_state>());
}

task<void> device::introduce(contracts::labels labels) {
  const contracts::device_info info{
      .device = id_, .labels = std::move(labels), .inventory = {}, .boot_id = "boot", .n = ++n_, .at = {}};
  co_await put(streams_, contracts::device_info_bucket, id_.text(), contracts::encode_text(info));
}

task<void> device::report(contracts::phase phase, std::string error) {
  const auto orders = co_await told();
  if (!orders) throw std::runtime_error(id_.text() + " has nothing to report about");
  std::vector<contracts::deployment_state> states;
  for (const auto& one : orders->document.deployments)
    states.push_back({.namespace_ = one.namespace_,
                      .name = one.name,
                      .uid = one.uid,
                      .revision = one.revision,
                      .phase = phase,
                      .since = {},
                      .last_error = error});
  co_await report(std::move(states));
}

task<void> device::report(std::vector<contracts::deployment_state> deployments) {
  const auto text = contracts::encode_text(
      contracts::device_state{.device = id_, .boot_id = "boot", .n = ++n_, .at = {}, .deployments = std::move(deployments)});
  co_await put(streams_, contracts::device_state_bucket, id_.text(), text);
  digest_ = contracts::short_digest(text);
}

task<void> device::tell(contracts::severity severity, std::string message, std::string about) {
  const contracts::device_event event{
      .at = {}, .severity = severity, .message = std::move(message), .deployment = std::move(about)};
  const auto stored = co_await streams_.publish(
      {.subject = contracts::event_subject(id_), .payload = contracts::encode_text(event)}, std::nullopt, patience);
  if (!stored) throw std::runtime_error(stored.error().text());
}

void device::beat(std::string boot_id) {
  const contracts::heartbeat beat{.at = {}, .boot_id = std::move(boot_id), .n = n_, .digest = digest_};
  (void)streams_.over().publish({.subject = contracts::heartbeat_subject(id_), .payload = contracts::encode_text(beat)});
}

task<std::optional<device::orders>> device::told() const {
  // The test's own connection may not have found a server yet that was started again.
  if (!co_await streams_.over().wait_connected(patience)) co_return std::nullopt;
  nats::bucket from(streams_, std::string(contracts::desired_state_bucket));
  const auto entry = co_await from.get(id_.text(), patience);
  if (!entry) co_return std::nullopt;
  auto document = contracts::decode_text<contracts::desired_state>(entry->value);
  if (!document) co_return std::nullopt;
  co_return orders{entry->revision, entry->created, std::move(*document)};
}

task<bool> device::is_told(std::vector<std::string> names) const {
  const auto orders = co_await told();
  if (!orders || orders->document.device != id_) co_return false;
  std::vector<std::string> there;
  for (const auto& one : orders->document.deployments) there.push_back(one.name.text());
  co_return there == names;
}

task<void> roll_out(hub& all, device& plc, contracts::deployment_spec spec) {
  co_await all.deployments().apply("web", std::move(spec));
  co_await plc.join(all.matching());
  REQUIRE(co_await all.becomes([&] { return plc.is_told({"web"}); }));
}

}  // namespace harmony::fleet::test
