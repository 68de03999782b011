// SPDX-License-Identifier: Apache-2.0
#include "nats/library_exit.hpp"

void* harmony_iot_no_compression_methods() { return nullptr; }

#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
// Those builds have the library as it is, a shared one: what it finds first is this.
extern "C" void* SSL_COMP_get_compression_methods() { return nullptr; }
#endif
