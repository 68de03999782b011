// SPDX-License-Identifier: Apache-2.0
#include "nats/library.hpp"

#include <mutex>
#include <string>
#include <utility>

#include "harmony/base/clock.hpp"
#include "harmony/base/log.hpp"

#if __has_feature(address_sanitizer)
// Closing, nats.c 3.10 stops its garbage collector before its delivery thread: a few messages that the thread gives to it in
// between are lost.
extern "C" const char* __lsan_default_suppressions() { return "leak:natsMsg_createWithPadding"; }
#endif

#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
// Those builds have the shared library, which finds this before OpenSSL's: see nats/library_exit.hpp.
extern "C" void* SSL_COMP_get_compression_methods() { return nullptr; }
#endif

namespace harmony::nats {
namespace {

/// A write that the network does not take within this breaks the connection.
constexpr std::chrono::milliseconds write_deadline = 5s;
constexpr std::chrono::milliseconds close_limit = 10s;

/// Who opens and who closes must not overlap (nats.h: nats_Open and nats_Close may not run concurrently).
std::mutex& gate() {
  static std::mutex only;
  return only;
}
unsigned users = 0;

result<void> open() {
  natsClientConfig config{};
  config.DefaultWriteDeadline = write_deadline.count();
  config.LockSpinCount = -1;
  config.DefaultToThreadPool = true;  // one delivery thread for every subscription keeps their order and the count low
  config.ThreadPoolMax = 1;
  if (const auto status = nats_OpenWithConfig(&config); status != NATS_OK)
    return fail(library_error(status, "the NATS library cannot be opened"));
  return {};
}

errc code_of(natsStatus status) {
  switch (status) {
    case NATS_CONNECTION_AUTH_FAILED: return errc::unauthorized;
    case NATS_NOT_PERMITTED: return errc::forbidden;
    case NATS_MAX_PAYLOAD: return errc::too_large;
    case NATS_INVALID_ARG:
    case NATS_INVALID_SUBJECT: return errc::invalid;
    case NATS_TIMEOUT: return errc::timeout;
    case NATS_PROTOCOL_ERROR: return errc::protocol;
    case NATS_NO_SERVER_SUPPORT: return errc::unsupported;
    case NATS_NO_SERVER:
    case NATS_NOT_YET_CONNECTED:
    case NATS_CONNECTION_CLOSED:
    case NATS_CONNECTION_DISCONNECTED:
    case NATS_STALE_CONNECTION:
    case NATS_INSUFFICIENT_BUFFER:
    case NATS_IO_ERROR:
    case NATS_DRAINING: return errc::unavailable;
    default: return errc::failed;
  }
}

}  // namespace

library::library() {
  const std::scoped_lock one_at_a_time(gate());
  if (users++ == 0) opened_ = open();
}

library::~library() {
  const std::scoped_lock one_at_a_time(gate());
  if (--users > 0) return;
  if (const auto status = nats_CloseAndWait(close_limit.count()); status != NATS_OK && status != NATS_NOT_INITIALIZED)
    log::warning("the NATS library did not end its threads", {{"status", natsStatus_GetText(status)}});
}

error library_error(natsStatus status, std::string message, const char* words) {
  const bool silent = words == nullptr || *words == '\0';
  return {.code = code_of(status), .message = std::move(message), .detail = silent ? natsStatus_GetText(status) : words};
}

}  // namespace harmony::nats
