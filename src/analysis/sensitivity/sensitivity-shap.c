/* What each input adds to the score of each row, as the model itself takes it apart: Shapley values of trees by their own paths (Lundberg et al. 2020, Nature Machine Intelligence
 * 2, 56-67), terms of linear models, points of scorecards. Their mean size, their direction, and how they hang on the value. */
#include "analysis/sensitivity/sensitivity-methods-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "analysis/sensitivity/sensitivity-place-private.h"
#include "analysis/wording.h"
#include "base/parallel.h"
#include "math/distribution.h"
#include "math/order.h"
#include "math/sensitivity/counter-random.h"

#define MOST_ROWS 10000
#define MOST_CELLS 20000000
#define MOST_BARS 20
#define MOST_FIGURES 8
#define MOST_DOTS 2000
#define MOST_WORDS 30
#define N_BINS 20
#define BATCH 64                   /* rows: of many trees a thousand take too long to be stopped */

typedef struct
{
  AssaySensitivityInput input;     /* name, and words if it holds some */
  double *values, *added;          /* [n]: of the rows, NaN: missing; what it adds, of all fields that read it */
  AmEstimate size;
  double mean, direction;          /* signed; rank correlation of value and what it adds; NaN: words, one value */
  char *highest;                   /* word that adds most in the mean; NULL */
} Input;

typedef struct
{
  AssaySensitivityRun *run;
  AssayTaskModel *model;
  AssayScorer *scorer;
  AssayFrame *frame;               /* the rows drawn */
  gsize n, n_all, n_explained;
  guint n_fields, k;
  double *contributions;           /* [n * (n_fields + 1)] */
  guint *input_of;                 /* [n_fields]; G_MAXUINT: the field has no column */
  Input *inputs;                   /* [k] */
  guint *order;
  gboolean can_explain, is_turned; /* turned: what is looked at is 1 less the model's own probability */
} Shap;

