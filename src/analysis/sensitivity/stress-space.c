#include "analysis/sensitivity/stress-space.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/sensitivity/sensitivity-place-private.h"
#include "analysis/wording.h"
#include "math/distribution.h"
#include "math/sensitivity/gaussian-copula.h"

#define MOST_ROWS 50000            /* of the data, evenly spaced ones, for correlations and distances */
#define MOST_WORK 4e8              /* rows x inputs^2 of distances */
#define MOST_NEAREST 2e10          /* the same, where one row is looked for */
#define LEAST_ROWS 30
#define SKEWED 1.0

typedef struct
{
  AssayStressInput facts;
  double *values;                  /* [n_rows]; NULL: no rows */
  double *sorted;                  /* [n_sorted] rising, of numbers */
  gsize n_sorted;
  double low, high;                /* where it is varied, without rows */
  gboolean is_declared_whole;      /* shocks are rounded, as those of a portfolio are */
} Input;

struct _AssayStressSpace
{
  gatomicrefcount references;
  guint k;
  Input *inputs;
  gsize n_rows;
  double *correlations;            /* [k * k] */
  double *triangle;                /* of those of the scores, Cholesky */
  double *distances;               /* [n_distances] of rows from rest, rising */
  gsize n_distances;
  guint n_moved;
  char *text;
};

AssayStressSpace *
assay_stress_space_ref (AssayStressSpace *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
assay_stress_space_unref (AssayStressSpace *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->references))
    return;
  for (guint i = 0; i < self->k; i++)
    {
      g_free (self->inputs[i].facts.name);
      g_free (self->inputs[i].facts.unit);
      g_strfreev (self->inputs[i].facts.words);
      g_free (self->inputs[i].facts.shares);
      g_free (self->inputs[i].values);
      g_free (self->inputs[i].sorted);
    }
  g_free (self->inputs);
  g_free (self->correlations);
  g_free (self->triangle);
  g_free (self->distances);
  g_free (self->text);
  g_free (self);
}

/* ---- asking ---- */

guint
assay_stress_space_get_n_inputs (const AssayStressSpace *self)
{
  return self->k;
}

const AssayStressInput *
assay_stress_space_get_input (const AssayStressSpace *self, guint index)
{
  g_return_val_if_fail (index < self->k, NULL);
  return &self->inputs[index].facts;
}

gsize
assay_stress_space_get_n_rows (const AssayStressSpace *self)
{
  return self->n_rows;
}

const double *
assay_stress_space_get_values (const AssayStressSpace *self, guint input)
{
  g_return_val_if_fail (input < self->k, NULL);
  return self->inputs[input].values;
}

const double *
assay_stress_space_get_correlations (const AssayStressSpace *self)
{
  return self->correlations;
}

const char *
assay_stress_space_get_text (const AssayStressSpace *self)
{
  return self->text;
}

static gboolean
is_moved (const AssayStressInput *input)
{
  return input->words == NULL && input->sd > 0 && isfinite (input->sd) && isfinite (input->base);
}

/* ---- one input ---- */

/* How many of the rising values are below x, and at or below it. */
static void
count_below (const double *sorted, gsize n, double x, gsize *below, gsize *up_to)
{
  gsize low = 0, high = n;

  while (low < high)
    if (sorted[(low + high) / 2] < x)
      low = (low + high) / 2 + 1;
    else
      high = (low + high) / 2;
  *below = low;
  for (high = n; low < high;)
    if (sorted[(low + high) / 2] <= x)
      low = (low + high) / 2 + 1;
    else
      high = (low + high) / 2;
  *up_to = low;
}

double
assay_stress_space_percentile (const AssayStressSpace *self, guint index, double x)
{
  const Input *input = &self->inputs[index];
  gsize below, up_to;

  if (input->facts.words != NULL || isnan (x))
    return NAN;
  if (input->n_sorted == 0)
    return input->low < input->high ? 100 * CLAMP ((x - input->low) / (input->high - input->low), 0, 1) : NAN;
  count_below (input->sorted, input->n_sorted, x, &below, &up_to);
  return 100.0 * up_to / input->n_sorted;
}

/* Normal score of the middle rank of the values that equal sorted[at]. */
static double
score_at (const Input *input, gsize at)
{
  gsize below, up_to;

  count_below (input->sorted, input->n_sorted, input->sorted[at], &below, &up_to);
  return am_normal_quantile ((below + up_to) / 2.0 / input->n_sorted);
}

