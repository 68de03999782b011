// SPDX-License-Identifier: Apache-2.0
#include "harmony/base/version.hpp"

#include "commit.hpp"

namespace harmony {

std::string_view version() { return HARMONY_IOT_VERSION; }
std::string_view commit() { return HARMONY_IOT_COMMIT; }

}  // namespace harmony
