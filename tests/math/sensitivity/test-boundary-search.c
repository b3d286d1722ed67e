/* The smallest move over a limit, where it is known in closed form or by trying all. */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "math/init.h"
#include "math/sensitivity/boundary-search.h"
#include "math/sensitivity/gaussian-copula.h"

#define MOST 20
#define g_assert_near(a, b, tolerance) g_assert_cmpfloat (fabs ((a) - (b)), <=, tolerance)

typedef struct
{
  double (*value) (const double *z, const double *c, size_t k);
  const double *c;
  size_t k, n, stop_after;
  gboolean is_whole;
} Function;

static bool
evaluate (void *data, double *z, size_t n, double *y)
{
  Function *self = data;

  self->n += n;
  for (size_t i = 0; i < n * self->k && self->is_whole; i++)
    z[i] = round (z[i]);
  for (size_t i = 0; i < n; i++)
    y[i] = self->value (z + i * self->k, self->c, self->k);
  return self->stop_after == 0 || self->n < self->stop_after;
}

static double
linear (const double *z, const double *c, size_t k)
{
  double sum = 0;

  for (size_t i = 0; i < k; i++)
    sum += c[i] * z[i];
  return sum;
}

static double
bowl (const double *z, const double *c, size_t k)
{
  double sum = 0;

  for (size_t i = 0; i < k; i++)
    sum += c[i] * z[i] * z[i];
  return sum;
}

/* Two boxes to fall into, as trees have them: one far along one input, one near in the corner of two others. */
static double
steps (const double *z, const double *c, size_t k)
{
  (void) c;
  (void) k;
  return (z[0] > 1.3) + (z[1] > 0.7 && z[2] < -0.4);
}

static double
corner (const double *z, const double *c, size_t k)
{
  double least = INFINITY;

  (void) c;
  for (size_t i = 0; i < k; i++)
    least = fmin (least, i % 2 == 0 ? z[i] : -z[i]);
  return least;
}

static double
ishigami (const double *z, const double *c, size_t k)
{
  double sd = 2 * G_PI / sqrt (12), x = z[0] * sd, y = z[1] * sd, w = z[2] * sd;

  (void) c;
  (void) k;
  return sin (x) + 7 * sin (y) * sin (y) + 0.1 * w * w * w * w * sin (x);
}

static double
half_nan (const double *z, const double *c, size_t k)
{
  return z[0] < -0.5 ? NAN : linear (z, c, k);
}

static AmBoundaryMove
search (Function *function, const double *correlations, double box, const AmBoundaryLimit *limit, gboolean is_quick, double *z)
{
  double low[MOST], high[MOST];
  AmBoundaryProblem problem = { function->k, correlations, low, high, evaluate, function, 1, 20000, 100000, NULL };
  AmBoundarySearch *self;
  AmBoundaryMove move;

  for (guint i = 0; i < MOST; i++)
    {
      low[i] = -box;
      high[i] = box;
    }
  self = am_boundary_search_new (&problem);
  g_assert_nonnull (self);
  g_assert_true (am_boundary_search_find (self, limit, is_quick, function, &move, z));
  g_assert_near (am_boundary_search_get_size (self, z), move.size, 1e-9);
  g_assert_cmpuint (am_boundary_search_get_n_runs (self) + move.n_runs, ==, function->n);
  am_boundary_search_free (self);
  return move;
}

/* Correlations of k inputs that share two factors. */
static void
draw_correlations (double *r, size_t k)
{
  double a[MOST], b[MOST];

  for (size_t i = 0; i < k; i++)
    {
      a[i] = g_test_rand_double_range (-1, 1);
      b[i] = g_test_rand_double_range (-1, 1);
    }
  for (size_t i = 0; i < k; i++)
    for (size_t j = 0; j < k; j++)
      r[i * k + j] = i == j ? 1 : (a[i] * a[j] + b[i] * b[j]) / sqrt ((a[i] * a[i] + b[i] * b[i] + 0.3) * (a[j] * a[j] + b[j] * b[j] + 0.3));
}