/* Straight between values that exist, and beyond them by standard deviations. */
static double
normal_score (const Input *input, double x)
{
  gsize n = input->n_sorted, below, up_to;
  double low, high;

  if (x < input->sorted[0])
    return score_at (input, 0) - (input->sorted[0] - x) / input->facts.sd;
  if (x > input->sorted[n - 1])
    return score_at (input, n - 1) + (x - input->sorted[n - 1]) / input->facts.sd;
  count_below (input->sorted, n, x, &below, &up_to);
  if (up_to > below)
    return am_normal_quantile ((below + up_to) / 2.0 / n);
  low = input->sorted[below - 1];
  high = input->sorted[below];
  return score_at (input, below - 1) + (x - low) / (high - low) * (score_at (input, below) - score_at (input, below - 1));
}

static double
score_of (const Input *input, double x)
{
  if (isnan (x))
    return NAN;
  return input->facts.is_skewed ? normal_score (input, x) : (x - input->facts.base) / input->facts.sd;
}

static double
keep_within (const Input *self, double x, double before, gboolean *is_clipped)
{
  const AssayStressInput *input = &self->facts;
  double value = self->is_declared_whole && x != before ? round (x) : x;
  double kept = value < input->low ? fmax (value, fmin (input->low, before)) : value > input->high ? fmin (value, fmax (input->high, before)) : value;

  *is_clipped = kept != value;
  return kept;
}

static double
apply (const AssayStressSpace *self, const AssayShock *shock, double before)
{
  const Input *input = &self->inputs[shock->input];
  double after = before, percentile = NAN;

  if (shock->kind == ASSAY_SHOCK_PERCENTILE)
    percentile = input->n_sorted > 0 ? sensitivity_at_percentile (input->sorted, input->n_sorted, shock->amount) : input->low + shock->amount / 100 * (input->high - input->low);
  assay_shock_apply (shock, input->facts.sd, percentile, &before, &after, 1);
  return after;
}

double
assay_stress_space_shock (const AssayStressSpace *self, const AssayShock *shock, gboolean *is_clipped)
{
  const Input *input = &self->inputs[shock->input];
  double after = apply (self, shock, input->facts.base);

  *is_clipped = FALSE;
  return input->facts.words != NULL || isnan (after) ? after : keep_within (input, after, input->facts.base, is_clipped);
}

gsize
assay_stress_space_count_clipped (const AssayStressSpace *self, const AssayShock *shock)
{
  const Input *input = &self->inputs[shock->input];
  gsize n_clipped = 0;

  if (input->facts.words != NULL || input->values == NULL || (isinf (input->facts.low) && isinf (input->facts.high)))
    return 0;
  for (gsize row = 0; row < self->n_rows; row++)
    {
      double before = input->values[row], after = apply (self, shock, before);
      gboolean is_clipped = FALSE;

      if (!isnan (after))
        keep_within (input, after, before, &is_clipped);
      n_clipped += is_clipped;
    }
  return n_clipped;
}

/* ---- distances ---- */

/* d' R^-1 d by the triangle: l e = d, e' e. d is changed. */
static double
length_of (const double *l, double *d, guint k)
{
  double sum = 0;

  for (guint i = 0; i < k; i++)
    {
      double e = d[i];

      for (guint j = 0; j < i; j++)
        e -= l[i * k + j] * d[j];
      d[i] = e / l[i * k + i];
      sum += d[i] * d[i];
    }
  return sqrt (sum);
}

double
assay_stress_space_distance (const AssayStressSpace *self, const double *x, const double *from)
{
  g_autofree double *d = g_new0 (double, self->k + 1);

  for (guint i = 0; i < self->k; i++)
    if (is_moved (&self->inputs[i].facts))
      d[i] = score_of (&self->inputs[i], x[i]) - score_of (&self->inputs[i], from[i]);
  return length_of (self->triangle, d, self->k);
}

