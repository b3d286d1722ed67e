/* Which seasons a series has.
 *
 * A season shows as more power at its frequency and its multiples than close by on either side. The comparison with close by is what
 * keeps trends and random walks, which have power at all low frequencies, from looking seasonal: both sides have it too. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define AM_MOST_SEASONS 8

typedef struct
{
  double period;               /* in steps */
  double strength;             /* share of the variance, beside trend and the other seasons found, that repeats; in [0, 1] */
  double p_value;              /* that chance alone puts so much power there */
  bool found;                  /* p_value below AM_SEASON_LEVEL, and a strength of at least AM_SEASON_LEAST */
} AmSeason;

#define AM_SEASON_LEVEL 0.001
#define AM_SEASON_LEAST 0.01

/* Each of candidates[n_candidates], rising, at least 2, not necessarily whole, short ones first: a season found is taken off before
 * the next is looked at. Of n_candidates 0 the clearest peaks of the spectrum are the candidates, their level divided by how many peaks
 * there could be. seasons[AM_MOST_SEASONS] has those that could be looked at (two whole periods and a value more, at least 6 values),
 * rising, whether found or not; returned is how many. 0 when y[n] is constant or not finite.
 * By harmonic: the mean power of up to 20 neighbours on each side, F with 2 and 2 k degrees; over up to 6 harmonics by Fisher's method
 * and by the smallest, twice the smaller of both. O(n) a frequency; n log n without candidates. */
size_t am_find_seasons (const double *y, size_t n, const double *candidates, size_t n_candidates, AmSeason *seasons);

/* The seasons that a step of the calendar may have, rising: of a day 7, 30.4375, 365.25; of an hour 24, 168, 8766; of a week 52.18; of a month 12; of a quarter 4.
 * A step is `months` months, or, where that is 0, `seconds` seconds. periods[AM_MOST_SEASONS]; returned is how many, 0: none known. */
size_t am_calendar_seasons (double seconds, unsigned months, double *periods);