/* |gap| / sqrt (c' R c), along R c: the plane's nearest point. */
static void
test_linear (void)
{
  for (guint turn = 0; turn < 40; turn++)
    {
      size_t k = (size_t) g_test_rand_int_range (1, MOST);
      gboolean is_plain = turn % 3 == 0, is_above = g_test_rand_bit ();
      double c[MOST], r[MOST * MOST], z[MOST], direction[MOST], variance = 0, gap = g_test_rand_double_range (0.1, 3);
      Function function = { linear, c, k, 0, 0, FALSE };
      AmBoundaryMove move;

      draw_correlations (r, k);
      for (size_t i = 0; i < k; i++)
        c[i] = g_test_rand_double_range (-1, 1);
      for (size_t i = 0; i < k; i++)
        {
          direction[i] = is_plain ? c[i] : 0;
          for (size_t j = 0; j < k && !is_plain; j++)
            direction[i] += r[i * k + j] * c[j];
          variance += c[i] * direction[i];
        }
      gap *= sqrt (variance);
      move = search (&function, is_plain ? NULL : r, 100, &(AmBoundaryLimit) { is_above ? gap : -gap, is_above, FALSE }, FALSE, z);
      g_assert_true (move.is_crossed);
      g_assert_near (move.size * sqrt (variance) / gap, 1, 1e-6);
      for (size_t i = 0; i < k; i++)
        g_assert_near (z[i], (is_above ? 1 : -1) * direction[i] * gap / variance, 2e-3 * move.size);
    }
}

/* Where the nearest point is out of the box, inputs stay at its end and the others go farther: c = (1, 1), box 1, gap 1.8 gives (1, 0.8) or … (0.9, 0.9). */
static void
test_box (void)
{
  const double c[] = { 3, 1 };
  double z[2];
  Function function = { linear, c, 2, 0, 0, FALSE };
  AmBoundaryMove move = search (&function, NULL, 1, &(AmBoundaryLimit) { 3.6, TRUE, FALSE }, FALSE, z);

  g_assert_true (move.is_crossed);      /* unbound it were (1.08, 0.36) */
  g_assert_near (z[0], 1, 1e-6);
  g_assert_near (z[1], 0.6, 1e-4);
  function.n = 0;
  move = search (&function, NULL, 1, &(AmBoundaryLimit) { 5, TRUE, FALSE }, FALSE, z);
  g_assert_false (move.is_crossed);
  g_assert_near (move.value, 4, 1e-9);
  g_assert_near (z[0], 1, 1e-9);
  g_assert_near (z[1], 1, 1e-9);
}

static void
test_bowl (void)
{
  const double c[] = { 1, 4, 0.5 };
  double z[3];
  Function function = { bowl, c, 3, 0, 0, FALSE };
  AmBoundaryMove move = search (&function, NULL, 10, &(AmBoundaryLimit) { 1, TRUE, FALSE }, FALSE, z);

  g_assert_true (move.is_crossed);
  g_assert_near (move.size, 0.5, 1e-5);
  g_assert_near (fabs (z[1]), 0.5, 1e-5);
}

static void
test_steps (void)
{
  double z[5];
  Function function = { steps, NULL, 5, 0, 0, FALSE };
  AmBoundaryMove move = search (&function, NULL, 5, &(AmBoundaryLimit) { 1, TRUE, FALSE }, FALSE, z);

  g_assert_true (move.is_crossed);
  g_assert_near (move.size, sqrt (0.65), 1e-4);
  g_assert_near (z[0], 0, 1e-9);
  g_assert_near (z[1], 0.7, 1e-4);
  g_assert_near (z[2], -0.4, 1e-4);
  function.n = 0;
  move = search (&function, NULL, 5, &(AmBoundaryLimit) { 1, TRUE, TRUE }, FALSE, z);      /* over 1: both */
  g_assert_true (move.is_crossed && move.value == 2);
  g_assert_near (move.size, sqrt (0.65 + 1.69), 1e-4);
}

