# What every target of the project is compiled and linked with.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -gline-tables-only")
set(CMAKE_CXX_FLAGS_RELEASE "-Oz -DNDEBUG")

add_library(harmony_options INTERFACE)
target_compile_options(harmony_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast -Wsuggest-override
  -Wzero-as-null-pointer-constant -Werror
  -Wno-missing-designated-field-initializers   # naming some members and leaving the others to their default is the idiom
  "SHELL:-Xclang -fno-pch-timestamp"   # ccache can then share what was compiled with the precompiled header
  -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=)
target_compile_definitions(harmony_options INTERFACE
  FMT_HEADER_ONLY               # Debian has no static libfmt
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
target_include_directories(harmony_options INTERFACE ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)

if(HARMONY_IOT_SANITIZE)
  # A sanitizer needs the dynamic C library: the sysroot's own, with its own loader.
  set(libraries ${CMAKE_SYSROOT}/usr/lib/${CMAKE_LIBRARY_ARCHITECTURE})
  target_compile_options(harmony_options INTERFACE -fsanitize=${HARMONY_IOT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  if(HARMONY_IOT_FUZZ)
    target_compile_options(harmony_options INTERFACE -O1)   # inputs a second are what counts there; elsewhere compiling takes longer than running
  endif()
  target_link_options(harmony_options INTERFACE -fsanitize=${HARMONY_IOT_SANITIZE}
    -Wl,--dynamic-linker=${libraries}/ld-linux-x86-64.so.2 -Wl,-rpath,${libraries}
    -Wl,--disable-new-dtags)   # so that the path also holds for what those libraries load
else()
  target_link_options(harmony_options INTERFACE -static)
  if(CMAKE_BUILD_TYPE STREQUAL Release)
    target_compile_options(harmony_options INTERFACE -ffunction-sections -fdata-sections -flto=thin)
    target_link_options(harmony_options INTERFACE -flto=thin -Wl,--gc-sections -Wl,--icf=safe -s)
  endif()
endif()

# Libraries of the sysroot, by the name that a room asks for.
function(harmony_sysroot_library name)
  add_library(sysroot::${name} INTERFACE IMPORTED)
  target_link_libraries(sysroot::${name} INTERFACE ${ARGN})
endfunction()
if(HARMONY_IOT_SANITIZE)
  harmony_sysroot_library(nats -lnats)   # the bare name is our room
else()
  # The library as it is waits by the wall clock, which may be set by a year (docs/decisions/0013).
  set(nats_archive ${CMAKE_SYSROOT}/usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}/libnats_static.a)
  set(steady_nats ${CMAKE_BINARY_DIR}/libnats_steady.a)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${nats_archive})
  if(${nats_archive} IS_NEWER_THAN ${steady_nats} OR ${CMAKE_CURRENT_LIST_FILE} IS_NEWER_THAN ${steady_nats})
    execute_process(COMMAND_ERROR_IS_FATAL ANY COMMAND llvm-objcopy-19
      --redefine-sym clock_gettime=harmony_iot_steady_time
      --redefine-sym pthread_cond_timedwait=harmony_iot_steady_wait
      --redefine-sym SSL_COMP_get_compression_methods=harmony_iot_no_compression_methods   # docs/decisions/0020
      ${nats_archive} ${steady_nats})
  endif()
  harmony_sysroot_library(nats ${steady_nats} protobuf-c sodium)
endif()
harmony_sysroot_library(openssl ssl crypto z zstd)
harmony_sysroot_library(json)
harmony_sysroot_library(yaml yaml-cpp)
harmony_sysroot_library(catch2 Catch2)
target_link_libraries(sysroot::nats INTERFACE sysroot::openssl)
