// SPDX-License-Identifier: Apache-2.0
#include "harmony/contracts/score.hpp"

#include "harmony/contracts/digest.hpp"

namespace harmony::contracts {

revision revision_of(const score& value) { return *revision::parse(sha256_hex(encode_text(value))); }

}  // namespace harmony::contracts
