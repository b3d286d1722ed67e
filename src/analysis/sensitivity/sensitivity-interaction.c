/* Interactions of two inputs, and of one with all others: Friedman's H (Friedman & Popescu 2008, Annals of Applied Statistics 2, 916-954).
 *
 * n rows are both the points at which partial dependence is taken and the rows it is a mean over. Moving one input of row r to its value in row i
 * for all i and r gives both what is needed of it: means over r are the partial dependence on the input, means over i that on all others. */
#include "analysis/sensitivity/sensitivity-methods-private.h"
#include "analysis/sensitivity/sensitivity-places-private.h"
#include "analysis/sensitivity/sensitivity-portfolio-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "analysis/wording.h"
#include "base/parallel.h"
#include "math/distribution.h"
#include "math/sensitivity/interaction-share.h"

#define MOST_RUNS 4000000
#define MOST_DEAR_RUNS 20000       /* where each scores a whole portfolio */
#define LEAST_ROWS 60
#define MOST_ROWS 500
#define MOST_PAIRED 10             /* inputs whose pairs are looked at: those that move the output most */
#define GROUPS 10                  /* of rows, left out in turn for the interval */
#define WEAK 0.01                  /* joint effects below this share of the output's variance are not judged */

#define CONVENTION "H²: share of the variance of the joint partial dependence that the sum of the single ones leaves; size: root mean square of what they leave, in the unit of the output; " \
                   "interval: tenths of the rows left out in turn"

/* Sums of a matrix over the rows of each group, and of how many: a line for each point. */
typedef struct { double *sums; guint32 *counts; } Sums;      /* [n * GROUPS] */

typedef struct { AmEstimate share, size; double of_output, joint; } Found;      /* shares of the output's variance */

typedef struct
{
  AssaySensitivityRun *run;
  SensitivityRows rows;
  guint k, n_paired, n_pairs;
  gsize n;                         /* rows that have an output */
  double *y;                       /* [n] */
  Sums *alone, *others;            /* [k] */
  Sums *pairs;                     /* [n_pairs] */
  guint *order, *first, *second;   /* inputs by what they move; of each pair */
  Found *overall, *found;          /* [k], [n_pairs] */
  double variance;                 /* of y */
} Interaction;

static void
sums_init (Sums *self, gsize n)
{
  self->sums = g_new0 (double, n * GROUPS + 1);
  self->counts = g_new0 (guint32, n * GROUPS + 1);
}

static void
sums_clear (Sums *self, guint n)
{
  for (guint i = 0; self != NULL && i < n; i++)
    {
      g_free (self[i].sums);
      g_free (self[i].counts);
    }
  g_free (self);
}

static void
interaction_clear (Interaction *self)
{
  sums_clear (self->alone, self->k);
  sums_clear (self->others, self->k);
  sums_clear (self->pairs, self->n_pairs);
  g_free (self->y);
  g_free (self->order);
  g_free (self->first);
  g_free (self->second);
  g_free (self->overall);
  g_free (self->found);
  sensitivity_rows_clear (&self->rows);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Interaction, interaction_clear)

static void
sums_add (Sums *self, gsize point, gsize row, double value)
{
  if (isnan (value))
    return;
  self->sums[point * GROUPS + row % GROUPS] += value;
  self->counts[point * GROUPS + row % GROUPS]++;
}

/* The mean at a point without one group; without: GROUPS for none. */
static double
mean_without (const Sums *self, gsize point, guint without)
{
  double sum = 0, count = 0;

  for (guint g = 0; g < GROUPS; g++)
    if (g != without)
      {
        sum += self->sums[point * GROUPS + g];
        count += self->counts[point * GROUPS + g];
      }
  return count > 0 ? sum / count : NAN;
}

/* ---- runs ---- */

/* Point by point: all rows with the inputs `a` and, unless it is -1, `b` as they are at the point. */
typedef struct { Interaction *self; int a, b; double *y; } Move;      /* y[n * n], point by point */