AssayPlausibility
assay_stress_space_judge (const AssayStressSpace *self, const double *x)
{
  AssayPlausibility out = { .n_inputs = self->n_moved, .n_rows = self->n_distances, .share_as_far = NAN };
  g_autofree double *base = g_new (double, self->k + 1);
  gsize below, up_to;

  for (guint i = 0; i < self->k; i++)
    base[i] = self->inputs[i].facts.base;
  out.distance = assay_stress_space_distance (self, x, base);
  out.tail = am_chi_square_upper (out.distance * out.distance, self->n_moved);
  if (self->n_distances > 0 && !isnan (out.distance))
    {
      /* a row that is as far but for the last bits is as far */
      count_below (self->distances, self->n_distances, out.distance * (1 - 1e-12), &below, &up_to);
      out.share_as_far = (double) (self->n_distances - below) / self->n_distances;
    }
  return out;
}

static gsize
step_of (const AssayStressSpace *self)
{
  double most = fmin (MOST_ROWS, fmax (1000, MOST_WORK / ((double) self->k * self->k + 1)));

  return MAX ((gsize) ceil (self->n_rows / most), 1);
}

/* As length_of() of what the row is from `at`, but no further than it takes to know that it is more than `most`: most rows are, by their first inputs. e: room for k. */
static double
measure_row (const AssayStressSpace *self, const double *at, gsize row, double most, double *e)
{
  const double *l = self->triangle;
  double sum = 0;

  for (guint i = 0; i < self->k && !(sum > most * most); i++)
    {
      double d = is_moved (&self->inputs[i].facts) ? score_of (&self->inputs[i], self->inputs[i].values[row]) - at[i] : 0;

      for (guint j = 0; j < i; j++)
        d -= l[i * self->k + j] * e[j];
      e[i] = d / l[i * self->k + i];
      sum += e[i] * e[i];
    }
  return sqrt (sum);
}

gboolean
assay_stress_space_find_nearest (const AssayStressSpace *self, const double *x, gsize *row, double *distance)
{
  g_autofree double *at = g_new0 (double, self->k + 1), *e = g_new0 (double, self->k + 1);
  /* all rows, but where that took minutes */
  gsize step = (gsize) fmax (1, ceil ((double) self->n_rows * self->k * self->k / MOST_NEAREST));
  gboolean is_found = FALSE;

  for (guint i = 0; i < self->k; i++)
    if (is_moved (&self->inputs[i].facts))
      at[i] = score_of (&self->inputs[i], x[i]);
  for (gsize r = 0; r < self->n_rows; r += step)
    {
      double length = measure_row (self, at, r, is_found ? *distance * (1 + 1e-9) : INFINITY, e);

      if (!isnan (length) && (!is_found || length < *distance))
        {
          *distance = length;
          *row = r;
          is_found = TRUE;
        }
    }
  return is_found;
}

/* ---- making ---- */

static double
correlate (const double *a, const double *b, gsize n, gsize step)
{
  double mean_a = 0, mean_b = 0, ab = 0, aa = 0, bb = 0;
  gsize m = 0;

  for (gsize i = 0; i < n; i += step)
    if (!isnan (a[i]) && !isnan (b[i]))
      {
        m++;
        mean_a += (a[i] - mean_a) / m;
        mean_b += (b[i] - mean_b) / m;
      }
  if (m < LEAST_ROWS)
    return 0;
  for (gsize i = 0; i < n; i += step)
    if (!isnan (a[i]) && !isnan (b[i]))
      {
        ab += (a[i] - mean_a) * (b[i] - mean_b);
        aa += (a[i] - mean_a) * (a[i] - mean_a);
        bb += (b[i] - mean_b) * (b[i] - mean_b);
      }
  return aa > 0 && bb > 0 ? ab / sqrt (aa * bb) : 0;
}

static void
correlate_all (const AssayStressSpace *self, double *const *columns, gsize n, gsize step, double *r)
{
  for (guint i = 0; i < self->k; i++)
    for (guint j = 0; j <= i; j++)
      r[i * self->k + j] = r[j * self->k + i]
        = i == j ? 1 : columns[i] != NULL && columns[j] != NULL ? correlate (columns[i], columns[j], n, step) : 0;
}

/* TRUE: as they were. */
static gboolean
make_positive (double *r, guint k)
{
  g_autofree double *copy = g_memdup2 (r, (gsize) k * k * sizeof *r);
  gboolean is_positive = am_cholesky (copy, k);

  if (!is_positive && !am_nearest_correlation (r, k, NULL))
    for (guint i = 0; i < k * k; i++)
      r[i] = i % (k + 1) == 0;
  return is_positive;
}

