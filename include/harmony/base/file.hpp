// SPDX-License-Identifier: Apache-2.0
// Whole files, read and replaced so that a power cut leaves the old or the new content, never half.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "harmony/base/result.hpp"

namespace harmony {

/// The whole content. errc::not_found if it is not there, errc::too_large above `most` bytes.
[[nodiscard]] result<std::string> read_file(const std::filesystem::path& path, std::size_t most = 16U << 20U);

/// Replaces the file: written beside it, synced, renamed over it, directory synced. Mode 0600 plus nothing.
[[nodiscard]] result<void> write_file_atomically(const std::filesystem::path& path, std::string_view content);

}  // namespace harmony
