#include "engine/limit-search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"

#define LEAST_ROWS_OF_PERIOD 30    /* fewer say little of a month */
#define LEAST_MOVE 1e-6            /* in standard deviations */

typedef struct { gint32 month; double *x; } Period;      /* months since year 0; the case at rest, moved as the means of the month are */

struct _AssayLimitSearch
{
  gatomicrefcount refs;
  AssayRunPortfolio *owner;
  const AssayPortfolio *portfolio;      /* lent by the owner: all, or the sample */
  guint measure;
  AssayReverseStress *stress;
  guint n_inputs;
  GArray *periods;                 /* of Period; empty: no time */
};

/* ---- periods ---- */

/* The time of the data, or its only column of dates. NULL: there is none. */
static AssayColumn *
find_time (const AssayRunPortfolio *portfolio)
{
  AssayFrame *frame = assay_run_portfolio_get_frame (portfolio);
  const char *name = assay_run_portfolio_get_plan (portfolio)->roles.time;
  AssayColumn *named = name != NULL ? assay_frame_find (frame, name) : NULL, *found = NULL;
  guint n = 0;

  for (guint i = 0; i < assay_frame_get_n_columns (frame); i++)
    {
      AssayColumn *column = assay_frame_get_column (frame, i);

      if (assay_column_get_type (column) != ASSAY_TYPE_DATE && assay_column_get_type (column) != ASSAY_TYPE_DATETIME)
        continue;
      if (column == named)
        return column;
      found = column;
      n++;
    }
  return n == 1 ? found : NULL;
}

/* FALSE: the row has no time. */
static gboolean
month_of (const AssayColumn *column, gsize row, gint32 *month)
{
  gint32 day;
  int year, of_year, of_month;

  if (assay_column_get_type (column) == ASSAY_TYPE_DATE)
    {
      day = assay_column_get_dates (column)[row];
      if (day == ASSAY_MISSING_DATE)
        return FALSE;
    }
  else
    {
      const gint64 time = assay_column_get_datetimes (column)[row];

      if (time == ASSAY_MISSING_INT64)
        return FALSE;
      day = (gint32) floor (time / 86400e6);
    }
  assay_date_to_ymd (day, &year, &of_year, &of_month);
  *month = year * 12 + of_year - 1;
  return TRUE;
}

static void
clear_period (gpointer period)
{
  g_free (((Period *) period)->x);
}

typedef struct { gint32 month; gsize index; } Dated;

static int
compare_dated (gconstpointer a, gconstpointer b)
{
  const Dated *x = a, *y = b;

  return x->month != y->month ? (x->month > y->month) - (x->month < y->month) : (x->index > y->index) - (x->index < y->index);
}

static double
mean_of (const double *values, const Dated *rows, gsize n)
{
  double sum = 0;
  gsize m = 0;

  for (gsize i = 0; i < n; i++)
    if (!isnan (values[rows[i].index]))
      {
        sum += values[rows[i].index];
        m++;
      }
  return m > 0 ? sum / m : NAN;
}

/* A month moves the case at rest as far as its means lie from those of all rows: as moves of the portfolio do. */
static void
add_period (AssayLimitSearch *self, const Dated *rows, gsize n, const double *means)
{
  const AssayStressSpace *space = assay_reverse_stress_get_space (self->stress);
  Period period = { rows[0].month, g_new (double, self->n_inputs + 1) };

  for (guint i = 0; i < self->n_inputs; i++)
    {
      const AssayStressInput *input = assay_stress_space_get_input (space, i);

      period.x[i] = input->base;
      if (input->words == NULL && !isnan (means[i]))
        period.x[i] += mean_of (assay_stress_space_get_values (space, i), rows, n) - means[i];
    }
  g_array_append_val (self->periods, period);
}

