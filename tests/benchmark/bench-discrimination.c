/* AUC with DeLong's interval, KS, Brier score and calibration line on scores of a seeded portfolio: bench-discrimination [ROWS]. The same on one and on all threads.
 * bench-discrimination.py does the same with scikit-learn. */
#include "base/parallel.h"
#include "math/calibration/calibration-line.h"
#include "math/calibration/probability-scores.h"
#include "math/discrimination/rank-curves.h"
#include "math/discrimination/roc-area.h"
#include "math/drift/two-sample.h"
#include "math/init.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define MOST_PARTS 64

typedef struct { double *values[MOST_PARTS], *work[MOST_PARTS]; gsize n[MOST_PARTS]; } Parts;

static gboolean
sort_part (gsize item, guint worker, gpointer user_data, GError **error)
{
  Parts *self = user_data;

  am_radix_sort (self->values[item], self->n[item], self->work[item]);
  return TRUE;
}

static void
merge (const double *a, gsize n_a, const double *b, gsize n_b, double *out)
{
  gsize i = 0, k = 0;

  for (gsize at = 0; at < n_a + n_b; at++)
    out[at] = k >= n_b || (i < n_a && a[i] <= b[k]) ? a[i++] : b[k++];
}

/* Each class in two halves, sorted side by side and merged: a large book has few events, so classes alone would leave one thread idle. */
static AmRocArea
area_of (const double *score, const guint8 *event, gsize n, guint n_threads, double *store, double *work, AmClassScores *scores)
{
  Parts parts;
  gsize n_others, n_events;

  am_class_scores_split (scores, score, event, n, store);
  n_others = scores->n_nonevents;
  n_events = scores->n_events;
  parts = (Parts) { { store, store + n_others / 2, store + n_others, store + n_others + n_events / 2 },
                    { work, work + n_others / 2, work + n_others, work + n_others + n_events / 2 },
                    { n_others / 2, n_others - n_others / 2, n_events / 2, n_events - n_events / 2 } };
  assay_parallel_for (n_threads, 4, sort_part, &parts, NULL, NULL);
  merge (parts.values[0], parts.n[0], parts.values[1], parts.n[1], work);
  merge (parts.values[2], parts.n[2], parts.values[3], parts.n[3], work + n_others);
  scores->nonevents = work;
  scores->events = work + n_others;
  return am_roc_area (scores);
}

static double
now (void)
{
  return g_get_monotonic_time () / 1e6;
}

int
main (int argc, char **argv)
{
  gsize n = argc > 1 ? strtoul (argv[1], NULL, 10) : 10000000;
  g_autofree double *p = g_new (double, n), *store = g_new (double, n), *work = g_new (double, n);
  g_autofree guint8 *event = g_new (guint8, n);
  g_autoptr(GRand) random = g_rand_new_with_seed (7);
  AmClassScores scores;
  AmCalibrationLine line;
  AmProbabilityScores sums = { 0 };
  double start, took, first;

  am_init ();
  for (gsize i = 0; i < n; i++)
    {
      double x = -3 + g_rand_double (random) + g_rand_double (random) - 1 + 2 * (g_rand_double (random) - 0.5);

      p[i] = 1 / (1 + exp (-x));
      event[i] = g_rand_double (random) < p[i];
    }
  for (guint threads = 1; threads <= assay_parallel_default_threads (); threads *= 2)
    {
      AmRocArea area;

      start = now ();
      area = area_of (p, event, n, threads, store, work, &scores);
      took = now () - start;
      printf ("AUC with DeLong interval, %zu rows, %u threads: %.3f s (%.6f ± %.6f)\n", n, threads, took, area.area, 1.96 * sqrt (area.variance));
    }
  start = now ();
  first = am_kolmogorov_smirnov (&scores).distance;
  printf ("KS of sorted classes: %.3f s (%.6f)\n", now () - start, first);
  start = now ();
  am_probability_scores_add (&sums, p, event, n, 1e-15);
  printf ("Brier score, log loss and Spiegelhalter: %.3f s (%.6f, %.6f)\n", now () - start, am_brier (&sums), am_log_loss (&sums));
  start = now ();
  am_calibration_line (p, event, n, store, &line);
  printf ("Calibration line: %.3f s (%.6f, %.6f)\n", now () - start, line.intercept, line.slope);
  return 0;
}
