#include "analysis/sensitivity/sensitivity-places-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/wording.h"
#include "base/parallel.h"
#include "math/order.h"
#include "math/sensitivity/counter-random.h"
#include "math/sensitivity/latin-hypercube.h"

#define BATCH 2048
#define FEW 0.01                   /* share of the rows below which a place is bare */
#define NEAR 0.05                  /* share of the rows that are looked at round a place, for what else they hold */
#define LEAST_NEAR 30
#define MOST_COMPARED 5000         /* rows from which the companion of an input is found */
#define MANY_INPUTS 200
#define CLOSE 0.3                  /* rank correlation from which an input has a companion */
#define N_TICKS 101
#define GAPS 10
#define MOST_FILLED 10

/* ---- rows ---- */

static void
draw_points (SensitivityRows *self, const AssaySensitivityRun *run, const char *use)
{
  g_autofree gsize *work = g_new (gsize, self->n + 1);

  for (guint i = 0; i < self->k; i++)
    {
      AmRandom random = { assay_sensitivity_seed (run, use, i) };

      self->columns[i] = g_new (double, self->n + 1);
      am_latin_hypercube_column (&random, self->n, self->columns[i], work, NULL);
      assay_sensitivity_input_draw (&run->function->inputs[i], self->columns[i], self->n, self->columns[i]);
    }
}

/* Each row has the same chance (Fan, Muller & Rezucha 1962, JASA 57, 387-402). */
static void
take_rows (SensitivityRows *self, const AssaySensitivityRun *run, const char *use)
{
  gsize n = run->function->n_rows, taken = 0;
  AmRandom random = { assay_sensitivity_seed (run, use, 0) };

  for (guint i = 0; i < self->k; i++)
    self->columns[i] = g_new (double, self->n + 1);
  for (gsize row = 0; row < n && taken < self->n; row++)
    if (self->n == n || am_random_below (&random, n - row) < self->n - taken)
      {
        for (guint i = 0; i < self->k; i++)
          self->columns[i][taken] = run->function->rows[i][row];
        taken++;
      }
}

/* Ranks of a part of the column, missing in the middle. */
static double *
rank_column (const double *column, gsize n, gsize step)
{
  gsize m = (n + step - 1) / step;
  double *ranks = g_new (double, m + 1);
  g_autofree double *values = g_new (double, m + 1);
  g_autofree gsize *order = g_new (gsize, m + 1);
  g_autofree guint64 *work = g_new (guint64, 2 * m + 1);
  gsize n_present = 0;

  for (gsize i = 0; i < m; i++)
    {
      values[i] = column[i * step];
      n_present += !isnan (values[i]);
    }
  am_order_rising (values, m, order, work);
  am_mean_ranks (values, m, order, ranks);
  for (gsize i = 0; i < m; i++)
    ranks[i] = isnan (values[i]) ? 0 : ranks[i] - (n_present + 1) / 2.0;      /* those without a value come last */
  return ranks;
}

/* Every input is held against every other, so of many inputs fewer rows are. */
static void
rank_rows (SensitivityRows *self, const AssaySensitivityFunction *function)
{
  gsize most = self->k > MANY_INPUTS ? MOST_COMPARED / 5 : MOST_COMPARED, step = MAX ((self->n + most - 1) / most, 1);

  self->n_ranks = (self->n + step - 1) / step;
  self->ranks = g_new0 (double *, self->k + 1);
  for (guint i = 0; i < self->k; i++)
    if (function->inputs[i].words == NULL)
      self->ranks[i] = rank_column (self->columns[i], self->n, step);
}

void
sensitivity_rows_init (SensitivityRows *self, const AssaySensitivityRun *run, const char *use, gsize most)
{
  const AssaySensitivityFunction *function = run->function;
  g_autofree char *n = NULL, *all = assay_word_count (function->n_rows);

  *self = (SensitivityRows) { .k = function->n_inputs, .is_real = function->rows != NULL && function->n_rows > 0 };
  self->n = self->is_real ? MIN (most, function->n_rows) : most;
  self->columns = g_new0 (double *, self->k + 1);
  if (self->is_real)
    {
      take_rows (self, run, use);
      rank_rows (self, function);
    }
  else
    draw_points (self, run, use);
  n = assay_word_count (self->n);
  if (!self->is_real)
    self->text = g_strdup_printf ("%s points of a Latin hypercube, seed %" G_GUINT64_FORMAT "", n, run->task->seed);
  else if (self->n < function->n_rows)
    self->text = g_strdup_printf ("%s of %s rows, drawn with seed %" G_GUINT64_FORMAT, n, all, run->task->seed);
  else
    self->text = g_strdup_printf ("all %s rows", all);
}

