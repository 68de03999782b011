// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/watcher.hpp"

#include <algorithm>
#include <optional>
#include <random>
#include <utility>

#include "harmony/base/log.hpp"
#include "harmony/kube/request.hpp"

namespace harmony::kube {
namespace {

/// Beyond the server's own end of a watch.
constexpr std::chrono::milliseconds grace = 5s;
/// Of the largest objects that etcd takes, which are 1.5 MiB, one answer can hold this many: a page that is too large would be
/// so at each try.
constexpr std::size_t objects_a_page = 40;

}  // namespace

task<void> watcher::run(watch_sink sink) {
  watch_machine machine(std::random_device{}());
  std::optional<http::line_stream> stream;
  const auto tell = [&sink](watch_events events) {
    for (auto& one : events) sink(std::move(one));
  };
  for (;;) {
    const auto action = machine.next();
    if (std::holds_alternative<read_line>(action)) {
      auto line = co_await stream->next(std::min<std::chrono::milliseconds>(target_.lasts + grace, target_.silence));
      const auto now = steady_clock::now();
      if (line && *line) {
        tell(machine.line(**line, now));
        continue;
      }
      stream.reset();
      if (line || line.error().code == errc::timeout)
        machine.ended(now);
      else
        machine.failed(std::move(line).error(), now);
      continue;
    }
    stream.reset();
    if (const auto* failure = std::get_if<back_off>(&action)) {
      report(*failure);
      co_await sleep_for(failure->duration);
    } else if (const auto* page = std::get_if<list_page>(&action)) {
      auto listed = co_await server_->call(list_request(target_.type, target_.namespace_,
                                                        {.label_selector = target_.label_selector,
                                                         .field_selector = target_.field_selector,
                                                         .limit = objects_a_page,
                                                         .continue_from = page->continue_from}));
      if (listed)
        tell(machine.listed(*std::move(listed), steady_clock::now()));
      else
        machine.failed(std::move(listed).error(), steady_clock::now());
    } else if (const auto* from = std::get_if<open_watch>(&action)) {
      auto opened = co_await server_->open(watch_request(target_.type, target_.namespace_,
                                                         {.label_selector = target_.label_selector,
                                                          .field_selector = target_.field_selector,
                                                          .resource_version = from->resource_version,
                                                          .timeout = target_.lasts}));
      if (opened) {
        log::debug("watch opened", {{"resource", target_.type.plural}, {"after", from->resource_version}});
        stream = *std::move(opened);
        machine.opened(steady_clock::now());
        report_success();
      } else {
        machine.failed(std::move(opened).error(), steady_clock::now());
      }
    }
  }
}

void watcher::report(const back_off& failure) {
  // A position that is no longer kept is normal after a pause of some minutes, and the listing that follows repairs it: once.
  if (failure.why.code == errc::gone && !std::exchange(was_gone_, true)) {
    log::info("watch position is gone, listing again", {{"resource", target_.type.plural}, failure.why});
    return;
  }
  auto text = failure.why.text();
  if (text == reported_) return;
  log::warning("watch failed, trying again", {{"resource", target_.type.plural}, failure.why});
  reported_ = std::move(text);
}

void watcher::report_success() {
  was_gone_ = false;
  if (reported_.empty()) return;
  log::info("watch works again", {{"resource", target_.type.plural}});
  reported_.clear();
}

}  // namespace harmony::kube