/* Only when all go to their ends, and half of them downwards: no ray along one input tells. */
static void
test_corner (void)
{
  double z[6];
  Function function = { corner, NULL, 6, 0, 0, FALSE };
  AmBoundaryMove move = search (&function, NULL, 3, &(AmBoundaryLimit) { 1, TRUE, FALSE }, FALSE, z);

  g_assert_true (move.is_crossed);
  g_assert_near (move.size, sqrt (6), 0.02);
}

/* Against all points of a grid. */
static void
test_ishigami (void)
{
  static const struct { double limit; gboolean is_above; } cases[] = { { 5, TRUE }, { 8, TRUE }, { 12, TRUE }, { 17, TRUE }, { -1, FALSE }, { -6, FALSE }, { -10, FALSE } };
  const double box = sqrt (3);
  enum { STEPS = 160 };

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      double best = INFINITY, z[3];
      Function function = { ishigami, NULL, 3, 0, 0, FALSE };
      AmBoundaryMove move = search (&function, NULL, box, &(AmBoundaryLimit) { cases[c].limit, cases[c].is_above, FALSE }, FALSE, z);

      for (guint i = 0; i <= STEPS; i++)
        for (guint j = 0; j <= STEPS; j++)
          for (guint l = 0; l <= STEPS; l++)
            {
              const double at[] = { box * (2.0 * i / STEPS - 1), box * (2.0 * j / STEPS - 1), box * (2.0 * l / STEPS - 1) };
              double y = ishigami (at, NULL, 3), size = bowl (at, (const double[]) { 1, 1, 1 }, 3);

              if (cases[c].is_above ? y >= cases[c].limit : y <= cases[c].limit)
                best = fmin (best, size);
            }
      g_test_message ("limit %g: %.5f, of a grid %.5f, %u runs", cases[c].limit, move.size, sqrt (best), (guint) function.n);
      g_assert_true (move.is_crossed == isfinite (best));
      g_assert_cmpfloat (move.size, <=, sqrt (best) + 1e-6);
      g_assert_cmpfloat (move.size, >=, sqrt (best) - 0.03);
    }
}

/* ---- functions that go in steps ---- */

#define CARD 5
#define CUTS 3

/* Points of a bin of each input; what the first two have in common is not a sum. */
typedef struct { double cuts[CARD][CUTS], points[CARD][CUTS + 1], both[CUTS + 1][CUTS + 1], step; } Card;

static Card card;

static double
card_value (const double *z, const double *c, size_t k)
{
  guint bins[CARD];
  double sum = 0;

  (void) c;
  for (size_t i = 0; i < k; i++)
    {
      for (bins[i] = 0; bins[i] < CUTS && z[i] >= card.cuts[i][bins[i]]; bins[i]++)
        ;
      sum += card.points[i][bins[i]];
    }
  return sum + card.both[bins[0]][bins[1]];
}

static bool
evaluate_card (void *data, double *z, size_t n, double *y)
{
  for (size_t i = 0; i < n && card.step > 0; i++)      /* the last one moves in whole steps */
    z[i * CARD + CARD - 1] = round (z[i * CARD + CARD - 1] / card.step) * card.step;
  return evaluate (data, z, n, y);
}