static void
shap_clear (Shap *self)
{
  for (guint i = 0; self->inputs != NULL && i < self->k; i++)
    {
      assay_sensitivity_input_clear (&self->inputs[i].input);
      g_free (self->inputs[i].values);
      g_free (self->inputs[i].added);
      g_free (self->inputs[i].highest);
    }
  g_free (self->inputs);
  g_free (self->input_of);
  g_free (self->order);
  g_free (self->contributions);
  g_clear_pointer (&self->scorer, assay_scorer_free);
  g_clear_pointer (&self->frame, assay_frame_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shap, shap_clear)

/* Points are points, whatever is made of them. */
static gboolean
is_turned (const Shap *self)
{
  AssayArtifact *artifact = self->model->artifact;
  const char *event = assay_options_get_text (self->run->options, "event"), *scale = assay_artifact_get_contribution_scale (artifact);
  gboolean is_complement = FALSE;

  return event != NULL && scale != NULL && strcmp (scale, "points") != 0 && assay_artifact_find_event_output (artifact, event, &is_complement) >= 0 && is_complement;
}

/* ---- rows and contributions ---- */

/* Each row has the same chance (Fan, Muller & Rezucha 1962, JASA 57, 387-402). */
static void
draw_rows (Shap *self)
{
  AssayFrame *all = self->run->task->frame;
  gsize wanted = assay_options_is_given (self->run->options, "rows") ? (gsize) assay_options_get_integer (self->run->options, "rows") : MOST_ROWS, taken = 0;
  g_autofree gsize *rows = NULL;
  AmRandom random = { assay_sensitivity_seed (self->run, "shap", 0) };

  self->n_all = assay_frame_get_n_rows (all);
  self->n = MIN (self->n_all, MIN (wanted, MAX (MOST_CELLS / (self->n_fields + 1), 1)));
  rows = g_new (gsize, self->n + 1);
  for (gsize row = 0; row < self->n_all && taken < self->n; row++)
    if (self->n == self->n_all || am_random_below (&random, self->n_all - row) < self->n - taken)
      rows[taken++] = row;
  self->frame = self->n < self->n_all ? assay_frame_take_rows (all, rows, self->n, self->run->task->n_threads) : assay_frame_ref (all);
}

static gboolean
explain_block (gsize item, guint worker, gpointer user_data, GError **error)
{
  Shap *self = user_data;
  gsize first = item * BATCH, n = MIN (BATCH, self->n - first);
  g_autoptr(AssayScoreBlock) block = assay_score_block_new (self->scorer);

  assay_scorer_score (self->scorer, first, n, block);
  if (!assay_scorer_explain (self->scorer, first, n, block, self->contributions + first * (self->n_fields + 1)))
    self->contributions[first * (self->n_fields + 1)] = INFINITY;      /* read by no one but explain_rows() */
  return TRUE;
}

static gboolean
explain_rows (Shap *self, AssayProgress *progress, GError **error)
{
  gsize n_blocks = (self->n + BATCH - 1) / BATCH;

  self->contributions = g_new (double, self->n * (self->n_fields + 1) + 1);
  if (!assay_parallel_for (self->run->task->n_threads, n_blocks, explain_block, self, progress, error))
    return FALSE;
  self->can_explain = TRUE;
  for (gsize b = 0; b < n_blocks; b++)
    self->can_explain &= self->contributions[b * BATCH * (self->n_fields + 1)] != INFINITY;
  for (gsize row = 0; row < self->n && self->can_explain; row++)
    self->n_explained += !isnan (self->contributions[row * (self->n_fields + 1) + self->n_fields]);
  return TRUE;
}

/* ---- by column ---- */

static guint
find_input (Shap *self, const char *column)
{
  for (guint i = 0; i < self->k; i++)
    if (strcmp (self->inputs[i].input.name, column) == 0)
      return i;
  return G_MAXUINT;
}

static void
add_input (Shap *self, const AssayColumn *column, const AssayField *field)
{
  Input *input = &self->inputs[self->k++];

  input->input.name = g_strdup (assay_column_get_name (column));
  input->input.unit = g_strdup (field->unit);
  input->values = sensitivity_read_numbers (column, field->kind, self->n);
  if (input->values == NULL)
    input->values = sensitivity_read_words (column, self->n, &input->input);
  input->added = g_new0 (double, self->n + 1);
}

/* Fields that read one column are one input: what they add is added. */
static void
gather_inputs (Shap *self)
{
  self->inputs = g_new0 (Input, self->n_fields + 1);
  self->input_of = g_new (guint, self->n_fields + 1);
  for (guint f = 0; f < self->n_fields; f++)
    {
      const char *name = assay_scorer_get_column (self->scorer, f);
      AssayColumn *column = name != NULL ? assay_frame_find (self->frame, name) : NULL;

      self->input_of[f] = column != NULL ? find_input (self, name) : G_MAXUINT;
      if (column == NULL || self->input_of[f] != G_MAXUINT)
        continue;
      self->input_of[f] = self->k;
      add_input (self, column, assay_artifact_get_field (self->model->artifact, f));
    }
  for (gsize row = 0; row < self->n; row++)
    {
      const double *contribution = self->contributions + row * (self->n_fields + 1);

      for (guint f = 0; f < self->n_fields; f++)
        if (self->input_of[f] != G_MAXUINT)
          self->inputs[self->input_of[f]].added[row] += isnan (contribution[self->n_fields]) ? NAN : self->is_turned ? -contribution[f] : contribution[f];
    }
}

/* ---- what they say ---- */

static double
rank_correlation (const double *x, const double *y, gsize n)
{
  g_autofree double *ranks = g_new (double, 2 * n + 1);
  g_autofree gsize *order = g_new (gsize, n + 1);
  g_autofree guint64 *work = g_new (guint64, 2 * n + 1);
  double middle = (n + 1) / 2.0, xx = 0, yy = 0, xy = 0;

  am_order_rising (x, n, order, work);
  am_mean_ranks (x, n, order, ranks);
  am_order_rising (y, n, order, work);
  am_mean_ranks (y, n, order, ranks + n);
  for (gsize i = 0; i < n; i++)
    {
      double dx = ranks[i] - middle, dy = ranks[n + i] - middle;

      xx += dx * dx;
      yy += dy * dy;
      xy += dx * dy;
    }
  return xx > 0 && yy > 0 ? xy / sqrt (xx * yy) : NAN;
}

static void
find_direction (Input *input, gsize n)
{
  g_autofree double *x = g_new (double, n + 1), *y = g_new (double, n + 1);
  gsize m = 0;

  for (gsize row = 0; row < n; row++)
    if (!isnan (input->values[row]) && !isnan (input->added[row]))
      {
        x[m] = input->values[row];
        y[m++] = input->added[row];
      }
  input->direction = rank_correlation (x, y, m);
}

typedef struct { double n, mean, share; } Word;

/* [n_words] */
static Word *
measure_words (const Input *input, gsize n)
{
  Word *words = g_new0 (Word, input->input.n_words + 1);

  for (gsize row = 0; row < n; row++)
    if (!isnan (input->values[row]) && !isnan (input->added[row]) && input->values[row] < input->input.n_words)
      {
        Word *word = &words[(guint) input->values[row]];

        word->n++;
        word->mean += (input->added[row] - word->mean) / word->n;
      }
  for (guint w = 0; w < input->input.n_words; w++)
    {
      words[w].share = n > 0 ? words[w].n / n : NAN;
      words[w].mean = words[w].n > 0 ? words[w].mean : NAN;
    }
  return words;
}

static void
find_highest (Input *input, gsize n)
{
  g_autofree Word *words = measure_words (input, n);
  guint best = 0;

  for (guint w = 1; w < input->input.n_words; w++)
    if (words[w].mean > words[best].mean || isnan (words[best].mean))
      best = w;
  if (input->input.n_words > 0 && !isnan (words[best].mean))
    input->highest = g_strdup (input->input.words[best]);
}

static void
measure (Shap *self, Input *input)
{
  double size = 0, squares = 0, count = 0, half;

  for (gsize row = 0; row < self->n; row++)
    if (!isnan (input->added[row]))
      {
        double off = fabs (input->added[row]) - size;

        count++;
        size += off / count;
        squares += off * (fabs (input->added[row]) - size);
        input->mean += (input->added[row] - input->mean) / count;
      }
  if (count == 0)
    size = input->mean = NAN;
  half = count > 1 ? am_normal_quantile (0.5 + ASSAY_SENSITIVITY_LEVEL / 2) * sqrt (squares / (count - 1) / count) : NAN;
  input->size = (AmEstimate) { size, isnan (half) ? NAN : fmax (size - half, 0), size + half };
  input->direction = NAN;
  if (input->input.words == NULL)
    find_direction (input, self->n);
  else
    find_highest (input, self->n);
}

/* ---- what comes out ---- */

static char *
word_convention (const Shap *self)
{
  g_autofree char *n = assay_word_count (self->n), *all = assay_word_count (self->n_all), *explained = assay_word_count (self->n_explained), *drawn = NULL;

  drawn = self->n < self->n_all ? g_strdup_printf ("%s of %s rows, drawn with seed %" G_GUINT64_FORMAT, n, all, self->run->task->seed) : g_strdup_printf ("all %s rows", all);
  return g_strdup_printf ("what an input adds to the score, on the scale of %s; trees: Shapley values by their own paths; linear models and scorecards: terms and points, less their base; %s, of which %s "
                          "have a score%s", assay_artifact_get_contribution_scale (self->model->artifact), drawn, explained,
                          self->is_turned ? "; signs turned round, since the output is 1 less what the model itself gives" : "");
}

static void
add_table (const Shap *self, const char *convention)
{
  AssayTable *table = assay_table_new ("shap", N_("Contributions of Inputs"));
  g_autofree char *note = g_strdup_printf ("mean size with its 95 %% interval over rows like these; direction: rank correlation of value and contribution; %s", convention);

  assay_table_add_column (table, "input", N_("Input"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "size", N_("Mean Size"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "low", N_("Low"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "high", N_("High"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "mean", N_("Mean"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "direction", N_("Direction"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "highest", N_("Adds Most"), ASSAY_CELL_TEXT);
  for (guint i = 0; i < self->k; i++)
    {
      const Input *input = &self->inputs[self->order[i]];

      assay_table_add_row (table);
      assay_table_set_text (table, 0, input->input.name);
      assay_sensitivity_set_estimate (table, 1, input->size);
      assay_table_set_number (table, 4, input->mean);
      assay_table_set_number (table, 5, input->direction);
      assay_table_set_text (table, 6, input->highest != NULL ? input->highest : "");
      assay_sensitivity_add_row (self->run, "shap", input->input.name, "size", input->size);
      assay_sensitivity_add_row (self->run, "shap", input->input.name, "direction", (AmEstimate) { input->direction, NAN, NAN });
    }
  assay_table_set_note (table, note);
  assay_result_take_table (self->run->result, table);
}

static char *
word_direction (const Input *input)
{
  if (input->highest != NULL)
    return g_strdup_printf ("most for “%s”", input->highest);
  if (isnan (input->direction))
    return g_strdup ("");
  return g_strdup (input->direction > 0.2 ? "more when it is high" : input->direction < -0.2 ? "less when it is high" : "in no single direction");
}

static void
add_bars (const Shap *self, const char *convention)
{
  guint n = MIN (self->k, MOST_BARS);
  AssayFigure *figure = assay_figure_new ("shap", ASSAY_FIGURE_RANKED, N_("Mean Size of Contributions"));
  g_autofree const char **names = g_new0 (const char *, n + 1);
  const Input *first = &self->inputs[self->order[0]];
  g_autofree char *size = assay_word_number (first->size.value), *direction = word_direction (first), *finding = NULL;
  double *values = g_new (double, n + 1), *low = g_new (double, n + 1), *high = g_new (double, n + 1);

  for (guint i = 0; i < n; i++)
    {
      const Input *input = &self->inputs[self->order[i]];

      names[i] = input->input.name;
      values[i] = input->size.value;
      low[i] = input->size.low;
      high[i] = input->size.high;
    }
  finding = g_strdup_printf ("“%s” adds most to the score, %s in the mean, to either side%s%s.", first->input.name, size, *direction != '\0' ? "; it adds " : "", direction);
  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, convention);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("input"), NULL);
  assay_figure_set_categories (figure, names);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, N_("mean size"), NULL);
  assay_figure_add_series (figure, "size", N_("Mean Size"), ASSAY_SERIES_OTHER, n, NULL, assay_sensitivity_take_bytes (values, n), NULL, NULL, NULL);
  assay_figure_add_series (figure, "interval", N_("95 % interval"), ASSAY_SERIES_WHISKERS, n, NULL, assay_sensitivity_take_bytes (low, n), assay_sensitivity_take_bytes (high, n), NULL, NULL);
  assay_result_take_figure (self->run->result, figure);
}

/* ---- by value ---- */

typedef struct { double x, y; } Dot;

static int
compare_dots (gconstpointer a, gconstpointer b)
{
  const Dot *p = a, *q = b;

  return p->x != q->x ? (p->x > q->x) - (p->x < q->x) : (p->y > q->y) - (p->y < q->y);
}

/* Rows that have both, by value. */
static Dot *
sort_dots (const Shap *self, const Input *input, gsize *n)
{
  Dot *dots = g_new (Dot, self->n + 1);

  *n = 0;
  for (gsize row = 0; row < self->n; row++)
    if (isfinite (input->values[row]) && !isnan (input->added[row]))
      dots[(*n)++] = (Dot) { input->values[row], input->added[row] };
  qsort (dots, *n, sizeof *dots, compare_dots);
  return dots;
}

/* The mean of rows that lie together, equal values never apart. */
static void
add_mean (AssayFigure *figure, const Dot *dots, gsize n)
{
  double *x = g_new (double, N_BINS + 1), *y = g_new (double, N_BINS + 1);
  guint n_bins = 0;

  for (gsize from = 0, to; from < n && n_bins < N_BINS; from = to)
    {
      double mean_x = 0, mean_y = 0;

      to = MAX (from + 1, (gsize) ((n_bins + 1.0) * n / N_BINS));
      while (to < n && dots[to].x == dots[to - 1].x)
        to++;
      for (gsize i = from; i < to; i++)
        {
          mean_x += (dots[i].x - mean_x) / (i - from + 1);
          mean_y += (dots[i].y - mean_y) / (i - from + 1);
        }
      x[n_bins] = mean_x;
      y[n_bins++] = mean_y;
    }
  assay_figure_add_series (figure, "mean", N_("Mean"), ASSAY_SERIES_FORECAST, n_bins, assay_sensitivity_take_bytes (x, n_bins), assay_sensitivity_take_bytes (y, n_bins), NULL, NULL, NULL);
}

static void
add_dots (const Shap *self, const Input *input, AssayFigure *figure)
{
  gsize n, shown;
  g_autofree Dot *dots = sort_dots (self, input, &n);
  double *x, *y;

  shown = MIN (n, MOST_DOTS);
  x = g_new (double, shown + 1);
  y = g_new (double, shown + 1);
  for (gsize i = 0; i < shown; i++)
    {
      gsize at = shown > 1 ? (gsize) ((double) i * (n - 1) / (shown - 1)) : 0;

      x[i] = dots[at].x;
      y[i] = dots[at].y;
    }
  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_VALUE, "", input->input.unit);      /* the title says which */
  assay_figure_add_series (figure, "rows", N_("Rows"), ASSAY_SERIES_OTHER, shown, assay_sensitivity_take_bytes (x, shown), assay_sensitivity_take_bytes (y, shown), NULL, NULL, NULL);
  add_mean (figure, dots, n);
}

static void
add_words (const Shap *self, const Input *input, AssayFigure *figure)
{
  g_autofree Word *words = measure_words (input, self->n);
  g_autofree double *keys = g_new (double, input->input.n_words + 1);
  g_autofree guint *order = g_new (guint, input->input.n_words + 1);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  guint n = MIN (input->input.n_words, MOST_WORDS);
  double *y = g_new (double, n + 1);

  for (guint w = 0; w < input->input.n_words; w++)
    keys[w] = words[w].share;
  assay_sensitivity_order (keys, input->input.n_words, order);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *share = assay_word_share (words[order[i]].share);

      y[i] = words[order[i]].mean;
      g_ptr_array_add (names, g_strdup_printf ("%s (%s)", input->input.words[order[i]], share));
    }
  g_ptr_array_add (names, NULL);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, "", NULL);
  assay_figure_set_categories (figure, (const char *const *) names->pdata);
  assay_figure_add_series (figure, "mean", N_("Mean"), ASSAY_SERIES_OTHER, n, NULL, assay_sensitivity_take_bytes (y, n), NULL, NULL, NULL);
}

static void
add_figure (const Shap *self, const Input *input, const char *convention)
{
  g_autofree char *id = g_strdup_printf ("shap-%s", input->input.name), *title = g_strdup_printf ("Contribution by value: %s", input->input.name);
  AssayFigure *figure = assay_figure_new (id, input->input.words != NULL ? ASSAY_FIGURE_RANKED : ASSAY_FIGURE_POINTS, title);

  assay_figure_set_convention (figure, convention);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, N_("contribution"), NULL);
  (input->input.words != NULL ? add_words : add_dots) (self, input, figure);
  assay_result_take_figure (self->run->result, figure);
}