static gboolean
move_to_point (gsize point, guint worker, gpointer user_data, GError **error)
{
  Move *move = user_data;
  const Interaction *self = move->self;
  g_autofree const double **columns = g_new (const double *, self->k + 1);
  g_autofree double *values = g_new (double, 2 * self->n);
  const int inputs[] = { move->a, move->b };

  for (guint i = 0; i < self->k; i++)
    columns[i] = self->rows.columns[i];
  for (guint m = 0; m < 2; m++)
    if (inputs[m] >= 0)
      {
        double *moved = values + m * self->n;

        for (gsize row = 0; row < self->n; row++)
          moved[row] = self->rows.columns[inputs[m]][point];
        columns[inputs[m]] = moved;
      }
  return assay_sensitivity_function_evaluate (self->run->function, columns, self->n, move->y + point * self->n, self->run->stop, error);
}

static gboolean
move_to_points (Interaction *self, int a, int b, double *y, AssayProgress *progress, GError **error)
{
  Move move = { self, a, b, y };

  if (!assay_parallel_for (self->run->task->n_threads, self->n, move_to_point, &move, progress, error))
    return FALSE;
  assay_sensitivity_count_runs (self->run, y, self->n * self->n);
  return TRUE;
}

static gboolean
run_alone (Interaction *self, AssayProgress *progress, GError **error)
{
  g_autofree double *y = g_new (double, self->n * self->n + 1);

  for (guint input = 0; input < self->k; input++)
    {
      g_autoptr(AssayProgress) part = assay_progress_new_part (progress, (double) input / self->k, (input + 1.0) / self->k);

      if (!move_to_points (self, (int) input, -1, y, part, error))
        return FALSE;
      sums_init (&self->alone[input], self->n);
      sums_init (&self->others[input], self->n);
      for (gsize i = 0; i < self->n; i++)
        for (gsize r = 0; r < self->n; r++)
          {
            sums_add (&self->alone[input], i, r, y[i * self->n + r]);
            sums_add (&self->others[input], r, i, y[i * self->n + r]);
          }
    }
  return TRUE;
}

static gboolean
run_pairs (Interaction *self, AssayProgress *progress, GError **error)
{
  g_autofree double *y = g_new (double, self->n * self->n + 1);

  for (guint p = 0; p < self->n_pairs; p++)
    {
      g_autoptr(AssayProgress) part = assay_progress_new_part (progress, (double) p / self->n_pairs, (p + 1.0) / self->n_pairs);

      if (!move_to_points (self, (int) self->first[p], (int) self->second[p], y, part, error))
        return FALSE;
      sums_init (&self->pairs[p], self->n);
      for (gsize i = 0; i < self->n; i++)
        for (gsize r = 0; r < self->n; r++)
          sums_add (&self->pairs[p], i, r, y[i * self->n + r]);
    }
  return TRUE;
}

/* ---- what they say ---- */

/* Without one group of rows, as points and as rows. joint NULL: the output itself. */
static AmInteraction
compare (const Interaction *self, const Sums *joint, const Sums *first, const Sums *second, guint without)
{
  g_autofree double *values = g_new (double, 3 * self->n + 1);
  double *a = values, *b = values + self->n, *c = values + 2 * self->n;
  gsize n = 0;

  for (gsize i = 0; i < self->n; i++)
    if (i % GROUPS != without)
      {
        a[n] = joint != NULL ? mean_without (joint, i, without) : self->y[i];
        b[n] = mean_without (first, i, without);
        c[n] = mean_without (second, i, without);
        n += !isnan (a[n]) && !isnan (b[n]) && !isnan (c[n]);
      }
  return n > 0 ? am_interaction (a, b, c, n) : (AmInteraction) { NAN, NAN, NAN };
}

/* Efron & Tibshirani (1993), An Introduction to the Bootstrap, 11.5, for groups. */
static AmEstimate
leave_out (double value, const double *without)
{
  double mean = 0, squares = 0, half;

  for (guint g = 0; g < GROUPS; g++)
    mean += without[g] / GROUPS;
  for (guint g = 0; g < GROUPS; g++)
    squares += (without[g] - mean) * (without[g] - mean);
  half = am_student_t_quantile (0.5 + ASSAY_SENSITIVITY_LEVEL / 2, GROUPS - 1) * sqrt ((GROUPS - 1.0) / GROUPS * squares);
  return (AmEstimate) { value, fmax (value - half, 0), value + half };
}

