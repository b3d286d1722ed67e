/* Reverse stress as a method: for each limit the smallest move to it, how plausible that is, and what in the data is like it. */
#include "analysis/sensitivity/reverse-stress.h"
#include "analysis/sensitivity/sensitivity-methods-private.h"
#include "analysis/sensitivity/sensitivity-stress-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "analysis/wording.h"
#include "base/date.h"
#include "base/number.h"

#define MOST_PORTFOLIO_ROWS 5000   /* each run scores them all */
#define MOST_BARS 20
#define PATH_POINTS 26             /* each twentieth of the move, and a quarter beyond */
#define LEAST_MONTH_ROWS 5

typedef struct { int year, month; gsize n; double distance; double *means; } Period;

/* What was found for one limit. */
typedef struct
{
  guint limit;
  AssayReverseMove move;
  gboolean has_row;
  gsize row;
  double row_distance;
  gboolean has_period;
  Period period;
} Found;

typedef struct
{
  SensitivityStress stress;
  AssayReverseStress **searches;   /* [n_measures]; made when a limit asks */
  GArray *found;                   /* of Found */
  const AssayColumn *period;       /* NULL: none */
} Reverse;

static void
clear_found (gpointer data)
{
  assay_reverse_move_clear (&((Found *) data)->move);
  g_free (((Found *) data)->period.means);
}

static void
reverse_clear (Reverse *self)
{
  for (guint m = 0; self->searches != NULL && m < self->stress.n_measures; m++)
    assay_reverse_stress_unref (self->searches[m]);
  g_clear_pointer (&self->searches, g_free);
  g_clear_pointer (&self->found, g_array_unref);
  sensitivity_stress_clear (&self->stress);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reverse, reverse_clear)

static const StressMeasure *
measure_of (const Reverse *self, const Found *found)
{
  return &self->stress.measures[self->stress.limit_measures[found->limit]];
}

static AssayReverseStress *
search_of (const Reverse *self, const Found *found)
{
  return self->searches[self->stress.limit_measures[found->limit]];
}

/* ---- past periods ---- */

static gboolean
is_time (const AssayColumn *column)
{
  return assay_column_get_type (column) == ASSAY_TYPE_DATE || assay_column_get_type (column) == ASSAY_TYPE_DATETIME;
}

static gboolean
find_period (Reverse *self, GError **error)
{
  const AssayFrame *frame = self->stress.run->task->frame;
  const char *name = assay_options_get_text (self->stress.run->options, "period");
  guint n = 0;

  if (name != NULL)
    {
      self->period = frame != NULL ? assay_frame_find (frame, name) : NULL;
      if (self->period != NULL && is_time (self->period))
        return TRUE;
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("--period is “%s”, which is no column of dates in the data."), name);
      return FALSE;
    }
  for (guint c = 0; frame != NULL && c < assay_frame_get_n_columns (frame); c++)
    if (is_time (assay_frame_get_column (frame, c)))
      {
        self->period = assay_frame_get_column (frame, c);
        n++;
      }
  if (n > 1)
    self->period = NULL;
  return TRUE;
}

/* FALSE: there is no date. */
static gboolean
read_month (const AssayColumn *column, gsize row, int *key)
{
  gint32 days;
  int year, month, day;

  if (assay_column_get_type (column) == ASSAY_TYPE_DATE)
    {
      if (assay_column_get_dates (column)[row] == ASSAY_MISSING_DATE)
        return FALSE;
      days = assay_column_get_dates (column)[row];
    }
  else
    {
      gint64 time = assay_column_get_datetimes (column)[row];

      if (time == ASSAY_MISSING_INT64)
        return FALSE;
      days = (gint32) (time / ASSAY_USEC_PER_DAY - (time % ASSAY_USEC_PER_DAY < 0));
    }
  assay_date_to_ymd (days, &year, &month, &day);
  *key = year * 12 + month - 1;
  return TRUE;
}

typedef struct { gsize n; double *sums; gsize *counts; } Month;

static void
free_month (gpointer data)
{
  Month *self = data;

  g_free (self->sums);
  g_free (self->counts);
  g_free (self);
}

