/* A loop compiled for any x86-64, for those with AVX2 and those with AVX-512; the machine picks when
 * the program starts. All do the same operations in the same order and none is fused
 * (-ffp-contract=off), so the numbers are the same bit for bit. */
#pragma once

#ifdef AM_CLONES
#elif defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define AM_CLONES __attribute__ ((target_clones ("avx512f", "avx2", "default")))
#else
#define AM_CLONES
#endif
