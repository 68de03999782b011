// SPDX-License-Identifier: Apache-2.0
#include "nats/watch_machine.hpp"

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

namespace harmony::nats {
namespace {

/// Two heartbeats and a half: one may be late, two may not.
std::chrono::milliseconds silence(std::chrono::milliseconds heartbeat) { return heartbeat * 5 / 2; }

/// A listing that moves nothing between this many heartbeats waits for a message that is no longer there.
constexpr unsigned most_quiet_heartbeats = 2;

/// Continuing gives the same end as a listing only while the stream is the same one, still has what we were told, and
/// kept something from before our position: if not even that, every key changed since and a listing costs the same, but
/// also shows what was removed without a marker.
bool can_continue(const watch_position& from, const stream_info& stream) {
  return from.created == stream.created && stream.last_sequence >= from.sequence && stream.first_sequence <= from.sequence + 1;
}

}  // namespace

watch_machine::watch_machine(std::string_view bucket, const watch_settings& how, random_source::result_type seed)
    : prefix_(key_subject(bucket, "")),
      longest_silence_(silence(how.heartbeat)),
      retry_(how.first_retry, how.most_retry),
      random_(seed),
      position_(how.from) {}

watch_actions watch_machine::connected() {
  if (phase_ != phase::offline) return {};
  phase_ = phase::reading;
  wake_ = time_point::max();
  return {read_stream{}};
}

watch_actions watch_machine::disconnected() {
  // The consumer may survive on the server, but what it sent meanwhile is lost.
  const bool had_consumer = phase_ == phase::creating || phase_ == phase::confirming || phase_ == phase::following;
  phase_ = phase::offline;
  wake_ = time_point::max();
  if (!had_consumer) return {};
  return {drop_consumer{session_}};
}

watch_actions watch_machine::stream_read(const result<stream_info>& stream, time_point now) {
  if (phase_ != phase::reading && phase_ != phase::confirming) return {};
  if (!stream) return give_up(now);
  if (phase_ == phase::reading) return begin(*stream);
  // The consumer is older than this answer. If the stream was replaced since the first answer, the consumer belongs to
  // the new one and skips what is in it, or to the old one and is dead.
  if (stream->created != session_at_.created) return give_up(now);
  return follow(now);
}

watch_actions watch_machine::begin(const stream_info& stream) {
  phase_ = phase::creating;
  ++session_;
  consumer_sequence_ = 0;
  quiet_heartbeats_ = 0;
  listing_ = !position_ || !can_continue(*position_, stream);
  if (!listing_) {
    session_at_ = *position_;
    return {create_consumer{.session = session_, .start = position_->sequence + 1}};
  }
  // An interrupted listing must not be continued from a position that was already found to be no good.
  position_.reset();
  // Whatever was stored up to here is in the listing or was overwritten by something that is in it.
  session_at_ = {.created = stream.created, .sequence = stream.last_sequence};
  return {create_consumer{.session = session_}};
}

watch_actions watch_machine::consumer_created(const result<std::uint64_t>& pending, time_point now) {
  if (phase_ != phase::creating) return {};
  if (!pending) return give_up(now);
  pending_ = *pending;
  phase_ = phase::confirming;
  return {read_stream{}};
}

watch_actions watch_machine::follow(time_point now) {
  phase_ = phase::following;
  wake_ = now + longest_silence_;
  watch_actions actions;
  if (!listing_) return actions;
  actions.emplace_back(deliver{.what = sync::init{}});
  if (pending_ == 0) finish_listing(actions);
  return actions;
}

watch_actions watch_machine::received(message&& what, time_point now) {
  if (phase_ != phase::following) return {};
  if (what.status() != 0) return heard_status(what, now);
  const auto said = parse_ack_subject(what.reply);
  if (!said) return {};  // published to our subject by somebody else
  if (said->consumer_sequence != consumer_sequence_ + 1) return give_up(now);
  wake_ = now + longest_silence_;
  consumer_sequence_ = said->consumer_sequence;
  quiet_heartbeats_ = 0;
  retry_.reset();
  session_at_.sequence = std::max(session_at_.sequence, said->stream_sequence);

  watch_actions actions;
  if (what.subject.starts_with(prefix_)) {
    auto key = what.subject.substr(prefix_.size());
    const bool removed = is_removal(what);
    if (!removed) {
      auto value = std::make_shared<const entry>(
          entry{.key = key, .revision = said->stream_sequence, .value = std::move(what.payload), .created = said->stored});
      if (listing_)
        actions.emplace_back(deliver{sync::item<std::string, entry>{std::move(key), std::move(value)}, said->stream_sequence});
      else
        actions.emplace_back(
            deliver{sync::applied<std::string, entry>{std::move(key), std::move(value)}, said->stream_sequence});
    } else {
      // Also in a listing: it may have told of the key before it was removed.
      actions.emplace_back(deliver{sync::deleted<std::string>{std::move(key)}, said->stream_sequence});
    }
  }
  if (listing_ && said->pending == 0) finish_listing(actions);
  if (!listing_) position_ = session_at_;
  return actions;
}

void watch_machine::finish_listing(watch_actions& actions) {
  listing_ = false;
  position_ = session_at_;
  actions.emplace_back(deliver{.what = sync::init_done{}, .sequence = session_at_.sequence});
}

watch_actions watch_machine::heard_status(const message& what, time_point now) {
  constexpr int still_here = 100;
  // 409 and others: the consumer was deleted, its leader changed, or the server shuts down.
  if (what.status() != still_here) return give_up(now);
  wake_ = now + longest_silence_;
  if (!what.reply.empty()) return {answer_flow_control{what.reply}};
  const auto text = what.header_value("Nats-Last-Consumer");
  std::uint64_t sent = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), sent);
  if (wrong != std::errc{} || end != text.data() + text.size() || sent != consumer_sequence_) return give_up(now);
  if (listing_ && ++quiet_heartbeats_ >= most_quiet_heartbeats) return give_up(now);
  retry_.reset();
  // An answer that got lost holds everything up; the server then repeats its question in the heartbeat.
  if (const auto stalled = what.header_value("Nats-Consumer-Stalled"); !stalled.empty())
    return {answer_flow_control{std::string(stalled)}};
  return {};
}

watch_actions watch_machine::look_again() {
  position_.reset();
  // In any other phase the stream is being asked, or will be.
  const bool had_consumer = phase_ == phase::following;
  if (!had_consumer && phase_ != phase::resting) return {};
  phase_ = phase::reading;
  wake_ = time_point::max();
  if (!had_consumer) return {read_stream{}};
  return {drop_consumer{session_}, read_stream{}};
}

watch_actions watch_machine::tick(time_point now) {
  if (now < wake_) return {};
  if (phase_ == phase::following) return give_up(now);
  if (phase_ != phase::resting) return {};
  phase_ = phase::reading;
  wake_ = time_point::max();
  return {read_stream{}};
}

watch_actions watch_machine::give_up(time_point now) {
  const bool had_consumer = phase_ != phase::reading;
  phase_ = phase::resting;
  wake_ = now + retry_.next(random_);
  if (!had_consumer) return {};
  return {drop_consumer{session_}};
}

watch_machine::time_point watch_machine::wake_at() const { return wake_; }

}  // namespace harmony::nats