static GHashTable *
sum_months (const Reverse *self, AssayStressSpace *space, const StressMeasure *measure)
{
  GHashTable *months = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, free_month);
  guint k = assay_stress_space_get_n_inputs (space);

  for (gsize row = 0; row < assay_stress_space_get_n_rows (space); row++)
    {
      gsize of_frame = sensitivity_stress_get_row (&self->stress, measure, row);
      Month *month;
      int key;

      if (!read_month (self->period, of_frame, &key))
        continue;
      month = g_hash_table_lookup (months, GINT_TO_POINTER (key));
      if (month == NULL)
        {
          month = g_new0 (Month, 1);
          month->sums = g_new0 (double, k + 1);
          month->counts = g_new0 (gsize, k + 1);
          g_hash_table_insert (months, GINT_TO_POINTER (key), month);
        }
      month->n++;
      for (guint i = 0; i < k; i++)
        if (!isnan (assay_stress_space_get_values (space, i)[row]))
          {
            month->sums[i] += assay_stress_space_get_values (space, i)[row];
            month->counts[i]++;
          }
    }
  return months;
}

/* The month whose mean inputs lie nearest to the case. */
static void
find_nearest_month (const Reverse *self, AssayStressSpace *space, Found *found)
{
  g_autoptr(GHashTable) months = sum_months (self, space, measure_of (self, found));
  guint k = assay_stress_space_get_n_inputs (space);
  g_autofree double *means = g_new (double, k + 1);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, months);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const Month *month = value;
      int year = GPOINTER_TO_INT (key) / 12, number = GPOINTER_TO_INT (key) % 12 + 1;
      double distance;

      if (month->n < LEAST_MONTH_ROWS)
        continue;
      for (guint i = 0; i < k; i++)
        means[i] = month->counts[i] > 0 ? month->sums[i] / month->counts[i] : NAN;
      distance = assay_stress_space_distance (space, means, found->move.x);
      if (isnan (distance) || (found->has_period && (distance > found->period.distance
                                                     || (distance == found->period.distance && year * 12 + number > found->period.year * 12 + found->period.month))))
        continue;
      g_free (found->period.means);
      found->has_period = TRUE;
      found->period = (Period) { year, number, month->n, distance, g_memdup2 (means, (k + 1) * sizeof *means) };
    }
}

/* ---- running ---- */

static gboolean
make_search (Reverse *self, guint m, AssayProgress *progress, GError **error)
{
  const StressMeasure *measure = &self->stress.measures[m];
  AssaySensitivityRun *run = self->stress.run;
  g_auto(GStrv) only = assay_options_get_list (run->options, "inputs");
  AssayReverseStressChoice choice = {
    .portfolio = measure->index >= 0 ? self->stress.portfolio : NULL, .measure = (guint) MAX (measure->index, 0), .function = measure->index < 0 ? self->stress.function : NULL,
    .is_plain = strcmp (assay_options_get_text (run->options, "distance"), "euclidean") == 0, .may_switch = assay_options_get_boolean (run->options, "switch-words"),
    .most_sd = assay_options_get_number (run->options, "most-sd"), .only = (const char *const *) only, .seed = run->task->seed, .n_threads = run->task->n_threads,
  };

  if (self->searches[m] != NULL)
    return TRUE;
  self->searches[m] = assay_reverse_stress_new (&choice, progress, error);
  if (self->searches[m] == NULL)
    return FALSE;
  run->n_runs += assay_reverse_stress_get_n_runs (self->searches[m]);
  return TRUE;
}

static gboolean
run_limit (Reverse *self, guint limit, AssayProgress *progress, GError **error)
{
  guint m = self->stress.limit_measures[limit];
  Found found = { .limit = limit };
  AssayStressSpace *space;

  if (!make_search (self, m, progress, error)
      || !assay_reverse_stress_find (self->searches[m], &self->stress.limits[limit], FALSE, progress, &found.move, error))
    return FALSE;
  self->stress.run->n_runs += found.move.n_runs;
  space = assay_reverse_stress_get_space (self->searches[m]);
  if (assay_stress_space_get_n_rows (space) > 0 && !found.move.is_crossed_at_rest)
    {
      found.has_row = assay_stress_space_find_nearest (space, found.move.x, &found.row, &found.row_distance);
      if (self->period != NULL)
        find_nearest_month (self, space, &found);
    }
  g_array_append_val (self->found, found);
  return TRUE;
}

/* ---- what comes out ---- */

static char *
word_limit (const Reverse *self, const Found *found)
{
  return sensitivity_stress_word_limit (measure_of (self, found), &self->stress.limits[found->limit]);
}

/* As it was asked for: names of what programs read. */
static char *
name_limit (const Reverse *self, const Found *found)
{
  return assay_stress_limit_word (&self->stress.limits[found->limit]);
}

static char *
word_size (double size)
{
  return assay_number_print ("%.3f sd", size);
}

