/* A Sobol sequence with direction numbers of our own, scrambled by a seed: points that fill the unit cube more evenly than chance does.
 *
 * Points are asked for by dimension and index, so any thread can make any part of any column; the sequence is frozen once made. The scramble
 * is nested: each digit is turned over or not by a choice that hangs on the digits before it (Owen 1995, Monte Carlo and Quasi-Monte Carlo Methods, LNS 106,
 * 299-317; by arithmetic whose carries go one way, as Laine & Karras 2011, Computer Graphics Forum 30, 1269-1276). The first 2^m points stay a net, each point alone is uniform,
 * and sequences of different seeds are independent, which is what error bars are made of. With a linear scramble some nets are very much worse than others, and intervals
 * from a few of them hold the truth too often (of a sum in 98 % to 100 % of runs, where 95 % is said); of nested ones the errors are near normal (Loh 2003, Annals of
 * Statistics 31, 1282-1324). Point 0 of a scrambled sequence is as good as any other and part of the net (Owen 2022, "On dropping the first Sobol' point");
 * unscrambled it is the corner, and is better left out. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AM_SOBOL_MOST_DIMENSIONS 1111
#define AM_SOBOL_MOST_POINTS (UINT64_C (1) << 32)

typedef struct AmSobolSequence AmSobolSequence;

/* NULL: more dimensions than there are, none, or no memory. */
AmSobolSequence *am_sobol_sequence_alloc (size_t n_dimensions, bool is_scrambled, uint64_t seed);
void am_sobol_sequence_free (AmSobolSequence *self);
size_t am_sobol_sequence_n_dimensions (const AmSobolSequence *self);

/* u[n]: coordinate `dimension` of the points [first, first + n), in (0, 1). O(n). first + n at most AM_SOBOL_MOST_POINTS.
 * Antonov & Saleev (1979), USSR Comp. Math. 19, 252-256: point i is reached from the one before by one direction number. */
void am_sobol_sequence_column (const AmSobolSequence *self, size_t dimension, uint64_t first, size_t n, double *u);
