// SPDX-License-Identifier: Apache-2.0
#include "bench/plain_nats.hpp"

#include <memory>
#include <stdexcept>

namespace harmony::bench {

namespace {

void must(natsStatus status) {
  if (status != NATS_OK) throw std::runtime_error(std::string("nats.c: ") + natsStatus_GetText(status));
}

}  // namespace

plain_nats::plain_nats(const std::string& url) {
  must(natsConnection_ConnectTo(&connection_, url.c_str()));
  must(natsConnection_JetStream(&streams_, connection_, nullptr));
}

plain_nats::~plain_nats() {
  jsCtx_Destroy(streams_);
  natsConnection_Destroy(connection_);
}

void plain_nats::put(const std::string& subject, const std::string& payload) {
  must(js_Publish(nullptr, streams_, subject.c_str(), payload.data(), static_cast<int>(payload.size()), nullptr, nullptr));
}

std::chrono::nanoseconds plain_nats::put_until_heard(const std::string& written, const std::string& heard,
                                                     const std::string& payload) {
  constexpr std::int64_t patience_ms = 10'000;
  natsSubscription* made = nullptr;
  must(natsConnection_SubscribeSync(&made, connection_, heard.c_str()));
  const std::unique_ptr<natsSubscription, decltype(&natsSubscription_Destroy)> listening(made, &natsSubscription_Destroy);
  must(natsConnection_Flush(connection_));
  const auto begun = steady_clock::now();
  put(written, payload);
  natsMsg* came = nullptr;
  must(natsSubscription_NextMsg(&came, made, patience_ms));
  const auto took = steady_clock::now() - begun;
  natsMsg_Destroy(came);
  return took;
}

}  // namespace harmony::bench
