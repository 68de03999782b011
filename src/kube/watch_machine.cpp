// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/watch_machine.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <boost/json/object.hpp>

#include "harmony/kube/metadata.hpp"
#include "harmony/kube/status.hpp"
#include "kube/json_read.hpp"

namespace harmony::kube {
namespace {

constexpr auto healthy_after = 2min;  // without a failure: the next wait is short again
constexpr auto deaf_after = 15min;    // etcd tells of its progress, which is a bookmark, every ten minutes at the latest
constexpr auto too_short = 1s;        // a watch that ends sooner, without a word, is a failure
constexpr int refusals_most = 5;      // a position that fails so often in a row is given up for a new listing

std::string version_of(const boost::json::value& object) {
  return std::string(text_member(member(object, "metadata"), "resourceVersion"));
}

/// The items of a list of a built-in type come without apiVersion and kind; those of a watch have them.
void name_type(boost::json::value& item, const boost::json::value& page) {
  auto& object = item.get_object();
  std::string_view kind = text_member(page, "kind");
  if (object.contains("kind") || !kind.ends_with("List")) return;
  kind.remove_suffix(std::string_view("List").size());
  object["apiVersion"] = text_member(page, "apiVersion");
  object["kind"] = kind;
}

result<watch_events> items_of(boost::json::value& page) {
  watch_events events;
  auto* items = page.is_object() ? page.get_object().if_contains("items") : nullptr;
  if (items == nullptr || items->is_null()) return events;
  if (!items->is_array()) return fail(errc::protocol, "the listing has no items");
  for (auto& one : items->get_array()) {
    auto key = key_of(one);
    if (!key) return fail(errc::protocol, "the listing has an item without a name");
    name_type(one, page);
    drop_managed_fields(one);
    events.emplace_back(sync::item<object_key, boost::json::value>{*std::move(key),
                                                                   std::make_shared<const boost::json::value>(std::move(one))});
  }
  return events;
}

}  // namespace

watch_action watch_machine::next() {
  if (back_off_) return *std::exchange(back_off_, {});
  if (const auto* list = std::get_if<listing>(&state_)) return list_page{list->continue_from};
  if (const auto* at = std::get_if<listed_at>(&state_)) return open_watch{at->resource_version};
  return read_line{};
}

watch_events watch_machine::listed(boost::json::value page, steady_clock::time_point now) {
  auto items = items_of(page);
  if (!items) return failed(std::move(items).error(), now), watch_events();
  const auto* metadata = member(page, "metadata");
  const auto continue_from = text_member(metadata, "continue");
  auto version = version_of(page);
  if (version.empty()) return failed({errc::protocol, "the listing has no resourceVersion"}, now), watch_events();

  if (std::get<listing>(state_).continue_from.empty()) items->insert(items->begin(), sync::init{});
  if (!continue_from.empty()) {
    state_ = listing{std::string(continue_from)};
  } else {
    items->push_back(sync::init_done{});
    state_ = listed_at{std::move(version)};
    refused_ = 0;
    last_heard_ = now;
  }
  return *std::move(items);
}

void watch_machine::opened(steady_clock::time_point now) {
  state_ = watching{std::move(std::get<listed_at>(state_).resource_version), now, false};
}

watch_events watch_machine::line(std::string_view text, steady_clock::time_point now) {
  auto& at = std::get<watching>(state_);
  auto events = read_event(text, at);
  if (!events) return failed(std::move(events).error(), now), watch_events();
  at.heard = true;
  last_heard_ = now;
  refused_ = 0;
  return *std::move(events);
}

result<watch_events> watch_machine::read_event(std::string_view text, watching& now_at) {
  auto line = parse_json(text);
  if (!line) return fail(std::move(line).error().in("reading a line of the watch"));
  const std::string type(text_member(*line, "type"));
  // A server that fails before it has sent anything may write a bare Status.
  if (text_member(*line, "kind") == "Status") return fail(to_error(status_of(*line), "the watch"));
  auto* object = line->is_object() ? line->get_object().if_contains("object") : nullptr;
  if (object == nullptr) return fail(errc::protocol, "the watch sent a line that is no event");
  if (type == "ERROR") return fail(to_error(status_of(*object), "the watch"));

  auto version = version_of(*object);
  if (version.empty()) return fail(errc::protocol, "the watch sent an object without a resourceVersion");
  watch_events events;
  if (type != "BOOKMARK") {
    auto key = key_of(*object);
    if (!key) return fail(errc::protocol, "the watch sent an object without a name");
    drop_managed_fields(*object);
    if (type == "ADDED" || type == "MODIFIED")
      events.emplace_back(sync::applied<object_key, boost::json::value>{
          *std::move(key), std::make_shared<const boost::json::value>(std::move(*object))});
    else if (type == "DELETED")
      events.emplace_back(sync::deleted<object_key>{*std::move(key)});
    else
      return fail(errc::protocol, fmt::format("the watch sent an event of type \"{}\"", type));
  }
  now_at.resource_version = std::move(version);
  return events;
}

void watch_machine::ended(steady_clock::time_point now) {
  auto& at = std::get<watching>(state_);
  if (!at.heard && now - at.since < too_short) return failed({errc::unavailable, "the watch ended as soon as it began"}, now);
  // An API server takes a position that its etcd, restored from a backup, has not reached, and then says nothing up to there.
  if (now - last_heard_ >= deaf_after)
    state_ = listing{};
  else
    state_ = listed_at{std::move(at.resource_version)};
  refused_ = 0;
}

void watch_machine::failed(error why, steady_clock::time_point now) {
  if (last_failure_ && now - *last_failure_ >= healthy_after) waits_.reset();
  last_failure_ = now;
  ++refused_;
  if (auto* at = std::get_if<watching>(&state_)) state_ = listed_at{std::move(at->resource_version)};
  // A half-read listing starts over: its later pages may belong to another version. A position that keeps failing for
  // whatever reason (a restored etcd is behind it, an event that can't be read) is not worth more than the truth.
  if (why.code == errc::gone || refused_ >= refusals_most || std::holds_alternative<listing>(state_)) {
    state_ = listing{};
    refused_ = 0;
  }
  const auto wait = std::max<std::chrono::milliseconds>(waits_.next(random_), why.retry_after);
  back_off_ = back_off{wait, std::move(why)};
}

}  // namespace harmony::kube