static void
find_periods (AssayLimitSearch *self)
{
  const AssayPortfolio *portfolio = self->portfolio;
  const AssayStressSpace *space = assay_reverse_stress_get_space (self->stress);
  const AssayColumn *time = find_time (self->owner);
  gsize n = assay_stress_space_get_n_rows (space), n_dated = 0;
  g_autofree Dated *rows = NULL;
  g_autofree double *means = NULL;

  if (time == NULL || n != assay_portfolio_get_n_rows (portfolio))
    return;
  rows = g_new (Dated, n + 1);
  for (gsize i = 0; i < n; i++)
    if (month_of (time, assay_portfolio_get_row (portfolio, i), &rows[n_dated].month))
      rows[n_dated++].index = i;
  qsort (rows, n_dated, sizeof *rows, compare_dated);
  means = g_new (double, self->n_inputs + 1);
  for (guint i = 0; i < self->n_inputs; i++)
    means[i] = assay_stress_space_get_input (space, i)->words == NULL ? mean_of (assay_stress_space_get_values (space, i), rows, n_dated) : NAN;
  for (gsize first = 0, end; first < n_dated; first = end)
    {
      for (end = first + 1; end < n_dated && rows[end].month == rows[first].month; end++)
        ;
      if (end - first >= LEAST_ROWS_OF_PERIOD)
        add_period (self, rows + first, end - first, means);
    }
}

static void
find_nearest_period (const AssayLimitSearch *self, AssayLimitAnswer *answer)
{
  const AssayStressSpace *space = assay_reverse_stress_get_space (self->stress);

  for (guint i = 0; i < self->periods->len && self->periods->len > 1; i++)
    {
      const Period *period = &g_array_index (self->periods, Period, i);
      const double distance = assay_stress_space_distance (space, period->x, answer->move.x);

      if (isnan (distance) || (answer->nearest_period != NULL && !(distance < answer->nearest_period_distance)))
        continue;
      g_free (answer->nearest_period);
      answer->nearest_period = g_strdup_printf ("%04d-%02d", period->month / 12, period->month % 12 + 1);
      answer->nearest_period_distance = distance;
    }
}

/* ---- making ---- */

AssayLimitSearch *
assay_limit_search_new (AssayRunPortfolio *portfolio, guint measure, gboolean of_sample, guint n_threads, AssayProgress *progress, GError **error)
{
  AssayPortfolio *rows = of_sample ? assay_run_portfolio_get_sample (portfolio) : assay_run_portfolio_get (portfolio);
  const AssayReverseStressChoice choice = { .portfolio = rows, .measure = measure, .seed = assay_run_portfolio_get_plan (portfolio)->seed, .n_threads = n_threads };
  g_autoptr(AssayLimitSearch) self = g_new0 (AssayLimitSearch, 1);

  g_atomic_ref_count_init (&self->refs);
  self->owner = assay_run_portfolio_ref (portfolio);
  self->portfolio = rows;
  self->measure = measure;
  self->periods = g_array_new (FALSE, FALSE, sizeof (Period));
  g_array_set_clear_func (self->periods, clear_period);
  self->stress = assay_reverse_stress_new (&choice, progress, error);
  if (self->stress == NULL)
    return NULL;
  self->n_inputs = assay_stress_space_get_n_inputs (assay_reverse_stress_get_space (self->stress));
  find_periods (self);
  return g_steal_pointer (&self);
}

AssayLimitSearch *
assay_limit_search_ref (AssayLimitSearch *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
assay_limit_search_unref (AssayLimitSearch *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->stress, assay_reverse_stress_unref);
  assay_run_portfolio_unref (self->owner);
  g_array_unref (self->periods);
  g_free (self);
}

guint
assay_limit_search_get_measure (const AssayLimitSearch *self)
{
  return self->measure;
}

const AssayStressSpace *
assay_limit_search_get_space (const AssayLimitSearch *self)
{
  return assay_reverse_stress_get_space (self->stress);
}

gsize
assay_limit_search_get_n_rows (const AssayLimitSearch *self)
{
  return assay_portfolio_get_n_rows (self->portfolio);
}

double
assay_limit_search_get_base (const AssayLimitSearch *self)
{
  return assay_reverse_stress_get_base (self->stress);
}