/* What is to be said about a limit, in one sentence. */
static char *
word_finding (const Reverse *self, const Found *found)
{
  const StressMeasure *measure = measure_of (self, found);
  g_autofree char *limit = word_limit (self, found), *size = word_size (found->move.size), *value = sensitivity_stress_word (measure, found->move.value);

  if (found->move.is_crossed_at_rest)
    return g_strdup_printf ("The limit %s is crossed already, without any move: %s at rest.", limit, value);
  if (!found->move.is_crossed)
    return g_strdup_printf ("The limit %s cannot be crossed within %g sd of each input and the declared ranges; the nearest that was found is %s.", limit,
                            assay_options_get_number (self->stress.run->options, "most-sd"), value);
  return g_strdup_printf ("The smallest joint move to %s that was found is %s.", limit, size);
}

static char *
word_period (const Found *found)
{
  return found->has_period ? g_strdup_printf ("%04d-%02d", found->period.year, found->period.month) : NULL;
}

/* What is like a move, where there are rows, and months of them. */
static void
put_likeness (const Reverse *self, AssayTable *table, const Found *found)
{
  int row = assay_table_find_column (table, "row"), period = assay_table_find_column (table, "period");
  g_autofree char *month = word_period (found);

  if (row >= 0)
    {
      assay_table_set_number (table, (guint) row, found->has_row ? (double) sensitivity_stress_get_number (&self->stress, measure_of (self, found), found->row) : NAN);
      assay_table_set_number (table, (guint) row + 1, found->has_row ? found->row_distance : NAN);
    }
  if (period >= 0)
    {
      assay_table_set_text (table, (guint) period, month);
      assay_table_set_number (table, (guint) period + 1, found->has_period ? found->period.distance : NAN);
    }
}

