// SPDX-License-Identifier: Apache-2.0
// A watch machine with its server played by hand: what it does is written down as short words.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "nats/watch_machine.hpp"

namespace harmony::nats {

inline std::string word(const watch_action& action) {
  struct words {
    std::string operator()(const read_stream&) const { return "read"; }
    std::string operator()(const create_consumer& what) const {
      return what.start ? fmt::format("create {} from {}", what.session, *what.start) : fmt::format("create {}", what.session);
    }
    std::string operator()(const drop_consumer& what) const { return fmt::format("drop {}", what.session); }
    std::string operator()(const answer_flow_control& what) const { return fmt::format("answer {}", what.subject); }
    std::string operator()(const deliver& what) const { return std::visit(*this, what.what); }
    std::string operator()(const sync::init&) const { return "init"; }
    std::string operator()(const sync::init_done&) const { return "done"; }
    std::string operator()(const sync::item<std::string, entry>& what) const { return item("item", what.key, *what.value); }
    std::string operator()(const sync::applied<std::string, entry>& what) const {
      return item("applied", what.key, *what.value);
    }
    std::string operator()(const sync::deleted<std::string>& what) const { return "deleted " + what.key; }
    static std::string item(std::string_view how, const std::string& key, const entry& value) {
      return fmt::format("{} {}={}@{}", how, key, value.value, value.revision);
    }
  };
  return std::visit(words{}, action);
}

struct watch_fixture {
  using words = std::vector<std::string>;

  explicit watch_fixture(watch_settings how = {}) : machine("b", how, 7) {}

  steady_clock::time_point now{1h};
  watch_machine machine;
  std::uint64_t consumer_sequence = 0;

  static words said(const watch_actions& actions) {
    words all;
    for (const auto& one : actions) all.push_back(word(one));
    return all;
  }
  words read(std::string created, std::uint64_t first, std::uint64_t last) {
    return said(machine.stream_read(
        stream_info{.created = std::move(created), .first_sequence = first, .last_sequence = last, .messages = 0}, now));
  }
  words read_failed(errc code = errc::not_found) { return said(machine.stream_read(fail(code, "no"), now)); }
  words created(std::uint64_t pending) {
    consumer_sequence = 0;
    return said(machine.consumer_created(pending, now));
  }
  words create_failed() { return said(machine.consumer_created(fail(errc::timeout, "no"), now)); }

  message delivery(std::string key, std::string value, std::uint64_t sequence, std::uint64_t pending,
                   std::vector<header> headers = {}) {
    return {.subject = "$KV.b." + key,
            .reply = fmt::format("$JS.ACK.KV_b.c.1.{}.{}.1700000000000000000.{}", sequence, ++consumer_sequence, pending),
            .headers = std::move(headers),
            .payload = std::move(value)};
  }
  words put(std::string key, std::string value, std::uint64_t sequence, std::uint64_t pending = 0) {
    return said(machine.received(delivery(std::move(key), std::move(value), sequence, pending), now));
  }
  words removal(std::string key, std::uint64_t sequence, std::uint64_t pending = 0) {
    return said(machine.received(delivery(std::move(key), "", sequence, pending, {{"KV-Operation", "DEL"}}), now));
  }
  words heartbeat(std::uint64_t last_consumer_sequence, std::vector<header> more = {}) {
    more.push_back({"Status", "100"});
    more.push_back({"Nats-Last-Consumer", std::to_string(last_consumer_sequence)});
    return said(machine.received({.subject = "inbox", .headers = std::move(more)}, now));
  }
  words tick_after(std::chrono::milliseconds later) {
    now += later;
    return said(machine.tick(now));
  }
  /// Up to a finished listing of a=1@5 and b=2@7 in the stream "A".
  void list() {
    (void)machine.connected();
    (void)read("A", 3, 7);
    (void)created(2);
    (void)read("A", 3, 7);
    (void)put("a", "1", 5, 1);
    (void)put("b", "2", 7, 0);
  }
};

}  // namespace harmony::nats