const char *
assay_limit_search_get_text (const AssayLimitSearch *self)
{
  return assay_reverse_stress_get_text (self->stress);
}

/* ---- asking ---- */

static gboolean
find_reaches (const AssayLimitSearch *self, AssayLimitAnswer *answer, AssayProgress *progress, GError **error)
{
  double shares[2 * ASSAY_N_REACHES], sizes[2 * ASSAY_N_REACHES], values[2 * ASSAY_N_REACHES];

  for (guint i = 0; i < ASSAY_N_REACHES; i++)
    answer->reach_low[i] = answer->reach_high[i] = NAN;
  if (!(answer->move.size > LEAST_MOVE))
    return TRUE;
  for (guint i = 0; i < ASSAY_N_REACHES; i++)
    {
      shares[i] = (i + 1) / answer->move.size;
      shares[ASSAY_N_REACHES + i] = -shares[i];
    }
  if (!assay_reverse_stress_follow (self->stress, &answer->move, shares, 2 * ASSAY_N_REACHES, progress, sizes, values, error))
    return FALSE;
  for (guint i = 0; i < ASSAY_N_REACHES; i++)
    {
      /* a step back on a wave is no nearer: how far it got stays */
      const double before_low = i > 0 ? answer->reach_low[i - 1] : answer->base, before_high = i > 0 ? answer->reach_high[i - 1] : answer->base;

      answer->reach_low[i] = fmin (before_low, fmin (values[i], values[ASSAY_N_REACHES + i]));
      answer->reach_high[i] = fmax (before_high, fmax (values[i], values[ASSAY_N_REACHES + i]));
    }
  return TRUE;
}

static void
find_nearest_row (const AssayLimitSearch *self, AssayLimitAnswer *answer)
{
  gsize index;

  if (assay_stress_space_find_nearest (assay_reverse_stress_get_space (self->stress), answer->move.x, &index, &answer->nearest_distance)
      && index < assay_portfolio_get_n_rows (self->portfolio))
    answer->nearest_row = assay_run_portfolio_get_number (self->owner, assay_portfolio_get_row (self->portfolio, index));
}

AssayLimitAnswer *
assay_limit_search_find (const AssayLimitSearch *self, double limit, gboolean is_quick, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayLimitAnswer) answer = g_new0 (AssayLimitAnswer, 1);
  AssayStressLimit wanted = { .value = limit };

  answer->base = assay_reverse_stress_get_base (self->stress);
  answer->limit = limit;
  answer->is_above = wanted.is_above = limit >= answer->base;
  answer->is_quick = is_quick;
  answer->nearest_distance = answer->nearest_period_distance = NAN;
  if (!assay_reverse_stress_find (self->stress, &wanted, is_quick, progress, &answer->move, error) || !find_reaches (self, answer, progress, error))
    return NULL;
  find_nearest_row (self, answer);
  find_nearest_period (self, answer);
  return g_steal_pointer (&answer);
}

void
assay_limit_answer_free (AssayLimitAnswer *self)
{
  if (self == NULL)
    return;
  assay_reverse_move_clear (&self->move);
  g_free (self->nearest_period);
  g_free (self);
}

typedef struct { guint input; double size; } Ranked;

static int
compare_ranked (gconstpointer a, gconstpointer b)
{
  const Ranked *x = a, *y = b;

  return x->size != y->size ? (x->size < y->size) - (x->size > y->size) : (x->input > y->input) - (x->input < y->input);
}

guint
assay_limit_answer_order (const AssayLimitSearch *self, const AssayLimitAnswer *answer, guint *order)
{
  g_autofree Ranked *ranked = g_new (Ranked, self->n_inputs + 1);
  guint n = 0;

  for (guint i = 0; i < self->n_inputs; i++)
    if (fabs (answer->move.z[i]) > LEAST_MOVE)
      ranked[n++] = (Ranked) { i, fabs (answer->move.z[i]) };
  qsort (ranked, n, sizeof *ranked, compare_ranked);
  for (guint i = 0; i < n; i++)
    order[i] = ranked[i].input;
  return n;
}
