/* A loop compiled for any x86-64, for those with AVX2 and those with AVX-512; the machine picks when
 * the program starts. All do the same operations in the same order and none is fused
 * (-ffp-contract=off), so the numbers are the same bit for bit. */
#pragma once

/* GCC keeps the arrays of such a function for its widest vectors, but the frames that the address sanitizer gives it are
 * aligned to 32 bytes only, and aligned moves of 64 fault (GCC bug 110027): there one form has to do. */
#ifdef AM_CLONES
#elif defined(__SANITIZE_ADDRESS__)
#define AM_CLONES
#elif defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define AM_CLONES __attribute__ ((target_clones ("avx512f", "avx2", "default")))
#else
#define AM_CLONES
#endif