static int
compare_numbers (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
draw_card (GRand *random, gboolean has_whole)
{
  for (guint i = 0; i < CARD; i++)
    {
      double slope = g_rand_double_range (random, -1.5, 1.5);

      for (guint c = 0; c < CUTS; c++)
        card.cuts[i][c] = g_rand_double_range (random, -2.5, 2.5);
      qsort (card.cuts[i], CUTS, sizeof (double), compare_numbers);
      for (guint c = 0; c <= CUTS; c++)
        card.points[i][c] = c * slope + g_rand_double_range (random, -0.5, 0.5);
    }
  for (guint a = 0; a <= CUTS; a++)
    for (guint b = 0; b <= CUTS; b++)
      card.both[a][b] = g_rand_double_range (random, -0.3, 0.3);
  card.step = has_whole ? g_rand_double_range (random, 0.3, 0.9) : 0;
}

static void
draw_correlations_of (GRand *random, double *r, double *precision)
{
  double a[CARD * CARD], work[CARD * CARD];

  for (guint i = 0; i < CARD * CARD; i++)
    a[i] = g_rand_double_range (random, -1, 1);
  for (guint i = 0; i < CARD; i++)
    for (guint j = 0; j < CARD; j++)
      {
        double ij = 0, ii = 0.2, jj = 0.2;

        for (guint l = 0; l < CARD; l++)
          {
            ij += a[i * CARD + l] * a[j * CARD + l];
            ii += a[i * CARD + l] * a[i * CARD + l];
            jj += a[j * CARD + l] * a[j * CARD + l];
          }
        work[i * CARD + j] = r[i * CARD + j] = i == j ? 1 : ij / sqrt (ii * jj);
        precision[i * CARD + j] = i == j;
      }
  for (guint c = 0; c < CARD; c++)
    for (guint i = 0; i < CARD; i++)
      {
        double factor = i == c ? 1 - 1 / work[c * CARD + c] : work[i * CARD + c] / work[c * CARD + c];

        for (guint j = 0; j < CARD; j++)
          {
            double pivot = work[c * CARD + j], inverse = precision[c * CARD + j];

            work[i * CARD + j] -= factor * pivot;
            precision[i * CARD + j] -= factor * inverse;
          }
      }
}

/* Of a box, by going down one input after the other; precision NULL: plain. */
static double
least_of_box (const double *precision, const double *lo, const double *hi)
{
  double z[CARD], sum = 0;

  for (guint i = 0; i < CARD; i++)
    z[i] = CLAMP (0, lo[i], hi[i]);
  for (guint sweep = 0; precision != NULL && sweep < 2000; sweep++)
    for (guint i = 0; i < CARD; i++)
      {
        double rest = 0;

        for (guint j = 0; j < CARD; j++)
          rest += j == i ? 0 : precision[i * CARD + j] * z[j];
        z[i] = CLAMP (-rest / precision[i * CARD + i], lo[i], hi[i]);
      }
  for (guint i = 0; i < CARD; i++)
    for (guint j = 0; j < CARD; j++)
      sum += z[i] * (precision != NULL ? precision[i * CARD + j] : i == j) * z[j];
  return sqrt (sum);
}

/* All cells, and each whole step of the last input. */
static double
least_of_all (const double *precision, double box, double limit)
{
  double best = INFINITY;
  int most = card.step > 0 ? (int) floor (box / card.step) : 0;

  for (guint cell = 0; cell < 1024; cell++)
    for (int whole = -most; whole <= most; whole++)
      {
        double lo[CARD], hi[CARD];
        gboolean is_box = TRUE;

        for (guint i = 0; i < CARD; i++)
          {
            guint c = cell >> 2 * i & 3;

            lo[i] = c == 0 ? -box : card.cuts[i][c - 1];
            hi[i] = c == CUTS ? box : card.cuts[i][c] - 1e-12;
          }
        if (card.step > 0)
          {
            is_box = whole * card.step >= lo[CARD - 1] && whole * card.step <= hi[CARD - 1];
            lo[CARD - 1] = hi[CARD - 1] = whole * card.step;
          }
        if (is_box && card_value (lo, NULL, CARD) >= limit)
          best = fmin (best, least_of_box (precision, lo, hi));
      }
  return best;
}

/* Bins of inputs that depend on each other, and a limit that needs several: as small as the best of all cells. */
static void
test_card (void)
{
  const double rest[CARD] = { 0 }, box = 4;

  for (guint seed = 1; seed <= 24; seed++)
    {
      GRand *random = g_rand_new_with_seed (seed);
      gboolean is_plain = seed % 4 == 0;
      Function function = { card_value, NULL, CARD, 0, 0, FALSE };
      double r[CARD * CARD], precision[CARD * CARD], low[CARD], high[CARD], steps[CARD] = { 0 }, z[CARD], top = 0, limit, least;
      AmBoundaryProblem problem = { CARD, is_plain ? NULL : r, low, high, evaluate_card, &function, seed, 2000, 20000, steps };
      AmBoundarySearch *self;
      AmBoundaryMove move;

      draw_card (random, seed % 3 == 0);
      draw_correlations_of (random, r, precision);
      for (guint i = 0; i < CARD; i++)
        {
          double most = -INFINITY;

          low[i] = -box;
          high[i] = box;
          for (guint c = 0; c <= CUTS; c++)
            most = fmax (most, card.points[i][c]);
          top += most;
        }
      steps[CARD - 1] = card.step;
      if (card.step > 0)
        low[CARD - 1] = -(high[CARD - 1] = floor (box / card.step) * card.step);
      limit = card_value (rest, NULL, CARD);
      limit += g_rand_double_range (random, 0.3, 0.8) * (top - limit);
      self = am_boundary_search_new (&problem);
      g_assert_nonnull (self);
      g_assert_true (am_boundary_search_find (self, &(AmBoundaryLimit) { limit, TRUE, FALSE, 0 }, FALSE, &function, &move, z));
      least = least_of_all (is_plain ? NULL : precision, box, limit);
      g_test_message ("seed %u: %.6f, of all cells %.6f, %u runs", seed, move.size, least, (guint) move.n_runs);
      g_assert_true (move.is_crossed == isfinite (least));
      if (move.is_crossed)
        {
          g_assert_near (move.size, least, 1e-6);
          g_assert_cmpfloat (card_value (z, NULL, CARD), >=, limit);      /* the point itself, not one beside it */
          g_assert_true (card_value (z, NULL, CARD) == move.value);
        }
      am_boundary_search_free (self);
      g_rand_free (random);
    }
}

/* One input in steps, the other smooth: 1 of the first, 0.4 of the second, and the narrow step of the third are the least that reach 2.9. */
static double
mixed (const double *z, const double *c, size_t k)
{
  (void) c;
  (void) k;
  return 2 * (z[0] >= 1) + 3 * (z[0] >= 2.5) + z[1] + 0.5 * (z[2] >= 0.1 && z[2] < 0.2);
}

static void
test_mixed (void)
{
  double z[3];
  Function function = { mixed, NULL, 3, 0, 0, FALSE };
  AmBoundaryMove move = search (&function, NULL, 4, &(AmBoundaryLimit) { 2.9, TRUE, FALSE, 0 }, FALSE, z);

  g_assert_true (move.is_crossed);
  g_assert_near (move.size, sqrt (1 + 0.16 + 0.01), 1e-4);
}

static void
test_ends (void)
{
  const double c[] = { 1, 0 };
  double z[2];
  Function function = { linear, c, 2, 0, 0, FALSE };
  AmBoundaryMove move = search (&function, NULL, 3, &(AmBoundaryLimit) { -1, TRUE, FALSE }, FALSE, z);

  g_assert_true (move.is_crossed && move.size == 0 && move.value == 0 && z[0] == 0);
  function.n = 0;
  g_assert_true (search (&function, NULL, 3, &(AmBoundaryLimit) { 0, TRUE, FALSE }, FALSE, z).size == 0);
  function.n = 0;
  move = search (&function, NULL, 3, &(AmBoundaryLimit) { 0, TRUE, TRUE }, FALSE, z);      /* at the limit, and not over it */
  g_assert_true (move.is_crossed && move.size > 0 && move.size < 1e-6);

  function.n = 0;
  function.is_whole = TRUE;
  move = search (&function, NULL, 3, &(AmBoundaryLimit) { 1.2, TRUE, FALSE }, FALSE, z);
  g_assert_true (move.is_crossed && z[0] == 2 && z[1] == 0 && move.value == 2);

  function = (Function) { half_nan, c, 2, 0, 0, FALSE };
  move = search (&function, NULL, 3, &(AmBoundaryLimit) { 1.5, TRUE, FALSE }, FALSE, z);
  g_assert_near (move.size, 1.5, 1e-6);
  function.n = 0;
  move = search (&function, NULL, 3, &(AmBoundaryLimit) { -1.5, FALSE, FALSE }, FALSE, z);
  g_assert_false (move.is_crossed);
  g_assert_near (move.value, -0.5, 0.2);
}

static void
test_stop (void)
{
  const double c[] = { 1, 2, 3 }, low[] = { -3, -3, -3 }, high[] = { 3, 3, 3 };
  size_t reached = 0;

  for (size_t n = 1; n < 4000; n += 37)
    {
      double z[3];
      Function function = { bowl, c, 3, 0, n, FALSE };
      AmBoundaryProblem problem = { 3, NULL, low, high, evaluate, &function, 1, 2000, 2000, NULL };
      AmBoundarySearch *self = am_boundary_search_new (&problem);
      AmBoundaryMove move;

      if (self == NULL)
        continue;
      reached++;
      if (!am_boundary_search_find (self, &(AmBoundaryLimit) { 5, TRUE, FALSE }, FALSE, &function, &move, z))
        g_assert_cmpuint (function.n, >=, n);
      am_boundary_search_free (self);
    }
  g_assert_cmpuint (reached, >, 0);
}

/* So many and not many more, and the quick way far fewer. */
static void
test_budget (void)
{
  double c[MOST], r[MOST * MOST], z[MOST], low[MOST], high[MOST];

  for (size_t i = 0; i < MOST; i++)
    {
      c[i] = g_test_rand_double_range (-1, 1);
      low[i] = -5;
      high[i] = 5;
    }
  draw_correlations (r, MOST);
  for (size_t budget = 300; budget <= 30000; budget *= 10)
    {
      Function function = { bowl, c, MOST, 0, 0, FALSE };
      AmBoundaryProblem problem = { MOST, r, low, high, evaluate, &function, 1, budget, budget, NULL };
      AmBoundarySearch *self = am_boundary_search_new (&problem);
      AmBoundaryMove move, quick;
      AmBoundaryLimit limit = { 2, TRUE, FALSE };

      g_assert_nonnull (self);
      g_test_message ("budget %u: rays %u", (guint) budget, (guint) am_boundary_search_get_n_runs (self));
      g_assert_cmpuint (am_boundary_search_get_n_runs (self), <=, budget * 1.2 + 500);
      g_assert_true (am_boundary_search_find (self, &limit, FALSE, &function, &move, z));
      g_assert_cmpuint (move.n_runs, <=, budget + 1000);
      g_assert_true (am_boundary_search_find (self, &limit, TRUE, &function, &quick, z));
      g_test_message ("search %u runs to %.4f, quick %u to %.4f", (guint) move.n_runs, move.size, (guint) quick.n_runs, quick.size);
      g_assert_cmpuint (quick.n_runs, <=, 300);
      if (move.is_crossed)
        g_assert_cmpfloat (move.size, <=, quick.size + 1e-12);
      am_boundary_search_free (self);
    }
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/boundary-search/linear", test_linear);
  g_test_add_func ("/math/boundary-search/box", test_box);
  g_test_add_func ("/math/boundary-search/bowl", test_bowl);
  g_test_add_func ("/math/boundary-search/steps", test_steps);
  g_test_add_func ("/math/boundary-search/corner", test_corner);
  g_test_add_func ("/math/boundary-search/ishigami", test_ishigami);
  g_test_add_func ("/math/boundary-search/card", test_card);
  g_test_add_func ("/math/boundary-search/mixed", test_mixed);
  g_test_add_func ("/math/boundary-search/ends", test_ends);
  g_test_add_func ("/math/boundary-search/stop", test_stop);
  g_test_add_func ("/math/boundary-search/budget", test_budget);
  return g_test_run ();
}
