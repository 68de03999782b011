// SPDX-License-Identifier: Apache-2.0
// The wall clock of this program alone, set as a person or NTP sets a machine's. Durations do not see it, nor do other
// programs, nor does time(2), by which OpenSSL judges certificates: who believes to be in another year refuses them, and
// should. Whatever waits until a time of the wall clock (pthread_cond_timedwait) computes it by this one and waits by the
// machine's.
#pragma once

#include <chrono>

namespace harmony::test {

/// Ahead of the machine's; less than nothing: behind it. At any time, from any thread.
void set_wall_clock_ahead(std::chrono::seconds by);

}  // namespace harmony::test
