set(HARMONY_IOT_ARCH arm64)
set(HARMONY_IOT_TRIPLE aarch64-linux-gnu)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
include(${CMAKE_CURRENT_LIST_DIR}/clang.cmake)