void
sensitivity_rows_clear (SensitivityRows *self)
{
  for (guint i = 0; self->columns != NULL && i < self->k; i++)
    g_free (self->columns[i]);
  for (guint i = 0; self->ranks != NULL && i < self->k; i++)
    g_free (self->ranks[i]);
  g_free (self->ranks);
  g_free (self->columns);
  g_free (self->text);
}

/* ---- places ---- */

static void
sort_values (SensitivityPlaces *self, const SensitivityRows *rows)
{
  self->sorted = g_new (double, rows->n + 1);
  for (gsize row = 0; row < rows->n; row++)
    if (!isnan (rows->columns[self->input][row]))
      self->sorted[self->n_sorted++] = rows->columns[self->input][row];
  qsort (self->sorted, self->n_sorted, sizeof *self->sorted, am_compare_doubles);
}

/* Hyndman & Fan (1996), type 1: a value that is there, so that whole numbers stay whole. */
static double
quantile (const SensitivityPlaces *self, double p)
{
  double rank = ceil (p * self->n_sorted);

  return self->sorted[rank >= 1 ? MIN ((gsize) rank, self->n_sorted) - 1 : 0];
}

/* Rows at or below x. */
static gsize
count_up_to (const SensitivityPlaces *self, double x)
{
  gsize low = 0, high = self->n_sorted;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (self->sorted[middle] <= x)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

typedef struct { double code, count; } Word;

static int
compare_words (gconstpointer a, gconstpointer b)
{
  const Word *x = a, *y = b;

  return x->count != y->count ? (x->count < y->count) - (x->count > y->count) : (x->code > y->code) - (x->code < y->code);
}

static void
place_words (SensitivityPlaces *self, const AssaySensitivityInput *input, const SensitivityRows *rows)
{
  g_autofree Word *words = g_new0 (Word, input->n_values + 1);
  g_autofree gsize *counts = g_new0 (gsize, input->n_words + 1);

  self->is_words = TRUE;
  self->low = self->high = NAN;
  for (gsize i = 0; i < self->n_sorted; i++)
    if (self->sorted[i] >= 0 && self->sorted[i] < input->n_words)
      counts[(guint) self->sorted[i]]++;
  for (guint i = 0; i < input->n_values; i++)
    words[i] = (Word) { input->values[i], rows->is_real ? (double) counts[(guint) input->values[i]] : input->shares[i] * rows->n };
  qsort (words, input->n_values, sizeof *words, compare_words);
  self->n = MIN (input->n_values, SENSITIVITY_MOST_WORDS);
  self->n_left_out = input->n_values - self->n;
  for (guint p = 0; p < self->n; p++)
    {
      self->at[p] = words[p].code;
      self->share[p] = words[p].count / rows->n;
      self->region[p] = self->share[p] < FEW ? SENSITIVITY_PLACE_FEW : SENSITIVITY_PLACE_USUAL;
    }
}

static void
add_place (SensitivityPlaces *self, double x)
{
  if (self->n == 0 || x > self->at[self->n - 1])
    self->at[self->n++] = x;
}

static void
place_numbers (SensitivityPlaces *self, const AssaySensitivityInput *input, const SensitivityRows *rows, guint wanted)
{
  gboolean is_few = input->draw == ASSAY_DRAW_VALUES && input->n_values <= wanted;

  for (guint p = 0; is_few && p < input->n_values; p++)
    add_place (self, input->values[p]);
  if (is_few)
    return;
  if (!rows->is_real)
    {
      for (guint p = 0; p < wanted; p++)
        {
          double u = (double) p / (wanted - 1);

          add_place (self, input->draw == ASSAY_DRAW_UNIFORM ? input->low + (input->high - input->low) * u : assay_sensitivity_input_at (input, CLAMP (u, 1e-9, 1 - 1e-9)));
        }
      return;
    }
  if (self->n_sorted > 0 && input->low < self->sorted[0])
    add_place (self, input->low);
  for (guint p = 0; p < wanted && self->n_sorted > 0; p++)
    add_place (self, quantile (self, (double) p / (wanted - 1)));
  if (self->n_sorted > 0)
    add_place (self, input->high);
}

/* Values of the rows at even distances in gaps wider than a tenth of the whole, at most MOST_FILLED in all. */
static void
fill_gaps (SensitivityPlaces *self)
{
  double step = (self->at[self->n - 1] - self->at[0]) / GAPS;
  guint n = self->n, n_filled = 0;

  for (guint p = 0; p + 1 < n; p++)
    {
      double from = self->at[p], to = self->at[p + 1], last = from;

      for (double next = from + step; next < to - step / 2 && n_filled < MOST_FILLED; next += step)
        {
          double value = self->sorted[MIN (count_up_to (self, nextafter (next, -INFINITY)), self->n_sorted - 1)];

          if (value > last && value < to)
            self->at[n + n_filled++] = last = value;
        }
    }
  self->n += n_filled;
  qsort (self->at, self->n, sizeof *self->at, am_compare_doubles);
}

/* ---- what else rows hold ---- */

static double
correlate (const double *x, const double *y, gsize n)
{
  double xx = 0, yy = 0, xy = 0;

  for (gsize i = 0; i < n; i++)
    {
      xx += x[i] * x[i];
      yy += y[i] * y[i];
      xy += x[i] * y[i];
    }
  return xx > 0 && yy > 0 ? xy / sqrt (xx * yy) : 0;
}

static void
find_companion (SensitivityPlaces *self, const SensitivityRows *rows)
{
  double closest = CLOSE;

  for (guint i = 0; i < rows->k; i++)
    if (i != self->input && rows->ranks[i] != NULL)
      {
        double found = fabs (correlate (rows->ranks[self->input], rows->ranks[i], rows->n_ranks));

        if (found > closest)
          {
            closest = found;
            self->companion = (int) i;
          }
      }
}

/* Where the rows nearest to a place hold other values of the companion than most rows do, moving all rows there makes rows that could not be. */
static void
find_apart (SensitivityPlaces *self, const SensitivityRows *rows)
{
  const double *own = rows->columns[self->input], *other = rows->columns[self->companion];
  g_autofree gsize *order = g_new (gsize, rows->n + 1);
  g_autofree guint64 *work = g_new (guint64, 2 * rows->n + 1);
  g_autofree double *near = g_new (double, rows->n + 1), *all = g_new (double, rows->n + 1);
  gsize n_near = MAX ((gsize) (NEAR * self->n_sorted), LEAST_NEAR), n_all = 0;

  for (gsize row = 0; row < rows->n; row++)
    if (!isnan (other[row]))
      all[n_all++] = other[row];
  if (n_near >= self->n_sorted || n_all == 0)
    return;
  am_order_rising (own, rows->n, order, work);
  for (guint p = 0; p < self->n; p++)
    {
      gsize below = count_up_to (self, nextafter (self->at[p], -INFINITY)), upto = count_up_to (self, self->at[p]), n = 0, inside = 0;
      gsize middle = below + (upto - below) / 2, first, last;

      /* all that have this very value, or the nearest in rank */
      first = MIN (below, middle > n_near / 2 ? middle - n_near / 2 : 0);
      last = MAX (upto, MIN (first + n_near, self->n_sorted));
      for (gsize i = first; i < last; i++)
        if (!isnan (other[order[i]]))
          near[n++] = other[order[i]];
      if (n < LEAST_NEAR)
        continue;
      qsort (near, n, sizeof *near, am_compare_doubles);
      for (gsize i = 0; i < n_all; i++)
        inside += all[i] >= near[(gsize) (0.01 * (n - 1))] && all[i] <= near[(gsize) ceil (0.99 * (n - 1))];
      if (inside * 2 < n_all && self->region[p] == SENSITIVITY_PLACE_USUAL)
        self->region[p] = SENSITIVITY_PLACE_APART;
    }
}

/* Half way to the neighbours. */
static void
cell_of (const SensitivityPlaces *self, guint p, double *from, double *to)
{
  *from = p > 0 ? self->at[p - 1] + (self->at[p] - self->at[p - 1]) / 2 : self->at[p];
  *to = p + 1 < self->n ? self->at[p] + (self->at[p + 1] - self->at[p]) / 2 : self->at[p];
}

static void
find_support (SensitivityPlaces *self, const SensitivityRows *rows)
{
  self->low = quantile (self, 0.01);
  self->high = quantile (self, 0.99);
  for (guint p = 0; p < self->n; p++)
    {
      double from, to;
      gsize before, upto;

      cell_of (self, p, &from, &to);
      before = p > 0 ? count_up_to (self, from) : 0;
      upto = p + 1 < self->n ? count_up_to (self, to) : self->n_sorted;
      self->share[p] = (double) (upto - before) / self->n_sorted;
      self->region[p] = self->at[p] < self->low || self->at[p] > self->high ? SENSITIVITY_PLACE_OUTSIDE : self->share[p] < FEW ? SENSITIVITY_PLACE_FEW : SENSITIVITY_PLACE_USUAL;
    }
  find_companion (self, rows);
  if (self->companion >= 0)
    find_apart (self, rows);
}

void
sensitivity_places_init (SensitivityPlaces *self, const SensitivityRows *rows, const AssaySensitivityFunction *function, guint input, guint wanted, gboolean fills_gaps)
{
  const AssaySensitivityInput *of = &function->inputs[input];
  gsize most = MAX (wanted + 2 + MOST_FILLED, of->n_values);

  *self = (SensitivityPlaces) { .input = input, .companion = -1, .low = NAN, .high = NAN };
  self->at = g_new (double, most + 1);
  self->share = g_new (double, most + 1);
  self->region = g_new0 (SensitivityRegion, most + 1);
  sort_values (self, rows);
  if (of->words != NULL)
    {
      place_words (self, of, rows);
      return;
    }
  place_numbers (self, of, rows, wanted);
  if (fills_gaps && rows->is_real && self->n > 1 && self->n_sorted > 0)
    fill_gaps (self);
  for (guint p = 0; p < self->n; p++)
    self->share[p] = NAN;
  if (rows->is_real && self->n_sorted > 0)
    find_support (self, rows);
}

void
sensitivity_places_clear (SensitivityPlaces *self)
{
  g_free (self->at);
  g_free (self->share);
  g_free (self->region);
  g_free (self->sorted);
}

/* ---- what is shown of it ---- */

const char *
sensitivity_region_word (SensitivityRegion region)
{
  static const char *const words[] = { "", "outside P1 to P99", "few rows", "apart from most rows" };

  return words[region];
}

static void
add_ticks (const SensitivityPlaces *self, AssayFigure *figure)
{
  double *x = g_new (double, N_TICKS), *share = g_new (double, N_TICKS);
  guint n = 0;

  for (guint i = 0; i < N_TICKS; i++)
    {
      double value = quantile (self, (double) i / (N_TICKS - 1));

      n -= n > 0 && value == x[n - 1];      /* of equal ones the last, up to which the share counts */
      x[n] = value;
      share[n++] = (double) i / (N_TICKS - 1);
    }
  assay_figure_add_series (figure, "rug", N_("Rows, a tick for each hundredth"), ASSAY_SERIES_RUG, n, assay_sensitivity_take_bytes (x, n), assay_sensitivity_take_bytes (share, n), NULL, NULL, NULL);
}

typedef struct { double from, to; } Stretch;

static void
add_stretch (GArray *stretches, double from, double to)
{
  Stretch stretch = { from, to };

  if (from < to)
    g_array_append_val (stretches, stretch);
}

static int
compare_stretches (gconstpointer a, gconstpointer b)
{
  const Stretch *x = a, *y = b;

  return (x->from > y->from) - (x->from < y->from);
}

/* One that touches the one before it becomes part of it. */
static void
join_stretches (GArray *stretches)
{
  guint n = 0;

  g_array_sort (stretches, compare_stretches);
  for (guint i = 0; i < stretches->len; i++)
    {
      Stretch next = g_array_index (stretches, Stretch, i), *last = n > 0 ? &g_array_index (stretches, Stretch, n - 1) : NULL;

      if (last != NULL && next.from <= last->to)
        last->to = MAX (last->to, next.to);
      else
        g_array_index (stretches, Stretch, n++) = next;
    }
  g_array_set_size (stretches, n);
}

static GArray *
list_stretches (const SensitivityPlaces *self)
{
  GArray *stretches = g_array_new (FALSE, FALSE, sizeof (Stretch));

  add_stretch (stretches, self->at[0], MIN (self->low, self->at[self->n - 1]));
  add_stretch (stretches, MAX (self->high, self->at[0]), self->at[self->n - 1]);
  for (guint p = 0; p < self->n; p++)
    {
      double from, to;

      cell_of (self, p, &from, &to);
      if (self->region[p] == SENSITIVITY_PLACE_FEW || self->region[p] == SENSITIVITY_PLACE_APART)
        add_stretch (stretches, from, to);
      /* between two such places is nothing usual either */
      if (p + 1 < self->n && self->region[p] != SENSITIVITY_PLACE_USUAL && self->region[p + 1] != SENSITIVITY_PLACE_USUAL)
        add_stretch (stretches, self->at[p], self->at[p + 1]);
    }
  join_stretches (stretches);
  return stretches;
}

static void
add_stretches (const SensitivityPlaces *self, AssayFigure *figure)
{
  g_autoptr(GArray) stretches = list_stretches (self);
  guint n = stretches->len;
  double *from = g_new (double, n + 1), *to = g_new (double, n + 1);

  for (guint i = 0; i < n; i++)
    {
      from[i] = g_array_index (stretches, Stretch, i).from;
      to[i] = g_array_index (stretches, Stretch, i).to;
    }
  if (n > 0)
    assay_figure_add_series (figure, "hatch", N_("Few rows, or none"), ASSAY_SERIES_HATCH, n, NULL, assay_sensitivity_take_bytes (from, n), assay_sensitivity_take_bytes (to, n), NULL, NULL);
  else
    {
      g_free (from);
      g_free (to);
    }
}

void
sensitivity_places_add_support (const SensitivityPlaces *self, AssayFigure *figure)
{
  if (self->is_words || isnan (self->low) || self->n < 2)
    return;
  add_ticks (self, figure);
  add_stretches (self, figure);
}

char *
sensitivity_places_describe (const SensitivityPlaces *self, const AssaySensitivityFunction *function)
{
  if (self->is_words || isnan (self->low))
    return g_strdup ("");
  if (self->companion < 0)
    return g_strdup (" Hatched: below P1, above P99 or less than 1 % of the rows.");
  return g_strdup_printf (" Hatched: below P1, above P99, less than 1 %% of the rows, or rows that hold other values of “%s” than most.", function->inputs[self->companion].name);
}

char **
sensitivity_places_names (const SensitivityPlaces *self, const AssaySensitivityFunction *function)
{
  char **names = g_new0 (char *, self->n + 1);

  for (guint p = 0; p < self->n; p++)
    {
      g_autofree char *word = assay_sensitivity_input_word (&function->inputs[self->input], self->at[p]), *share = assay_word_share (self->share[p]);

      names[p] = g_strdup_printf ("%s (%s)", word, share);
    }
  return names;
}

/* ---- moving ---- */

typedef struct
{
  const SensitivityPlaces *places;
  const SensitivityRows *rows;
  AssaySensitivityRun *run;
  gsize n_batches;
  SensitivityMoments *parts;       /* [n * n_batches] */
  AssayProgress *progress;
} Sweep;

static gboolean
sweep_batch (gsize item, guint worker, gpointer user_data, GError **error)
{
  Sweep *self = user_data;
  gsize from = item % self->n_batches * BATCH, n = MIN (BATCH, self->rows->n - from);
  double at = self->places->at[item / self->n_batches];
  g_autofree const double **columns = g_new (const double *, self->rows->k + 1);
  g_autofree double *moved = g_new (double, n), *y = g_new (double, n);
  SensitivityMoments *part = &self->parts[item];

  for (guint i = 0; i < self->rows->k; i++)
    columns[i] = self->rows->columns[i] + from;
  for (gsize row = 0; row < n; row++)
    moved[row] = at;
  columns[self->places->input] = moved;
  if (!assay_sensitivity_function_evaluate (self->run->function, columns, n, y, self->run->stop, error))
    return FALSE;
  *part = (SensitivityMoments) { 0 };
  for (gsize row = 0; row < n; row++)
    if (!isnan (y[row]))
      {
        double off = y[row] - part->mean;

        part->n++;
        part->mean += off / part->n;
        part->squares += off * (y[row] - part->mean);
      }
  return TRUE;
}

/* Chan, Golub & LeVeque (1983), American Statistician 37, 242-247. */
static void
add_moments (SensitivityMoments *sum, const SensitivityMoments *part)
{
  double off = part->mean - sum->mean;
  gsize n = sum->n + part->n;

  if (part->n == 0)
    return;
  sum->squares += part->squares + off * off * ((double) sum->n * part->n / n);
  sum->mean += off * part->n / n;
  sum->n = n;
}

gboolean
sensitivity_places_sweep (const SensitivityPlaces *self, const SensitivityRows *rows, AssaySensitivityRun *run, SensitivityMoments *out, AssayProgress *progress, GError **error)
{
  Sweep sweep = { self, rows, run, (rows->n + BATCH - 1) / BATCH, NULL, progress };
  g_autofree SensitivityMoments *parts = sweep.parts = g_new (SensitivityMoments, self->n * sweep.n_batches + 1);

  if (!assay_parallel_for (run->task->n_threads, self->n * sweep.n_batches, sweep_batch, &sweep, progress, error))
    return FALSE;
  for (guint p = 0; p < self->n; p++)
    {
      out[p] = (SensitivityMoments) { 0 };
      for (gsize b = 0; b < sweep.n_batches; b++)
        add_moments (&out[p], &parts[p * sweep.n_batches + b]);
      run->n_runs += rows->n;
      run->n_failed += rows->n - out[p].n;
    }
  return TRUE;
}
