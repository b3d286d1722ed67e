/* A loop compiled twice, for any x86-64 and for those with AVX2; the machine picks when the
 * program starts. Both do the same operations in the same order and none is fused
 * (-ffp-contract=off), so the numbers are the same bit for bit. */
#pragma once

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define AM_CLONES __attribute__ ((target_clones ("avx2", "default")))
#else
#define AM_CLONES
#endif