static Found
find (const Interaction *self, const Sums *joint, const Sums *first, const Sums *second)
{
  AmInteraction all = compare (self, joint, first, second, GROUPS);
  double shares[GROUPS], sizes[GROUPS];

  for (guint g = 0; g < GROUPS; g++)
    {
      AmInteraction without = compare (self, joint, first, second, g);

      shares[g] = without.share;
      sizes[g] = without.size;
    }
  /* below what numbers of this size can tell, nothing is left of the excess */
  if (all.size * all.size <= 1e-20 * self->variance)
    return (Found) { { 0, 0, 0 }, { 0, 0, 0 }, 0, all.joint / self->variance };
  return (Found) { leave_out (all.share, shares), leave_out (all.size, sizes), all.size * all.size / self->variance, all.joint / self->variance };
}

static double
variance_of (const double *values, gsize n)
{
  double mean = 0, squares = 0;

  for (gsize i = 0; i < n; i++)
    mean += (values[i] - mean) / (i + 1);
  for (gsize i = 0; i < n; i++)
    squares += (values[i] - mean) * (values[i] - mean);
  return n > 0 ? squares / n : NAN;
}

static void
choose_pairs (Interaction *self)
{
  g_autofree double *keys = g_new (double, self->k + 1), *means = g_new (double, self->n + 1);

  for (guint input = 0; input < self->k; input++)
    {
      for (gsize i = 0; i < self->n; i++)
        means[i] = mean_without (&self->alone[input], i, GROUPS);
      keys[input] = variance_of (means, self->n) + self->overall[input].of_output * self->variance;      /* one that acts through others alone counts too */
    }
  assay_sensitivity_order (keys, self->k, self->order);
  self->n_paired = MIN (self->k, MOST_PAIRED);
  self->first = g_new (guint, self->n_paired * self->n_paired + 1);
  self->second = g_new (guint, self->n_paired * self->n_paired + 1);
  for (guint a = 0; a < self->n_paired; a++)
    for (guint b = a + 1; b < self->n_paired; b++)
      {
        self->first[self->n_pairs] = self->order[a];
        self->second[self->n_pairs++] = self->order[b];
      }
  self->pairs = g_new0 (Sums, self->n_pairs + 1);
  self->found = g_new0 (Found, self->n_pairs + 1);
}

static gboolean
is_weak (const Found *found)
{
  return !(found->joint >= WEAK);
}

/* ---- tables ---- */

static char *
word_convention (const Interaction *self)
{
  g_autofree char *n = assay_word_count (self->n);

  return g_strdup_printf (CONVENTION "; %s, of which %s have an output. Noise: inputs that only add up have an H² of 0 with any rows; a joint effect below 1 %% of the output's variance is not judged, "
                          "as H² would divide by nearly nothing", self->rows.text, n);
}

