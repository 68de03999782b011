// SPDX-License-Identifier: Apache-2.0
// OpenSSL's AES-GCM for AVX-512 is one object of 700 kB. No device has such a processor, and on one that has it the AES-NI
// code is fast enough; so the linker takes these names from here and leaves that object out (docs/decisions/0009).
#include <cstdlib>

#ifdef __x86_64__
extern "C" {
// crypto/modes/asm/aes-gcm-avx512.pl: asked once for each cipher context, before any of the others is called.
int ossl_vaes_vpclmulqdq_capable() { return 0; }

[[noreturn]] void ossl_aes_gcm_init_avx512() { std::abort(); }
[[noreturn]] void ossl_aes_gcm_setiv_avx512() { std::abort(); }
[[noreturn]] void ossl_aes_gcm_update_aad_avx512() { std::abort(); }
[[noreturn]] void ossl_aes_gcm_encrypt_avx512() { std::abort(); }
[[noreturn]] void ossl_aes_gcm_decrypt_avx512() { std::abort(); }
[[noreturn]] void ossl_aes_gcm_finalize_avx512() { std::abort(); }
[[noreturn]] void ossl_gcm_gmult_avx512() { std::abort(); }
}
#endif
