// SPDX-License-Identifier: Apache-2.0
// What nats.c is linked with in place of the wall clock (docs/decisions/0013): two calls of the C library, under names that
// packaging/cmake/options.cmake gives them in its copy of the library.
#pragma once

#include <ctime>

#include <pthread.h>

extern "C" {

/// clock_gettime, of whatever clock it is asked for the steady one.
int harmony_iot_steady_time(clockid_t asked, timespec* now);
/// pthread_cond_timedwait until a time of that clock.
int harmony_iot_steady_wait(pthread_cond_t* condition, pthread_mutex_t* held, const timespec* until);

}  // extern "C"
