# clang 19 and lld against a Debian 13 sysroot; the including file names the target (docs/decisions/0005).
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_C_COMPILER clang-19)
set(CMAKE_CXX_COMPILER clang++-19)
set(CMAKE_AR llvm-ar-19)
set(CMAKE_RANLIB llvm-ranlib-19)
set(CMAKE_C_COMPILER_TARGET ${HARMONY_IOT_TRIPLE})
set(CMAKE_CXX_COMPILER_TARGET ${HARMONY_IOT_TRIPLE})
set(HARMONY_IOT_SYSROOTS $ENV{HARMONY_IOT_CACHE}/sysroot CACHE PATH "Where packaging/sysroot/make-sysroot put the sysroots")
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES HARMONY_IOT_SYSROOTS)
set(CMAKE_SYSROOT ${HARMONY_IOT_SYSROOTS}/${HARMONY_IOT_ARCH})
set(CMAKE_LIBRARY_ARCHITECTURE ${HARMONY_IOT_TRIPLE})
# By its path without the /lib link in it: ninja shortens "lib/gcc/../.." as text, and would look for headers where none are.
set(CMAKE_CXX_FLAGS_INIT --gcc-install-dir=${CMAKE_SYSROOT}/usr/lib/gcc/${HARMONY_IOT_TRIPLE}/14)
set(CMAKE_EXE_LINKER_FLAGS_INIT -fuse-ld=lld-19)

# Programs come from the build machine, everything else from the sysroot alone.
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