static double
skewness_of (const double *x, gsize n)
{
  double mean = 0, squares = 0, cubes = 0;

  for (gsize i = 0; i < n; i++)
    mean += (x[i] - mean) / (i + 1);
  for (gsize i = 0; i < n; i++)
    {
      double d = x[i] - mean;

      squares += d * d / n;
      cubes += d * d * d / n;
    }
  return squares > 0 ? cubes / (squares * sqrt (squares)) : 0;
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static gsize
count_looked_at (const AssayStressSpace *self)
{
  return (self->n_rows + step_of (self) - 1) / step_of (self);
}

/* Of the rows that are looked at, one after the other. */
static double **
score_rows (const AssayStressSpace *self)
{
  double **scores = g_new0 (double *, self->k + 1);
  gsize step = step_of (self);

  for (guint i = 0; i < self->k; i++)
    {
      if (self->inputs[i].values == NULL || !is_moved (&self->inputs[i].facts))
        continue;
      scores[i] = g_new (double, count_looked_at (self) + 1);
      for (gsize row = 0; row < self->n_rows; row += step)
        scores[i][row / step] = score_of (&self->inputs[i], self->inputs[i].values[row]);
    }
  return scores;
}

static void
measure_rows (AssayStressSpace *self, double *const *scores)
{
  g_autofree double *d = g_new0 (double, self->k + 1), *rest = g_new0 (double, self->k + 1);
  gsize n = count_looked_at (self);

  for (guint i = 0; i < self->k; i++)
    if (scores[i] != NULL)
      rest[i] = score_of (&self->inputs[i], self->inputs[i].facts.base);
  self->distances = g_new (double, n + 1);
  for (gsize row = 0; row < n; row++)
    {
      double length;

      for (guint i = 0; i < self->k; i++)
        d[i] = scores[i] != NULL ? scores[i][row] - rest[i] : 0;
      length = length_of (self->triangle, d, self->k);
      if (!isnan (length))
        self->distances[self->n_distances++] = length;
    }
  qsort (self->distances, self->n_distances, sizeof *self->distances, compare_numbers);
}

static void
count_words (Input *input, gsize n_rows)
{
  gsize n = 0;

  input->facts.shares = g_new0 (double, input->facts.n_words + 1);
  for (gsize row = 0; input->values != NULL && row < n_rows; row++)
    if (!isnan (input->values[row]) && input->values[row] < input->facts.n_words)
      {
        input->facts.shares[(guint) input->values[row]]++;
        n++;
      }
  for (guint w = 0; w < input->facts.n_words; w++)
    input->facts.shares[w] = n > 0 ? input->facts.shares[w] / n : 1.0 / input->facts.n_words;
}

/* input: lent; values: taken; NULL: no rows. */
static void
take_input (AssayStressSpace *self, const AssaySensitivityInput *from, double *values, const AssayField *field)
{
  Input *input = &self->inputs[self->k++];
  gboolean is_bounded = assay_field_is_bounded (field);

  input->facts = (AssayStressInput) {
    .name = g_strdup (from->name), .unit = g_strdup (from->unit), .base = from->base, .sd = from->sd,
    .low = is_bounded && !isnan (field->low) ? field->low : -INFINITY, .high = is_bounded && !isnan (field->high) ? field->high : INFINITY,
    .is_whole = is_bounded && field->is_whole, .words = g_strdupv (from->words), .n_words = from->n_words,
  };
  input->is_declared_whole = input->facts.is_whole;
  input->values = values;
  input->low = from->low;
  input->high = from->high;
  if (from->words != NULL)
    {
      count_words (input, self->n_rows);
      return;
    }
  if (values != NULL)
    input->sorted = sensitivity_sort_present (values, self->n_rows, &input->n_sorted);
  else if (field == NULL)      /* a range is all there is */
    {
      input->facts.low = from->low;
      input->facts.high = from->high;
    }
  if (!(input->facts.sd > 0) && values == NULL && from->low < from->high)
    input->facts.sd = (from->high - from->low) / sqrt (12);
  /* few values that are all whole count something */
  if (from->draw == ASSAY_DRAW_VALUES)
    {
      input->facts.is_whole = TRUE;
      for (guint v = 0; v < from->n_values && input->facts.is_whole; v++)
        input->facts.is_whole = from->values[v] == floor (from->values[v]);
    }
  input->facts.is_skewed = input->n_sorted >= LEAST_ROWS && fabs (skewness_of (input->sorted, input->n_sorted)) > SKEWED;
}

static char *
word_skewed (const AssayStressSpace *self)
{
  GString *text = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < self->k; i++)
    if (self->inputs[i].facts.is_skewed && is_moved (&self->inputs[i].facts) && n++ < 8)
      g_string_append_printf (text, "%s“%s”", n > 1 ? ", " : "", self->inputs[i].facts.name);
  if (n > 8)
    g_string_append_printf (text, " and %u more", n - 8);
  return g_string_free (text, FALSE);
}

