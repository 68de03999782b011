// SPDX-License-Identifier: Apache-2.0
// List, watch, resume, relist: what to do next and what to tell. Pure; kube::watcher performs it.
// After kube-rs' watcher and client-go's reflector.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <boost/json/value.hpp>

#include "harmony/base/backoff.hpp"
#include "harmony/base/clock.hpp"
#include "harmony/base/result.hpp"
#include "harmony/kube/resource.hpp"
#include "harmony/sync/event.hpp"

namespace harmony::kube {

/// Objects are passed on as the server sent them, without managedFields and always with apiVersion and kind: one that
/// the consumer's type can't read must neither vanish nor look deleted, so reading it is the consumer's part.
using watch_event = sync::event<object_key, boost::json::value>;
using watch_events = std::vector<watch_event>;

/// LIST one page. An empty token asks for the first.
struct list_page {
  std::string continue_from;
};
/// Open a WATCH after this version.
struct open_watch {
  std::string resource_version;
};
/// Read the open watch's next line.
struct read_line {};
/// Close the watch if one is open, and wait.
struct back_off {
  std::chrono::milliseconds duration;
  error why;
};
using watch_action = std::variant<list_page, open_watch, read_line, back_off>;

/// Ask `next`, perform it, report how it went, again for ever.
///
/// Guarantees: each `init` is followed by a complete listing or by another `init`; what changed between a listing and its
/// watch, and across any interruption of the watch, is either delivered or covered by a new listing.
class watch_machine {
 public:
  explicit watch_machine(random_source::result_type seed) : random_(seed) {}

  /// A `back_off` is returned once; asking again after it gives the action behind it.
  [[nodiscard]] watch_action next();

  /// The page that `list_page` asked for.
  [[nodiscard]] watch_events listed(boost::json::value page, steady_clock::time_point now);
  /// The watch is open.
  void opened(steady_clock::time_point now);
  /// One line of it.
  [[nodiscard]] watch_events line(std::string_view text, steady_clock::time_point now);
  /// The watch ended by itself or was silent too long: the next one resumes where it stopped, unless nothing was heard there
  /// for a quarter of an hour.
  void ended(steady_clock::time_point now);
  /// The action failed. errc::gone leads to a new listing, anything else to another try.
  void failed(error why, steady_clock::time_point now);

 private:
  struct listing {
    std::string continue_from;
  };
  struct listed_at {
    std::string resource_version;
  };
  struct watching {
    std::string resource_version;
    steady_clock::time_point since;
    bool heard;  ///< a line was read
  };

  [[nodiscard]] result<watch_events> read_event(std::string_view text, watching& now_at);

  std::variant<listing, listed_at, watching> state_ = listing{};
  std::optional<back_off> back_off_{};
  backoff waits_{std::chrono::milliseconds(800), std::chrono::seconds(30)};
  std::optional<steady_clock::time_point> last_failure_{};
  steady_clock::time_point last_heard_{};  ///< a line or a listing
  int refused_ = 0;                        ///< failures of this position since it last moved
  random_source random_;
};

}  // namespace harmony::kube
