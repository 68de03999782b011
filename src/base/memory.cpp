// SPDX-License-Identifier: Apache-2.0
#include "harmony/base/memory.hpp"

#include <cstddef>
#include <cstdint>

#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

namespace harmony {

namespace {

/// Of a segment that is never written: its pages are those of the file (madvise(2), MADV_DONTNEED).
int release(dl_phdr_info* program, std::size_t /*size*/, void* /*nothing*/) {
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  for (int number = 0; number < program->dlpi_phnum; ++number) {
    const auto& segment = program->dlpi_phdr[number];
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) != 0) continue;
    const auto begin = (program->dlpi_addr + segment.p_vaddr + page - 1) / page * page;
    const auto end = (program->dlpi_addr + segment.p_vaddr + segment.p_memsz) / page * page;
    // An advice: nothing depends on it.
    if (begin < end) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
  }
  return 0;
}

}  // namespace

void release_code_pages() { ::dl_iterate_phdr(release, nullptr); }

}  // namespace harmony