static void
add_results (Shap *self)
{
  g_autofree char *convention = word_convention (self);
  g_autofree double *keys = g_new (double, self->k + 1);
  guint n_figures = 0;

  self->order = g_new (guint, self->k + 1);
  for (guint i = 0; i < self->k; i++)
    {
      measure (self, &self->inputs[i]);
      keys[i] = self->inputs[i].size.value;
    }
  assay_sensitivity_order (keys, self->k, self->order);
  add_table (self, convention);
  add_bars (self, convention);
  for (guint i = 0; i < self->k && n_figures < MOST_FIGURES; i++)
    if (self->inputs[self->order[i]].size.value > 0)
      {
        add_figure (self, &self->inputs[self->order[i]], convention);
        n_figures++;
      }
}

static gboolean
run_shap (AssaySensitivityRun *run, AssayProgress *progress, GError **error)
{
  const AssayTask *task = run->task;
  g_auto(Shap) self = { .run = run };

  if (task->models == NULL || task->models->len == 0 || task->frame == NULL)
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("“--method %s” works on a model and rows that exist: give MODEL and DATA."), "shap");
      return FALSE;
    }
  self.model = task->models->pdata[0];
  self.n_fields = assay_artifact_get_n_fields (self.model->artifact);
  self.is_turned = is_turned (&self);
  draw_rows (&self);
  self.scorer = assay_task_model_make_scorer (self.model, self.frame, error);
  if (self.scorer == NULL)
    return FALSE;
  if (assay_artifact_get_contribution_scale (self.model->artifact) != NULL && !explain_rows (&self, progress, error))
    return FALSE;
  run->n_runs += self.n;
  if (self.n_explained == 0)
    {
      assay_result_add_note (run->result, assay_artifact_get_contribution_scale (self.model->artifact) == NULL || !self.can_explain
                             ? "Contributions: a model of this kind does not say what each input adds to the score; trees, linear models and scorecards do."
                             : "Contributions: no row has both a score and contributions.");
      return TRUE;
    }
  gather_inputs (&self);
  if (self.k > 0)
    add_results (&self);
  return TRUE;
}

const AssaySensitivityMethod assay_sensitivity_shap = { "shap", N_("Contributions"), FALSE, run_shap };
