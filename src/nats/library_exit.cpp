// SPDX-License-Identifier: Apache-2.0
#include "nats/library_exit.hpp"

void* harmony_iot_no_compression_methods() { return nullptr; }
