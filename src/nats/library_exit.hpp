// SPDX-License-Identifier: Apache-2.0
// What nats.c 3.10 is linked with in place of a call that it makes when the process exits, under a name that
// packaging/cmake/options.cmake gives it in its copy of the library (docs/decisions/0020).
#pragma once

extern "C" {

/// SSL_COMP_get_compression_methods, which the library asks for only to free what it returns. That is OpenSSL's, which frees it
/// at exit too: with NULL the library frees nothing. (src/glib/glib.c, `_finalCleanup`; gone from nats.c 3.11.)
void* harmony_iot_no_compression_methods();

}  // extern "C"
