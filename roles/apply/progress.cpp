// SPDX-License-Identifier: Apache-2.0
#include "apply/progress.hpp"

#include <algorithm>
#include <iterator>
#include <ranges>
#include <utility>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "apply/duration.hpp"

namespace harmony::apply {

namespace {

constexpr std::size_t bar_columns = 40;
constexpr std::size_t events_shown = 5;

/// What there is to say besides numbers: who is waited for, or the operator's own words.
block_line note_on(const follow& what, steady_clock::time_point now) {
  if (!what.seen()) return {"waiting for the API server", tone::quiet};
  const auto& seen = *what.seen();
  if (what.wanted() == goal::gone)
    return what.operator_is_silent(now)
               ? block_line{fmt::format("the operator has not let go of it yet; {}", is_it_running()), tone::bad}
               : block_line{"waiting for the operator to tell the devices", tone::quiet};
  if (!is_current(seen))
    return what.operator_is_silent(now)
               ? block_line{fmt::format("the operator has not seen it yet; {}", is_it_running()), tone::bad}
               : block_line{"waiting for the operator", tone::quiet};
  if (seen.status.aggregate.matched == 0 && condition_of(seen, "SelectorMatched") != nullptr)
    return {"no device matches the selector (NoMatchingDevices); waiting, as one may still come", tone::bad};
  const auto* ready = condition_of(seen, "Ready");
  if (ready == nullptr) return {"the operator has not said how far it is", tone::quiet};
  return {fmt::format("{}: {}", ready->reason, ready->message),
          ready->status == contracts::condition_status::true_ ? tone::good : tone::plain};
}

std::string time_of_day(const contracts::timestamp& when) {
  return fmt::format("{:%H:%M:%S}", std::chrono::floor<std::chrono::seconds>(when.at));
}

}  // namespace

std::string progress_line(const follow& what, steady_clock::time_point now) {
  auto line = what.key().text() + ": ";
  const auto note = note_on(what, now);
  if (!what.seen() || what.wanted() == goal::gone || !is_current(*what.seen()) || what.seen()->status.aggregate.matched == 0)
    return line + note.text;
  const auto& counts = what.seen()->status.aggregate;
  fmt::format_to(std::back_inserter(line), "{} of {} devices ready, {} updated", counts.succeeded, counts.matched,
                 counts.updated);
  for (const auto& [count, word] :
       {std::pair{counts.failed, "failed"}, {counts.pending, "pending"}, {counts.unreachable, "unreachable"}})
    if (count > 0) fmt::format_to(std::back_inserter(line), ", {} {}", count, word);
  if (counts.last_error && counts.failed > 0)
    fmt::format_to(std::back_inserter(line), "; {}", contracts::text_of(*counts.last_error));
  return fit(line, line.size());
}

std::vector<block_line> progress_block(const follow& what, steady_clock::time_point now, std::chrono::seconds elapsed,
                                       std::size_t width, std::size_t height) {
  std::vector<block_line> block;
  auto head = what.key().text();
  if (what.seen()) {
    fmt::format_to(std::back_inserter(head), "  generation {}", what.seen()->generation);
    if (const auto& revision = what.seen()->status.update_revision; revision && is_current(*what.seen()))
      fmt::format_to(std::back_inserter(head), "  revision {:.8}", revision->text());
  }
  block.push_back({fmt::format("{}  {}", head, duration_text(elapsed)), tone::strong});
  if (what.seen() && is_current(*what.seen())) {
    const auto& counts = what.seen()->status.aggregate;
    const auto numbers = fmt::format(" {} of {} devices ready", counts.succeeded, counts.matched);
    const auto room = width > numbers.size() + 2 ? std::min(width - numbers.size() - 2, bar_columns) : 0;
    block.push_back({bar(counts.succeeded, counts.failed, counts.matched, room) + numbers,
                     counts.failed > 0                                          ? tone::bad
                     : counts.matched > 0 && counts.succeeded == counts.matched ? tone::good
                                                                                : tone::plain});
    block.push_back({fmt::format("matched {}  updated {}  ready {}  failed {}  pending {}  unreachable {}", counts.matched,
                                 counts.updated, counts.succeeded, counts.failed, counts.pending, counts.unreachable)});
  }
  block.push_back(note_on(what, now));
  if (what.seen() && is_current(*what.seen())) {
    const auto& counts = what.seen()->status.aggregate;
    if (counts.last_error) block.push_back({"last error  " + contracts::text_of(*counts.last_error), tone::bad});
    for (const auto& event : counts.recent_events | std::views::take(events_shown))
      block.push_back({fmt::format("{}  {}  {}", time_of_day(event.at), event.device_id.text(), event.message),
                       event.severity == contracts::severity::info ? tone::quiet : tone::bad});
  }
  if (block.size() > height) block.resize(height, {});
  for (auto& line : block) line.text = fit(line.text, width);
  return block;
}

}  // namespace harmony::apply
