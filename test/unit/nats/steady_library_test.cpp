// SPDX-License-Identifier: Apache-2.0
// A device's clock may be a year ahead until the network corrects it. Nothing of the NATS library may sleep that long.
#include <cerrno>
#include <mutex>

#include <nats/nats.h>
#include <catch2/catch_test_macros.hpp>

#include "harmony/base/clock.hpp"
#include "nats/steady_library.hpp"

using namespace harmony;

namespace {

std::chrono::nanoseconds steady() { return steady_clock::now().time_since_epoch(); }

}  // namespace

TEST_CASE("the NATS library counts its time by the steady clock") {
  const auto before = steady();
  const std::chrono::nanoseconds now(nats_NowInNanoSeconds());
  CHECK(before <= now);
  CHECK(now <= steady());
  CHECK(std::chrono::milliseconds(nats_Now()) <= steady());
}

TEST_CASE("the NATS library waits until a time of the steady clock") {
  pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  const auto until = steady() + 20ms;
  const auto whole = std::chrono::floor<std::chrono::seconds>(until);
  const timespec time{.tv_sec = whole.count(), .tv_nsec = (until - whole).count()};
  ::pthread_mutex_lock(&mutex);
  CHECK(harmony_iot_steady_wait(&condition, &mutex, &time) == ETIMEDOUT);
  ::pthread_mutex_unlock(&mutex);
  CHECK(steady() >= until);
}
