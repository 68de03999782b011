// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harmony/base/log.hpp"
#include "operator/event_plan.hpp"
#include "operator/reconcilers.hpp"

namespace harmony::fleet {

namespace {
constexpr auto write_limit = 10s;
/// Not at once: whoever else writes may not be done.
constexpr std::chrono::milliseconds read_again_after = 100ms;
}  // namespace

device_reconciler::device_reconciler(fleet& known, nats::bucket documents, dirty_sink look, teller tell,
                                     std::function<void(error)> outranked)
    : fleet_(known),
      documents_(std::move(documents)),
      look_(std::move(look)),
      tell_(std::move(tell)),
      outranked_(std::move(outranked)) {}

task<result<sync::outcome>> device_reconciler::reconcile(device_id device) {
  auto planned = fleet_.plan_document(device);
  tell_left_out(device, planned.left_out);
  if (!planned.next) co_return sync::outcome{};
  auto& document = *planned.next;
  auto text = contracts::encode_text(document);
  const auto* stored = fleet_.document(device);
  // The watch may have brought a later leader's document before our Lease was seen to be lost.
  if (stored != nullptr && stored->document && outranked_by(*stored->document)) co_return sync::outcome{};
  auto written = stored == nullptr ? co_await documents_.create(device.text(), std::move(text), write_limit)
                                   : co_await documents_.update(device.text(), std::move(text), stored->revision, write_limit);
  if (!written && written.error().code == errc::conflict) co_return co_await read_again(std::move(device));
  if (!written) co_return fail(std::move(written.error()).in("writing the desired document of " + device.text()));
  ++written_;
  log::debug("desired document written",
             {{"device", device.text()}, {"revision", *written}, {"deployments", document.deployments.size()}});
  look_(fleet_.document_written(device, *written, std::move(document)));
  co_return sync::outcome{};
}

void device_reconciler::tell_left_out(const device_id& device, const std::vector<contracts::desired_deployment>& left_out) {
  if (left_out.empty()) {
    told_.erase(device);
    return;
  }
  std::string names;
  for (const auto& one : left_out) names += one.uid + one.revision.text();
  const auto now = std::hash<std::string>{}(names);
  if (const auto told = told_.find(device); told != told_.end() && told->second == now) return;
  told_.insert_or_assign(device, now);
  for (const auto& one : left_out)
    tell_(about({one.namespace_.text(), one.name.text()}, one.uid,
                {.type = kube::event_type::warning,
                 .reason = "DeviceFull",
                 .action = "Match",
                 .note = fmt::format("Device {} has {} deployments, as many as it can have: this one waits for a place.",
                                     device.text(), contracts::max_deployments_a_device)}));
}

task<result<sync::outcome>> device_reconciler::read_again(device_id device) {
  auto entry = co_await documents_.get(device.text(), write_limit);
  // Removed by hand, in a way that watchers are not told of.
  if (!entry && entry.error().code == errc::not_found) {
    look_(fleet_.on_document(sync::deleted<std::string>{device.text()}));
    co_return sync::outcome{.again_after = read_again_after};
  }
  if (!entry) co_return fail(std::move(entry.error()).in("reading the desired document of " + device.text()));
  const auto document = contracts::decode_text<contracts::desired_state>(entry->value);
  if (document && outranked_by(*document)) co_return sync::outcome{};
  // The same news as the watch is about to bring, if it does.
  look_(fleet_.document_read(std::make_shared<nats::entry>(std::move(*entry))));
  co_return sync::outcome{.again_after = read_again_after};
}

bool device_reconciler::outranked_by(const contracts::desired_state& document) {
  if (!is_later(document.epoch, fleet_.epoch())) return false;
  outranked_({.code = errc::conflict,
              .message = fmt::format("the desired document of {} was written by leader {} of the Lease, and this was leader {}",
                                     document.device.text(), document.epoch.transitions, fleet_.epoch().transitions)});
  return true;
}

}  // namespace harmony::fleet
