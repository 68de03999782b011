// SPDX-License-Identifier: Apache-2.0
// JetStream's answers and deliveries. The protocol below them is the library's.
#include "door.hpp"
#include "harmony/nats/kv.hpp"
#include "nats/ack_subject.hpp"
#include "nats/api_error.hpp"
#include "nats/direct_get.hpp"
#include "nats/stream_document.hpp"
#include "nats/watch_machine.hpp"

namespace harmony::fuzz {

namespace {

void answer(std::string_view bytes) {
  const auto read = nats::decode_answer({.subject = "_INBOX.1", .payload = std::string(bytes)}, "STREAM.INFO.KV_b");
  if (!read) return;
  (void)nats::decode_stream_info(*read);
  (void)nats::decode_stream_subjects(*read);
  (void)nats::decode_consumer_pending(*read);
  if (const auto config = nats::decode_stream_config(*read)) {
    const auto ours = nats::encode(nats::bucket_stream({.name = "b"}));
    const auto updated = nats::merged(*config, ours);
    promise(!nats::differs(ours, updated), "what was updated as we want it does not differ");
    for (const auto& [key, value] : *config) promise(updated.contains(key), "what somebody else set stays");
  }
}

/// "header\nvalue\n" so many times, an empty line, and the payload.
void stored(std::string_view bytes) {
  nats::message answer{.subject = "_INBOX.1"};
  const auto line = [&bytes] {
    const auto one = bytes.substr(0, bytes.find('\n'));
    bytes.remove_prefix(std::min(bytes.size(), one.size() + 1));
    return std::string(one);
  };
  for (auto name = line(); !name.empty(); name = line()) answer.headers.push_back({std::move(name), line()});
  answer.payload = bytes;
  const auto read = nats::decode_direct(std::move(answer), "KV_b", "$KV.b.key");
  if (read) promise(!read->content.subject.empty(), "a stored message was stored under a subject");
}

void ack_subject(std::string_view bytes) { (void)nats::parse_ack_subject(bytes); }

/// "reply\nheader\nvalue\npayload" of one delivery after the other, each ended by an empty line.
void watch(std::string_view bytes) {
  nats::watch_machine machine("b", {}, 1);
  steady_clock::time_point now{};
  (void)machine.connected();
  (void)machine.stream_read(nats::stream_info{.created = "then"}, now);
  (void)machine.consumer_created(std::uint64_t{3}, now);
  (void)machine.stream_read(nats::stream_info{.created = "then"}, now);
  const auto take = [&bytes] {
    const auto line = bytes.substr(0, bytes.find('\n'));
    bytes.remove_prefix(std::min(bytes.size(), line.size() + 1));
    return std::string(line);
  };
  for (int count = 0; count < 100 && !bytes.empty(); ++count) {
    nats::message one{.subject = "$KV.b.key"};
    one.reply = take();
    auto name = take();
    auto value = take();
    if (!name.empty()) one.headers.push_back({std::move(name), std::move(value)});
    one.payload = take();
    now += 1s;
    (void)machine.received(std::move(one), now);
    (void)machine.tick(now);
  }
}

}  // namespace

std::vector<door> nats_doors() {
  return {{"nats-answer", answer}, {"nats-stored", stored}, {"nats-ack-subject", ack_subject}, {"nats-watch", watch}};
}

}  // namespace harmony::fuzz
