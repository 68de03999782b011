// SPDX-License-Identifier: Apache-2.0
#include "nats/steady_library.hpp"

int harmony_iot_steady_time(clockid_t /*asked*/, timespec* now) { return ::clock_gettime(CLOCK_MONOTONIC, now); }

int harmony_iot_steady_wait(pthread_cond_t* condition, pthread_mutex_t* held, const timespec* until) {
  return ::pthread_cond_clockwait(condition, held, CLOCK_MONOTONIC, until);
}
