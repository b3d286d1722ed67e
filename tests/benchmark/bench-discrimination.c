/* What validation measures on the scores of a portfolio: AUC with DeLong's interval, KS, PSI, Brier score and log loss, reliability bins, calibration line. Seconds of one
 * core, so that a busy machine tells the same; AUC on all threads too, there with the seconds that passed.
 *
 *   bench-discrimination [ROWS]      on seeded scores, 10,000,000 unless given
 *   bench-discrimination FILE        on FILE: n probabilities, n of another month (doubles), n outcomes (bytes), as bench-discrimination.py writes it to compare
 *                                    with NumPy, SciPy and scikit-learn on the same rows */
#include "base/parallel.h"
#include "math/calibration/calibration-line.h"
#include "math/calibration/probability-scores.h"
#include "math/discrimination/rank-curves.h"
#include "math/discrimination/roc-area.h"
#include "math/drift/psi.h"
#include "math/drift/two-sample.h"
#include "math/init.h"
#include "math/order-statistics.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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

/* Seconds that this program has used of all cores together. */
static double
used (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static double
now (void)
{
  return g_get_monotonic_time () / 1e6;
}

#define N_BINS 10

/* Deciles of the reference, both samples counted in them. */
static double
stability (const double *reference, const double *data, gsize n, double *work)
{
  double share[N_BINS + 1], cuts[N_BINS + 1], counts[2][N_BINS] = { 0 };
  const double *samples[] = { reference, data };

  for (guint k = 0; k <= N_BINS; k++)
    share[k] = (double) k / N_BINS;
  memcpy (work, reference, n * sizeof *work);
  am_quantiles (work, n, share, N_BINS + 1, cuts);
  for (guint s = 0; s < 2; s++)
    for (gsize i = 0; i < n; i++)
      {
        guint bin = 0;

        for (guint k = 1; k < N_BINS; k++)
          bin += samples[s][i] > cuts[k];
        counts[s][bin] += 1;
      }
  return am_psi (counts[0], counts[1], N_BINS, AM_PSI_HALF_COUNT, NULL);
}

/* Ten bins of equal width: rows, events and mean probability of each. */
static double
calibration_error (const double *p, const guint8 *event, gsize n)
{
  double rows[N_BINS] = { 0 }, events[N_BINS] = { 0 }, sums[N_BINS] = { 0 };

  for (gsize i = 0; i < n; i++)
    {
      guint bin = MIN ((guint) (p[i] * N_BINS), N_BINS - 1);

      rows[bin] += 1;
      events[bin] += event[i];
      sums[bin] += p[i];
    }
  for (guint k = 0; k < N_BINS; k++)
    sums[k] = rows[k] > 0 ? sums[k] / rows[k] : NAN;
  return am_murphy (sums, rows, events, N_BINS).ece;
}

typedef struct { gsize n; double *p, *other, *store, *work; guint8 *event; } Rows;

static void
make_rows (Rows *self)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (7);

  for (gsize i = 0; i < self->n; i++)
    {
      double x = -3 + g_rand_double (random) + g_rand_double (random) - 1 + 2 * (g_rand_double (random) - 0.5);

      self->p[i] = 1 / (1 + exp (-x));
      self->other[i] = 1 / (1 + exp (-x * 0.97));
      self->event[i] = g_rand_double (random) < self->p[i];
    }
}

static void
init_rows (Rows *self, const char *what)
{
  gboolean is_file = what != NULL && g_file_test (what, G_FILE_TEST_EXISTS);
  g_autofree char *bytes = NULL;
  gsize size = 0;

  if (is_file && !g_file_get_contents (what, &bytes, &size, NULL))
    exit (1);
  self->n = is_file ? size / 17 : what != NULL ? strtoul (what, NULL, 10) : 10000000;
  self->p = g_new (double, self->n);
  self->other = g_new (double, self->n);
  self->store = g_new (double, self->n);
  self->work = g_new (double, self->n);
  self->event = g_new (guint8, self->n);
  if (!is_file)
    {
      make_rows (self);
      return;
    }
  memcpy (self->p, bytes, 8 * self->n);
  memcpy (self->other, bytes + 8 * self->n, 8 * self->n);
  memcpy (self->event, bytes + 16 * self->n, self->n);
}

int
main (int argc, char **argv)
{
  Rows rows;
  AmClassScores scores;
  AmRocArea area;
  AmCalibrationLine line;
  AmProbabilityScores sums = { 0 };
  double start, value;

  am_init ();
  init_rows (&rows, argc > 1 ? argv[1] : NULL);
#define TIME(what, call) \
  start = used (); \
  call; \
  printf (what ": %.3f s", used () - start);
  TIME ("AUC with DeLong interval", area = area_of (rows.p, rows.event, rows.n, 1, rows.store, rows.work, &scores))
  printf (" (%.6f ± %.6f)\n", area.area, 1.96 * sqrt (area.variance));
  TIME ("KS", am_class_scores_fill (&scores, rows.p, rows.event, rows.n, rows.store, rows.work); value = am_kolmogorov_smirnov (&scores).distance)
  printf (" (%.6f)\n", value);
  TIME ("PSI", value = stability (rows.other, rows.p, rows.n, rows.work))
  printf (" (%.6f)\n", value);
  TIME ("Brier score and log loss", am_probability_scores_add (&sums, rows.p, rows.event, rows.n, 1e-15))
  printf (" (%.6f, %.6f)\n", am_brier (&sums), am_log_loss (&sums));
  TIME ("Reliability bins", value = calibration_error (rows.p, rows.event, rows.n))
  printf (" (%.6f)\n", value);
  TIME ("Calibration line", am_calibration_line (rows.p, rows.event, rows.n, rows.store, &line))
  printf (" (%.6f, %.6f)\n", line.intercept, line.slope);
  for (guint threads = 1; threads <= assay_parallel_default_threads (); threads *= 2)
    {
      double wall = now ();

      start = used ();
      area = area_of (rows.p, rows.event, rows.n, threads, rows.store, rows.work, &scores);
      printf ("AUC with DeLong interval on %u threads, %zu rows: %.3f s passed, %.3f s of cores\n", threads, rows.n, now () - wall, used () - start);
    }
  return 0;
}