static void
finish (AssayStressSpace *self, const GArray *given)
{
  guint k = self->k;
  double **scores = score_rows (self);
  g_autofree double **columns = g_new0 (double *, k + 1);
  g_autofree char *rows = assay_word_items ((double) count_looked_at (self), "row", "rows"), *skewed = word_skewed (self);
  gboolean is_positive;

  self->correlations = g_new0 (double, (gsize) k * k + 1);
  self->triangle = g_new0 (double, (gsize) k * k + 1);
  for (guint i = 0; i < k; i++)
    {
      columns[i] = scores[i] != NULL ? self->inputs[i].values : NULL;
      self->n_moved += is_moved (&self->inputs[i].facts);
    }
  correlate_all (self, columns, self->n_rows, step_of (self), self->correlations);
  correlate_all (self, scores, count_looked_at (self), 1, self->triangle);
  for (guint c = 0; given != NULL && c < given->len; c++)
    {
      const AssaySensitivityCorrelation *pair = &g_array_index (given, AssaySensitivityCorrelation, c);

      self->correlations[pair->i * k + pair->j] = self->correlations[pair->j * k + pair->i] = pair->value;
      self->triangle[pair->i * k + pair->j] = self->triangle[pair->j * k + pair->i] = pair->value;
    }
  is_positive = make_positive (self->correlations, k);
  is_positive = make_positive (self->triangle, k) && is_positive;
  if (!am_cholesky (self->triangle, k))      /* the nearest was so near to the edge that rounding fell over it */
    for (guint i = 0; i < k * k; i++)
      self->triangle[i] = i % (k + 1) == 0;
  if (self->n_rows > 0)
    measure_rows (self, scores);
  self->text = g_strdup_printf ("%s%s%s%s%s", self->n_rows > 0 ? "correlations of " : given != NULL && given->len > 0 ? "the correlations given" : "inputs taken as independent",
                                self->n_rows > 0 ? rows : "", is_positive ? "" : ", the nearest that can hold together (Higham 2002)",
                                *skewed != '\0' ? "; for plausibility as normal scores, since skewed: " : "", skewed);
  for (guint i = 0; i < k; i++)
    g_free (scores[i]);
  g_free (scores);
}

AssayStressSpace *
assay_stress_space_new_function (const AssaySensitivityFunction *function)
{
  AssayStressSpace *self = g_new0 (AssayStressSpace, 1);

  g_atomic_ref_count_init (&self->references);
  self->inputs = g_new0 (Input, function->n_inputs + 1);
  self->n_rows = function->rows != NULL ? function->n_rows : 0;
  for (guint i = 0; i < function->n_inputs; i++)
    take_input (self, &function->inputs[i], function->rows != NULL ? g_memdup2 (function->rows[i], self->n_rows * sizeof (double)) : NULL, function->inputs[i].field);
  finish (self, function->correlations);
  return self;
}

AssayStressSpace *
assay_stress_space_new_portfolio (const AssayPortfolio *portfolio)
{
  AssayStressSpace *self = g_new0 (AssayStressSpace, 1);
  guint n = assay_portfolio_get_n_inputs (portfolio);

  g_atomic_ref_count_init (&self->references);
  self->inputs = g_new0 (Input, n + 1);
  self->n_rows = assay_portfolio_get_n_rows (portfolio);
  for (guint i = 0; i < n; i++)
    {
      double *values = g_new (double, self->n_rows + 1);

      assay_portfolio_read_input (portfolio, i, values);
      take_input (self, assay_portfolio_get_input (portfolio, i), values, assay_portfolio_get_field (portfolio, i));
    }
  finish (self, NULL);
  return self;
}