static void
add_limits_table (const Reverse *self)
{
  AssayTable *table = assay_table_new ("reverse-stress-limits", N_("How Far the Limits Are"));

  assay_table_add_column (table, "limit", N_("Limit"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "outcome", N_("Outcome"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "base", N_("At Rest"), ASSAY_CELL_TEXT);      /* of different measures: each as it is written */
  assay_table_add_column (table, "value", N_("There"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "size", N_("Size (sd)"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "chance", N_("First-Order Chance"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "distance", N_("Plausibility Distance"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "tail", N_("Chi-Square Tail"), ASSAY_CELL_FRACTION);
  if (self->stress.run->function->rows != NULL || self->stress.portfolio != NULL)
    {
      assay_table_add_column (table, "percentile", N_("Percentile Among Rows"), ASSAY_CELL_NUMBER);
      assay_table_add_column (table, "as-far", N_("Rows at Least as Far"), ASSAY_CELL_FRACTION);
      assay_table_add_column (table, "row", N_("Nearest Row"), ASSAY_CELL_COUNT);
      assay_table_add_column (table, "row-distance", N_("Its Distance"), ASSAY_CELL_NUMBER);
    }
  if (self->period != NULL)
    {
      assay_table_add_column (table, "period", N_("Nearest Month"), ASSAY_CELL_TEXT);
      assay_table_add_column (table, "period-distance", N_("Its Distance"), ASSAY_CELL_NUMBER);
    }
  for (guint f = 0; f < self->found->len; f++)
    {
      const Found *found = &g_array_index (self->found, Found, f);
      const AssayReverseMove *move = &found->move;
      const StressMeasure *measure = measure_of (self, found);
      g_autofree char *limit = word_limit (self, found), *name = name_limit (self, found), *base = sensitivity_stress_word (measure, measure->base), *value = sensitivity_stress_word (measure, move->value);

      assay_table_add_row (table);
      assay_table_set_text (table, 0, limit);
      assay_table_set_text (table, 1, move->is_crossed_at_rest ? "crossed at rest" : move->is_crossed ? "crossed" : "not crossed");
      assay_table_set_text (table, 2, base);
      assay_table_set_text (table, 3, value);
      assay_table_set_number (table, 4, move->is_crossed ? move->size : NAN);
      assay_table_set_number (table, 5, move->is_crossed && !move->is_crossed_at_rest ? move->chance : NAN);
      assay_table_set_number (table, 6, move->plausibility.distance);
      assay_table_set_number (table, 7, move->plausibility.tail);
      if (assay_table_find_column (table, "as-far") >= 0)
        {
          assay_table_set_number (table, 8, 100 * (1 - move->plausibility.share_as_far));
          assay_table_set_number (table, 9, move->plausibility.share_as_far);
        }
      put_likeness (self, table, found);
      assay_sensitivity_add_row (self->stress.run, "reverse-stress", name, "size", (AmEstimate) { move->is_crossed ? move->size : NAN, NAN, NAN });
      assay_sensitivity_add_row (self->stress.run, "reverse-stress", name, "value", (AmEstimate) { move->value, NAN, NAN });
    }
  if (self->found->len > 0)
    {
      AssayStressSpace *space = assay_reverse_stress_get_space (search_of (self, &g_array_index (self->found, Found, 0)));
      g_autofree char *numbers = assay_word_items (g_array_index (self->found, Found, 0).move.plausibility.n_inputs, "number", "numbers");
      g_autofree char *note = g_strdup_printf ("first-order chance: Phi (-size), how often normal inputs lie beyond a plane so far off; plausibility distance: Mahalanobis over %s, %s; "
                                               "rows and months by the same distance", numbers, assay_stress_space_get_text (space));

      assay_table_set_note (table, note);
    }
  assay_result_take_table (self->stress.run->result, table);
}

static char *
word_value (const AssayStressInput *input, double x)
{
  if (isnan (x))
    return NULL;
  if (input->words != NULL)
    return g_strdup (x >= 0 && x < input->n_words ? input->words[(guint) x] : "?");
  return assay_word_number (x);
}

/* Inputs that move, the farthest first; returns how many. */
static guint
order_moved (const Reverse *self, const Found *found, guint *order)
{
  AssayStressSpace *space = assay_reverse_stress_get_space (search_of (self, found));
  guint k = assay_stress_space_get_n_inputs (space), n = 0;
  g_autofree double *keys = g_new (double, k + 1);

  for (guint i = 0; i < k; i++)
    {
      const AssayStressInput *input = assay_stress_space_get_input (space, i);

      keys[i] = found->move.x[i] != input->base && !isnan (found->move.x[i]) && (input->words != NULL || fabs (found->move.z[i]) > 1e-6) ? fabs (found->move.z[i]) : NAN;
      n += !isnan (keys[i]);
    }
  assay_sensitivity_order (keys, k, order);
  return n;
}

static void
put_input (const Reverse *self, AssayTable *table, const Found *found, guint i)
{
  AssayStressSpace *space = assay_reverse_stress_get_space (search_of (self, found));
  const AssayStressInput *input = assay_stress_space_get_input (space, i);
  const double *values = assay_stress_space_get_values (space, i);
  double x = found->move.x[i];
  g_autofree char *limit = name_limit (self, found), *from = word_value (input, input->base), *to = word_value (input, x);
  g_autofree char *row = found->has_row && values != NULL ? word_value (input, values[found->row]) : NULL, *name = g_strdup_printf ("%s: %s", limit, input->name);
  g_autofree char *size = assay_word_number (fabs (x - input->base)), *change = g_strdup_printf ("%s%s", x < input->base ? "−" : "+", size);
  g_autofree char *period = found->has_period && input->words == NULL ? word_value (input, found->period.means[i]) : NULL;

  assay_table_add_row (table);
  assay_table_set_text (table, 0, input->name);
  assay_table_set_text (table, 1, from);
  assay_table_set_text (table, 2, to);
  if (input->words == NULL)
    assay_table_set_text (table, 3, change);
  assay_table_set_number (table, 4, found->move.z[i]);
  assay_table_set_number (table, 5, assay_stress_space_percentile (space, i, input->base));
  assay_table_set_number (table, 6, assay_stress_space_percentile (space, i, x));
  if (found->has_row)
    assay_table_set_text (table, 7, row);
  if (found->has_period)
    assay_table_set_text (table, found->has_row ? 8 : 7, period);
  assay_sensitivity_add_row (self->stress.run, "reverse-stress", name, "move", (AmEstimate) { input->words == NULL ? x - input->base : NAN, NAN, NAN });
  assay_sensitivity_add_row (self->stress.run, "reverse-stress", name, "move-sd", (AmEstimate) { found->move.z[i], NAN, NAN });
}

/* "reverse-stress", "reverse-stress-2": as figures are called. */
static char *
name_by_limit (const char *id, guint index)
{
  return index == 0 ? g_strdup (id) : g_strdup_printf ("%s-%u", id, index + 1);
}

static void
add_table (const Reverse *self, guint f)
{
  const Found *found = &g_array_index (self->found, Found, f);
  guint k = assay_stress_space_get_n_inputs (assay_reverse_stress_get_space (search_of (self, found)));
  g_autofree guint *order = g_new (guint, k + 1);
  g_autofree char *id = name_by_limit ("reverse-stress", f), *limit = word_limit (self, found), *title = g_strdup_printf ("Smallest Move Found to %s", limit);
  AssayTable *table = assay_table_new (id, title);
  guint n = order_moved (self, found, order);

  assay_table_add_column (table, "input", N_("Input"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "from", N_("At Rest"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "to", N_("There"), ASSAY_CELL_TEXT);
  /* each input in its own unit: one column of numbers would leave the small ones no digits */
  assay_table_add_column (table, "change", N_("Change"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "change-sd", N_("Change (sd)"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "percentile-from", N_("Percentile at Rest"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "percentile", N_("Percentile There"), ASSAY_CELL_NUMBER);
  if (found->has_row)
    assay_table_add_column (table, "row", N_("Nearest Row"), ASSAY_CELL_TEXT);
  if (found->has_period)
    assay_table_add_column (table, "period", N_("Nearest Month"), ASSAY_CELL_TEXT);
  for (guint i = 0; i < n; i++)
    put_input (self, table, found, order[i]);
  assay_table_set_note (table, "of a portfolio the inputs of all rows move alike, and what is shown is the median; a word that switches has its cost as the change in sd; inputs that are not named stay as they are; a move ends right beyond the limit, so that rounded values may lie just short of it");
  assay_result_take_table (self->stress.run->result, table);
}

/* ---- figures ---- */

static char *
word_convention (const Reverse *self, const Found *found)
{
  AssayReverseStress *search = search_of (self, found);
  g_autofree char *runs = assay_word_count (assay_reverse_stress_get_n_runs (search) + found->move.n_runs);

  return g_strdup_printf ("%s; %s; %s runs.", assay_reverse_stress_get_text (search), assay_stress_space_get_text (assay_reverse_stress_get_space (search)), runs);
}

static void
add_figure (const Reverse *self, guint f)
{
  const Found *found = &g_array_index (self->found, Found, f);
  AssayStressSpace *space = assay_reverse_stress_get_space (search_of (self, found));
  g_autofree guint *order = g_new (guint, assay_stress_space_get_n_inputs (space) + 1);
  guint n = MIN (order_moved (self, found, order), MOST_BARS);
  g_autofree char *id = name_by_limit ("reverse-stress", f), *finding = word_finding (self, found), *convention = word_convention (self, found), *limit = word_limit (self, found);
  g_autofree char *title = g_strdup_printf ("Smallest Move Found to %s", limit);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  AssayFigure *figure;
  double *z;

  if (n == 0)
    return;
  z = g_new (double, n);
  for (guint i = 0; i < n; i++)
    {
      const AssayStressInput *input = assay_stress_space_get_input (space, order[i]);
      g_autofree char *from = word_value (input, input->base), *to = word_value (input, found->move.x[order[i]]);

      g_ptr_array_add (names, g_strdup_printf ("%s (%s → %s)", input->name, from, to));
      z[i] = found->move.z[order[i]];
    }
  g_ptr_array_add (names, NULL);
  figure = assay_figure_new (id, ASSAY_FIGURE_RANKED, title);
  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, convention);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("input"), NULL);
  assay_figure_set_categories (figure, (const char *const *) names->pdata);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, N_("move"), N_("standard deviations"));
  assay_figure_add_series (figure, "move", N_("Move"), ASSAY_SERIES_OTHER, n, NULL, assay_sensitivity_take_bytes (z, n), NULL, NULL, NULL);
  assay_result_take_figure (self->stress.run->result, figure);
}

static void
add_path_figure (const Reverse *self, guint f, const double *sizes, const double *values)
{
  const Found *found = &g_array_index (self->found, Found, f);
  const StressMeasure *measure = measure_of (self, found);
  g_autofree char *id = name_by_limit ("reverse-stress-path", f), *limit = word_limit (self, found), *convention = word_convention (self, found), *finding = word_finding (self, found);
  g_autofree char *title = g_strdup_printf ("On the Way to %s", limit);
  AssayFigure *figure = assay_figure_new (id, ASSAY_FIGURE_SERIES, title);

  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, convention);
  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_NONE, N_("size of the move"), N_("standard deviations"));
  assay_figure_set_y (figure, sensitivity_stress_get_axis (measure), measure->label, NULL);
  assay_figure_add_series (figure, "value", measure->label, ASSAY_SERIES_ACTUAL, PATH_POINTS, g_bytes_new (sizes, PATH_POINTS * sizeof *sizes), g_bytes_new (values, PATH_POINTS * sizeof *values), NULL, NULL, NULL);
  assay_figure_add_rule (figure, self->stress.limits[found->limit].value, N_("limit"));
  assay_result_take_figure (self->stress.run->result, figure);
}

static void
add_path_table (const Reverse *self, guint f, const double *shares, const double *sizes, const double *values)
{
  const Found *found = &g_array_index (self->found, Found, f);
  g_autofree char *id = name_by_limit ("reverse-stress-path", f), *limit = word_limit (self, found), *title = g_strdup_printf ("On the Way to %s", limit);
  AssayTable *table = assay_table_new (id, title);

  assay_table_add_column (table, "share", N_("Share of the Move"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "size", N_("Size (sd)"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "value", measure_of (self, found)->label, ASSAY_CELL_NUMBER);
  for (guint p = 0; p < PATH_POINTS; p++)
    {
      assay_table_add_row (table);
      assay_table_set_number (table, 0, shares[p]);
      assay_table_set_number (table, 1, sizes[p]);
      assay_table_set_number (table, 2, values[p]);
    }
  assay_table_set_note (table, "straight from rest to the move and a quarter beyond, inputs kept within their ranges; whole numbers in whole steps");
  assay_result_take_table (self->stress.run->result, table);
}

static gboolean
add_paths (Reverse *self, GError **error)
{
  double shares[PATH_POINTS], sizes[PATH_POINTS], values[PATH_POINTS];

  for (guint p = 0; p < PATH_POINTS; p++)
    shares[p] = p / 20.0;
  for (guint f = 0; f < self->found->len; f++)
    {
      const Found *found = &g_array_index (self->found, Found, f);

      if (found->move.size == 0)
        continue;
      if (!assay_reverse_stress_follow (search_of (self, found), &found->move, shares, PATH_POINTS, self->stress.run->stop, sizes, values, error))
        return FALSE;
      self->stress.run->n_runs += PATH_POINTS;
      add_path_table (self, f, shares, sizes, values);
      add_path_figure (self, f, sizes, values);
    }
  return TRUE;
}

static void
add_notes (const Reverse *self)
{
  for (guint f = 0; f < self->found->len; f++)
    {
      const Found *found = &g_array_index (self->found, Found, f);
      g_autofree char *finding = word_finding (self, found), *note = g_strdup_printf ("Reverse stress: %s", finding);

      assay_result_add_note (self->stress.run->result, note);
    }
}

static void
add_metrics (const Reverse *self)
{
  for (guint f = 0; f < self->found->len; f++)
    {
      const Found *found = &g_array_index (self->found, Found, f);
      AssayMetric *metric = assay_result_add_metric (self->stress.run->result, "reverse-size", N_("Smallest move to the limit (sd)"), ASSAY_METRIC_NUMBER, found->move.is_crossed ? found->move.size : NAN);

      metric->of = word_limit (self, found);
      if (!found->move.is_crossed)
        metric->text = g_strdup ("it cannot be crossed within the ranges");
    }
}

static gboolean
run_method (AssaySensitivityRun *run, AssayProgress *progress, GError **error)
{
  g_auto(Reverse) self = { .found = g_array_new (FALSE, FALSE, sizeof (Found)) };
  guint n;

  g_array_set_clear_func (self.found, clear_found);
  if (!sensitivity_stress_init (&self.stress, run, MOST_PORTFOLIO_ROWS, NULL, error) || !find_period (&self, error))
    return FALSE;
  self.searches = g_new0 (AssayReverseStress *, self.stress.n_measures + 1);
  n = self.stress.n_limits;
  for (guint l = 0; l < n; l++)
    {
      g_autoptr(AssayProgress) part = assay_progress_new_part (progress, (double) l / n, (l + 1.0) / n);

      if (!run_limit (&self, l, part, error) || !assay_progress_step (part, 1, error))
        return FALSE;
    }
  add_metrics (&self);
  add_limits_table (&self);
  for (guint f = 0; f < self.found->len; f++)
    if (!g_array_index (self.found, Found, f).move.is_crossed_at_rest)
      {
        add_table (&self, f);
        add_figure (&self, f);
      }
  if (!add_paths (&self, error))
    return FALSE;
  add_notes (&self);
  return TRUE;
}

const AssaySensitivityMethod assay_sensitivity_reverse_stress = { "reverse-stress", N_("Reverse Stress"), FALSE, run_method };
