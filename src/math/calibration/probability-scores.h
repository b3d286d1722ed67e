/* How good are probabilities? p[n] in [0, 1], event[n] 0 or 1. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* Sums over rows that can be added up in parts: fill each part from { 0 }, merge in order. */
typedef struct
{
  double n, events;
  double squares, squares_rest;              /* (p - y)^2 */
  double log_loss, log_loss_rest;            /* - y ln p - (1 - y) ln (1 - p), p clipped */
  double expected, expected_rest;            /* p */
  double variance, variance_rest;            /* p (1 - p) */
  double skewed, skewed_rest;                /* (y - p)(1 - 2 p) */
  double skewed_variance, skewed_variance_rest;   /* (1 - 2 p)^2 p (1 - p) */
  size_t n_outside;                          /* rows with p outside [0, 1] or NaN: counted, not used */
  size_t n_impossible;                       /* events with p = 0, non-events with p = 1: an infinite log loss but for the clip */
} AmProbabilityScores;

/* clip > 0: p is taken as at least clip and at most 1 - clip in the log loss (1e-15 is usual), 0: not clipped. O(n). */
void am_probability_scores_add (AmProbabilityScores *self, const double *p, const uint8_t *event, size_t n, double clip);
/* weight[n] above 0: a row of weight 2 is two rows; NULL: 1 each. */
void am_probability_scores_add_weighted (AmProbabilityScores *self, const double *p, const uint8_t *event, const double *weight, size_t n, double clip);
void am_probability_scores_merge (AmProbabilityScores *self, const AmProbabilityScores *later);

/* mean (p - y)^2: Brier (1950), Monthly Weather Review 78, 1-3. */
double am_brier (const AmProbabilityScores *self);
/* 1 - Brier / (r (1 - r)), r the event rate: the gain over the rate as the forecast of every row. NaN without events or with nothing else. */
double am_brier_skill (const AmProbabilityScores *self);
double am_log_loss (const AmProbabilityScores *self);

/* sum (y - p)(1 - 2 p) / sqrt (sum (1 - 2 p)^2 p (1 - p)), two-sided normal p: is the Brier score what these p promise? Rows are obligors, not grades.
 * Spiegelhalter (1986), Statistics in Medicine 5, 421-433. NaN when every p is 0, 1/2 or 1. */
typedef struct { double z, p_value; } AmZ;
AmZ am_spiegelhalter (const AmProbabilityScores *self);

/* Murphy (1973), J. Applied Meteorology 12, 595-600: of groups with one forecast p[k], n[k] rows and d[k] events each,
 * Brier = reliability - resolution + uncertainty. Where the p of a group are not one but a mean, the identity holds for the mean in place of each p. */
typedef struct
{
  double brier, reliability, resolution, uncertainty, skill;
  double ece, mce;               /* mean (by rows) and largest |p - d / n|: Naeini, Cooper & Hauskrecht (2015), AAAI 29 */
} AmMurphy;
AmMurphy am_murphy (const double *p, const double *n, const double *d, size_t k);

/* Interval of a rate d / n at a two-sided level: Wilson (1927), JASA 22, 209-212. NaN for n < 1 or d outside 0..n. */
typedef struct { double low, high; } AmInterval;
AmInterval am_wilson (double d, double n, double level);
/* Jeffreys': quantiles of beta (d + 1/2, n - d + 1/2); 0 where d = 0, and 1 where d = n. Brown, Cai & DasGupta (2001), Statistical Science 16, 101-133. */
AmInterval am_jeffreys_interval (double d, double n, double level);
/* Exact, by beta quantiles. Clopper & Pearson (1934), Biometrika 26, 404-413. */
AmInterval am_clopper_pearson (double d, double n, double level);
