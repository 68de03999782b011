// SPDX-License-Identifier: Apache-2.0
// A device, and everything that it was ever told.
#pragma once

#include <fmt/format.h>

#include "device.hpp"
#include "hub.hpp"
#include "record.hpp"

namespace harmony::fleet::test {

struct told_device {
  told_device(hub& all, int number) : one(all.streams(), fmt::format("plc-{}", number)), history(all.streams(), one.id()) {}
  device one;
  record history;
};

}  // namespace harmony::fleet::test