static AssayTable *
make_table (const char *id, const char *title, gboolean is_pair)
{
  AssayTable *table = assay_table_new (id, title);

  assay_table_add_column (table, "input", N_("Input"), ASSAY_CELL_TEXT);
  if (is_pair)
    assay_table_add_column (table, "with", N_("With"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "h2", "H²", ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "low", N_("Low"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "high", N_("High"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "size", N_("Size"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "size-low", N_("Size, Low"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "size-high", N_("Size, High"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "of-output", N_("Of the Output's Variance"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "joint", N_("Joint Effect"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "note", N_("Note"), ASSAY_CELL_TEXT);
  return table;
}

static void
set_found (AssayTable *table, guint column, const Found *found)
{
  assay_sensitivity_set_estimate (table, column, is_weak (found) ? (AmEstimate) { NAN, NAN, NAN } : found->share);
  assay_sensitivity_set_estimate (table, column + 3, found->size);
  assay_table_set_number (table, column + 6, found->of_output);
  assay_table_set_number (table, column + 7, found->joint);
  assay_table_set_text (table, column + 8, is_weak (found) ? "too weak to judge" : "");
}

static void
add_overall (const Interaction *self)
{
  AssayTable *table = make_table ("interaction-overall", N_("Interaction of One Input with All Others"), FALSE);
  g_autofree char *convention = word_convention (self);

  for (guint i = 0; i < self->k; i++)
    {
      const Found *found = &self->overall[self->order[i]];
      const char *name = self->run->function->inputs[self->order[i]].name;

      assay_table_add_row (table);
      assay_table_set_text (table, 0, name);
      set_found (table, 1, found);
      assay_sensitivity_add_row (self->run, "interaction", name, "h2", found->share);
      assay_sensitivity_add_row (self->run, "interaction", name, "size", found->size);
    }
  assay_table_set_note (table, convention);
  assay_result_take_table (self->run->result, table);
}

static guint *
order_pairs (const Interaction *self)
{
  g_autofree double *keys = g_new (double, self->n_pairs + 1);
  guint *order = g_new (guint, self->n_pairs + 1);

  for (guint p = 0; p < self->n_pairs; p++)
    keys[p] = self->found[p].size.value;
  assay_sensitivity_order (keys, self->n_pairs, order);
  return order;
}

static void
add_pairs (const Interaction *self, const guint *order)
{
  AssayTable *table = make_table ("interaction", N_("Interactions of Two Inputs, Friedman's H²"), TRUE);
  g_autofree char *convention = word_convention (self);

  for (guint p = 0; p < self->n_pairs; p++)
    {
      const Found *found = &self->found[order[p]];
      const char *first = self->run->function->inputs[self->first[order[p]]].name, *second = self->run->function->inputs[self->second[order[p]]].name;
      g_autofree char *name = g_strdup_printf ("%s × %s", first, second);

      assay_table_add_row (table);
      assay_table_set_text (table, 0, first);
      assay_table_set_text (table, 1, second);
      set_found (table, 2, found);
      assay_sensitivity_add_row (self->run, "interaction", name, "h2", is_weak (found) ? (AmEstimate) { NAN, NAN, NAN } : found->share);
      assay_sensitivity_add_row (self->run, "interaction", name, "size", found->size);
    }
  assay_table_set_note (table, convention);
  assay_result_take_table (self->run->result, table);
}

/* ---- figures ---- */

static void
add_heat (const Interaction *self, const guint *order)
{
  guint n = self->n_paired;
  AssayFigure *figure = assay_figure_new ("interaction", ASSAY_FIGURE_HEAT, N_("Interactions of Two Inputs, Friedman's H²"));
  g_autofree const char **names = assay_sensitivity_names (self->run->function, self->order, n);
  g_autofree char *convention = word_convention (self), *finding = NULL, *size = assay_word_number (self->found[order[0]].size.value), *share = assay_word_share (self->found[order[0]].of_output);
  g_autofree double *cells = g_new (double, n * n + 1);
  guint pair = 0;

  for (guint a = 0; a < n; a++)
    {
      cells[a * n + a] = NAN;
      for (guint b = a + 1; b < n; b++, pair++)
        cells[a * n + b] = cells[b * n + a] = is_weak (&self->found[pair]) ? NAN : self->found[pair].share.value;
    }
  finding = self->found[order[0]].size.value > 0 ? g_strdup_printf ("“%s” and “%s” act together most: what they do beyond their sum has a size of %s, %s of the output's variance.",
                                                                    self->run->function->inputs[self->first[order[0]]].name, self->run->function->inputs[self->second[order[0]]].name, size, share)
                                                 : g_strdup ("No two of these inputs act together: what they do adds up.");
  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, convention);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, NULL, NULL);
  assay_figure_set_categories (figure, names);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, "H²", NULL);
  for (guint a = 0; a < n; a++)
    {
      g_autofree char *id = g_strdup_printf ("row-%u", a + 1);

      assay_figure_add_series (figure, id, names[a], ASSAY_SERIES_OTHER, n, NULL, g_bytes_new (cells + a * n, n * sizeof *cells), NULL, NULL, NULL);
    }
  assay_result_take_figure (self->run->result, figure);
}

#define MOST_BARS 20

static void
add_bars (const Interaction *self)
{
  guint n = MIN (self->k, MOST_BARS);
  AssayFigure *figure = assay_figure_new ("interaction-overall", ASSAY_FIGURE_RANKED, N_("Interaction of One Input with All Others"));
  g_autofree double *keys = g_new (double, self->k + 1);
  g_autofree guint *order = g_new (guint, self->k + 1);
  g_autofree char *convention = word_convention (self);
  g_autofree const char **names = NULL;
  double *values = g_new (double, n + 1), *low = g_new (double, n + 1), *high = g_new (double, n + 1);

  for (guint i = 0; i < self->k; i++)
    keys[i] = self->overall[i].share.value;
  assay_sensitivity_order (keys, self->k, order);
  names = assay_sensitivity_names (self->run->function, order, n);
  for (guint i = 0; i < n; i++)
    {
      values[i] = self->overall[order[i]].share.value;
      low[i] = self->overall[order[i]].share.low;
      high[i] = self->overall[order[i]].share.high;
    }
  assay_figure_set_convention (figure, convention);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("input"), NULL);
  assay_figure_set_categories (figure, names);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, "H²", NULL);
  assay_figure_add_series (figure, "h2", "H²", ASSAY_SERIES_OTHER, n, NULL, assay_sensitivity_take_bytes (values, n), NULL, NULL, NULL);
  assay_figure_add_series (figure, "interval", N_("95 % interval"), ASSAY_SERIES_WHISKERS, n, NULL, assay_sensitivity_take_bytes (low, n), assay_sensitivity_take_bytes (high, n), NULL, NULL);
  assay_result_take_figure (self->run->result, figure);
}

/* ---- all ---- */

static gsize
affordable_rows (const AssaySensitivityRun *run)
{
  gboolean is_dear = sensitivity_portfolio_is_asked (run->options);
  gsize most = assay_options_is_given (run->options, "rows") ? (gsize) assay_options_get_integer (run->options, "rows") : MOST_ROWS;
  guint k = run->function->n_inputs;
  guint paired = MIN (k, MOST_PAIRED);
  double rows = sqrt ((double) (is_dear ? MOST_DEAR_RUNS : MOST_RUNS) / MAX (k + paired * (paired - 1.0) / 2, 1));

  return MIN (most, (gsize) CLAMP (rows, is_dear ? 2 * GROUPS : LEAST_ROWS, MOST_ROWS));
}

/* Rows without an output are left out. */
static gboolean
evaluate_rows (Interaction *self, GError **error)
{
  gsize n = 0;

  self->y = g_new (double, self->rows.n + 1);
  if (!assay_sensitivity_function_evaluate_all (self->run->function, (const double *const *) self->rows.columns, self->rows.n, self->y, self->run->task->n_threads, NULL, error))
    return FALSE;
  assay_sensitivity_count_runs (self->run, self->y, self->rows.n);
  for (gsize row = 0; row < self->rows.n; row++)
    if (!isnan (self->y[row]))
      {
        for (guint i = 0; i < self->k; i++)
          self->rows.columns[i][n] = self->rows.columns[i][row];
        self->y[n++] = self->y[row];
      }
  self->n = n;
  self->variance = variance_of (self->y, n);
  return TRUE;
}

static gboolean
run_interaction (AssaySensitivityRun *run, AssayProgress *progress, GError **error)
{
  g_auto(Interaction) self = { .run = run, .k = run->function->n_inputs };
  g_autoptr(AssayProgress) first = NULL, second = NULL;
  g_autofree guint *order = NULL;
  double share;

  sensitivity_rows_init (&self.rows, run, "interaction", affordable_rows (run));
  if (!evaluate_rows (&self, error))
    return FALSE;
  if (self.k < 2 || self.n < 2 * GROUPS || !(self.variance > 0))
    {
      assay_result_add_note (run->result, self.k < 2 ? "Interactions: there is one input only." : self.n < 2 * GROUPS ? "Interactions: fewer than 20 rows have an output; nothing can be measured."
                                                                                                                     : "Interactions: the output is the same in all rows; nothing can be measured.");
      return TRUE;
    }
  self.alone = g_new0 (Sums, self.k + 1);
  self.others = g_new0 (Sums, self.k + 1);
  self.overall = g_new0 (Found, self.k + 1);
  self.order = g_new (guint, self.k + 1);
  share = self.k / (self.k + MIN (self.k, MOST_PAIRED) * (MIN (self.k, MOST_PAIRED) - 1) / 2.0);
  first = assay_progress_new_part (progress, 0, share);
  second = assay_progress_new_part (progress, share, 1);
  if (!run_alone (&self, first, error))
    return FALSE;
  for (guint i = 0; i < self.k; i++)
    self.overall[i] = find (&self, NULL, &self.alone[i], &self.others[i]);
  choose_pairs (&self);
  if (!run_pairs (&self, second, error))
    return FALSE;
  for (guint p = 0; p < self.n_pairs; p++)
    self.found[p] = find (&self, &self.pairs[p], &self.alone[self.first[p]], &self.alone[self.second[p]]);
  order = order_pairs (&self);
  add_pairs (&self, order);
  add_overall (&self);
  add_heat (&self, order);
  add_bars (&self);
  return TRUE;
}

const AssaySensitivityMethod assay_sensitivity_interaction = { "interaction", N_("Interactions"), FALSE, run_interaction };
