/* Rows are cut into pieces of at most PIECE_ROWS that never span two series; runs of small pieces make one item of the
 * parallel loop. A series of one piece is done in one go, while it is in the cache. A longer one takes two: forecasts and
 * residuals of all its pieces first, since a Z-score looks back over the border. Sums are merged in the order of the
 * pieces, which does not depend on the number of threads. */
#include "analysis/anomaly/anomaly-scan-private.h"

#include "analysis/calendar.h"
#include "base/parallel.h"
#include "math/seasonal-naive.h"

#include <math.h>
#include <string.h>

#define PIECE_ROWS 65536
#define BLOCK_ROWS 1024
#define N_ARRAYS 7

const char *const anomaly_reasons[] = {
  "above-forecast", "below-forecast", "above-history", "below-history", "constant-history",
  "constant-equal", "no-value", "no-forecast", "too-few-residuals", "too-few-values", "out-of-range",
  "spike", "dip", "above-band", "below-band", "level-up", "level-down", "volatility", "change-point", "unusual-shape", "muted", "too-few-scores",
};

typedef struct
{
  gsize series, first, count;
  gsize n_exist;               /* values to be scored, counted in the first pass over a cut series */
  gsize n_before;              /* of the pieces before it in its series */
  AnomalyCount counted;
} Piece;

typedef struct { gsize first, count; } Item;     /* of pieces */

typedef struct
{
  AnomalyScan *scan;
  const AssayPolicy *policy;
  const gint64 *times;
  AssayCalendar calendar;
  const double *values;
  gint64 season;               /* in units of the calendar */
  GArray *pieces, *items, *cut_items;
  guint8 **state;              /* [worker][PIECE_ROWS] */
  void **work;
} Pass;

static Piece *
get_piece (const Pass *pass, gsize index)
{
  return &g_array_index (pass->pieces, Piece, index);
}

static gboolean
is_whole (const Pass *pass, const Piece *piece)
{
  return piece->count == anomaly_scan_get_first (pass->scan, piece->series + 1) - anomaly_scan_get_first (pass->scan, piece->series);
}

/* ---- one piece ---- */

static void
forecast_piece (Pass *pass, Piece *piece)
{
  AnomalyScan *scan = pass->scan;
  gsize start = anomaly_scan_get_first (scan, piece->series);
  gsize n = anomaly_scan_get_first (scan, piece->series + 1) - start;

  memcpy (scan->actual + piece->first, pass->values + piece->first, piece->count * sizeof (double));
  am_seasonal_naive_part (pass->values + start, pass->calendar.times + start, n, piece->first - start, piece->count, pass->season,
                          scan->forecast + piece->first, scan->residual + piece->first);
}

static const double *
scored_values (const Pass *pass)
{
  return pass->scan->how.on_value ? pass->values : pass->scan->residual;
}

static AnomalyReason
undefined_reason (const AnomalyScan *scan, gsize row, AmZState state)
{
  switch (state)
    {
    case AM_Z_TOO_FEW:
      return scan->how.on_value ? ANOMALY_TOO_FEW_VALUES : ANOMALY_TOO_FEW_RESIDUALS;
    case AM_Z_CONSTANT:
      return ANOMALY_CONSTANT_EQUAL;
    case AM_Z_CONSTANT_BREACH:
      return ANOMALY_CONSTANT_HISTORY;
    case AM_Z_NO_VALUE:
    case AM_Z_DEFINED:
    default:
      if (isnan (scan->actual[row]))
        return ANOMALY_NO_VALUE;
      return isnan (scan->forecast[row]) && !scan->how.on_value ? ANOMALY_NO_FORECAST : ANOMALY_OUT_OF_RANGE;
    }
}

static void
judge_row (Pass *pass, gsize row, AmZState state)
{
  AnomalyScan *scan = pass->scan;
  double z = scan->zscore[row], size = fabs (z);

  if (state != AM_Z_DEFINED)
    {
      gboolean breach = state == AM_Z_CONSTANT_BREACH;

      scan->anomaly[row] = breach;
      scan->risk[row] = breach ? (guint32) ASSAY_RISK_CRITICAL : ASSAY_MISSING_CODE;
      scan->reason[row] = undefined_reason (scan, row, state);
      return;
    }

  scan->anomaly[row] = size >= scan->how.threshold;
  scan->risk[row] = assay_policy_risk (pass->policy, size);
  scan->reason[row] = ASSAY_MISSING_CODE;
  if (size >= scan->how.threshold)
    scan->reason[row] = (scan->how.on_value ? ANOMALY_ABOVE_HISTORY : ANOMALY_ABOVE_FORECAST) + (z < 0);
}

static void
count_row (const Pass *pass, gsize row, AnomalyCount *count)
{
  const AnomalyScan *scan = pass->scan;
  gboolean recent = pass->times[row] >= scan->recent_from;
  double size;

  if (scan->risk[row] == ASSAY_MISSING_CODE)
    return;

  count->n_scored++;
  count->n_risk[scan->risk[row]]++;
  count->n_anomalies += scan->anomaly[row];
  if (!recent)
    return;

  size = isnan (scan->zscore[row]) ? HUGE_VAL : fabs (scan->zscore[row]);
  count->n_recent++;
  count->n_recent_critical += scan->risk[row] == ASSAY_RISK_CRITICAL;
  count->max_recent_z = MAX (count->max_recent_z, size);
}

/* A block's errors as plain sums, added to the count's compensated ones: as good as exact, and quick. */
static void
count_errors (const Pass *pass, gsize first, gsize end, gsize start, AnomalyCount *count)
{
  const AnomalyScan *scan = pass->scan;
  const double *actual = pass->values;
  const gint64 *times = pass->calendar.times;
  double abs_error = 0, squared_error = 0, error = 0, abs_actual = 0, naive_abs = 0;

  for (gsize row = first; row < end; row++)
    {
      double residual = scan->residual[row];

      count->n_values += !isnan (actual[row]);
      if (!isnan (residual))
        {
          abs_error += fabs (residual);
          squared_error += residual * residual;
          error -= residual;
          abs_actual += fabs (actual[row]);
          count->n_pairs++;
        }
      if (row > start && times[row] - times[row - 1] == pass->calendar.step && !isnan (actual[row] - actual[row - 1]))
        {
          naive_abs += fabs (actual[row] - actual[row - 1]);
          count->n_naive++;
        }
    }
  assay_sum_add (&count->abs_error, abs_error);
  assay_sum_add (&count->squared_error, squared_error);
  assay_sum_add (&count->error, error);
  assay_sum_add (&count->abs_actual, abs_actual);
  assay_sum_add (&count->naive_abs, naive_abs);
}

static void
score_piece (Pass *pass, Piece *piece, guint worker)
{
  AnomalyScan *scan = pass->scan;
  gsize start = anomaly_scan_get_first (scan, piece->series);
  gsize n = anomaly_scan_get_first (scan, piece->series + 1) - start;
  guint8 *state = pass->state[worker];
  gboolean fits;

  fits = am_rolling_z_ranked_part (scored_values (pass) + start, n, piece->first - start, piece->count, piece->n_before,
                                   &scan->how.z, scan->zscore + piece->first, state, pass->work[worker]);
  g_assert (fits);

  for (gsize i = 0; i < piece->count; i++)
    {
      judge_row (pass, piece->first + i, state[i]);
      count_row (pass, piece->first + i, &piece->counted);
    }
  for (gsize i = 0; i < piece->count; i += BLOCK_ROWS)
    count_errors (pass, piece->first + i, piece->first + MIN (i + BLOCK_ROWS, piece->count), start, &piece->counted);
}

/* ---- the loops ---- */

static gboolean
first_pass (gsize item, guint worker, gpointer user_data, GError **error)
{
  Pass *pass = user_data;
  const Item *range = &g_array_index (pass->items, Item, item);

  for (gsize i = range->first; i < range->first + range->count; i++)
    {
      Piece *piece = get_piece (pass, i);

      forecast_piece (pass, piece);
      if (is_whole (pass, piece))
        score_piece (pass, piece, worker);
      else
        piece->n_exist = am_rolling_z_count (scored_values (pass) + piece->first, piece->count);
    }
  return TRUE;
}

static gboolean
second_pass (gsize item, guint worker, gpointer user_data, GError **error)
{
  Pass *pass = user_data;
  const Item *range = &g_array_index (pass->cut_items, Item, item);

  score_piece (pass, get_piece (pass, range->first), worker);
  return TRUE;
}

static void
cut_pieces (Pass *pass)
{
  gsize item_rows = PIECE_ROWS;      /* full: the next piece begins an item */

  pass->pieces = g_array_new (FALSE, TRUE, sizeof (Piece));
  pass->items = g_array_new (FALSE, TRUE, sizeof (Item));
  pass->cut_items = g_array_new (FALSE, TRUE, sizeof (Item));
  for (gsize series = 0; series < pass->scan->n_series; series++)
    {
      gsize end = anomaly_scan_get_first (pass->scan, series + 1);

      for (gsize first = anomaly_scan_get_first (pass->scan, series); first < end; first += PIECE_ROWS)
        {
          Piece piece = { .series = series, .first = first, .count = MIN (PIECE_ROWS, end - first) };
          Item item = { pass->pieces->len, 0 };

          g_array_append_val (pass->pieces, piece);
          if (item_rows + piece.count > PIECE_ROWS)
            {
              g_array_append_val (pass->items, item);
              item_rows = 0;
            }
          g_array_index (pass->items, Item, pass->items->len - 1).count++;
          item_rows += piece.count;
          if (!is_whole (pass, &piece))
            g_array_append_val (pass->cut_items, item);
        }
    }
}

static void
rank_pieces (Pass *pass)
{
  for (gsize i = 1; i < pass->pieces->len; i++)
    if (get_piece (pass, i)->series == get_piece (pass, i - 1)->series)
      get_piece (pass, i)->n_before = get_piece (pass, i - 1)->n_before + get_piece (pass, i - 1)->n_exist;
}

static void
merge_count (AnomalyCount *self, const AnomalyCount *later)
{
  self->n_pairs += later->n_pairs;
  assay_sum_add (&self->abs_error, assay_sum_get (&later->abs_error));
  assay_sum_add (&self->squared_error, assay_sum_get (&later->squared_error));
  assay_sum_add (&self->error, assay_sum_get (&later->error));
  assay_sum_add (&self->abs_actual, assay_sum_get (&later->abs_actual));
  assay_sum_add (&self->naive_abs, assay_sum_get (&later->naive_abs));
  self->n_naive += later->n_naive;
  self->n_values += later->n_values;
  self->n_scored += later->n_scored;
  self->n_anomalies += later->n_anomalies;
  for (int risk = 0; risk < ASSAY_N_RISKS; risk++)
    self->n_risk[risk] += later->n_risk[risk];
  self->n_recent += later->n_recent;
  self->n_recent_critical += later->n_recent_critical;
  self->max_recent_z = MAX (self->max_recent_z, later->max_recent_z);
}

static void
merge_pieces (Pass *pass)
{
  AnomalyScan *scan = pass->scan;

  for (gsize i = 0; i < pass->pieces->len; i++)
    merge_count (&scan->series[get_piece (pass, i)->series], &get_piece (pass, i)->counted);
  for (gsize i = 0; i < scan->n_series; i++)
    merge_count (&scan->all, &scan->series[i]);
}

static gboolean
run_passes (Pass *pass, guint n_threads, AssayProgress *progress, GError **error)
{
  guint n_workers = n_threads != 0 ? n_threads : assay_parallel_default_threads ();
  g_autoptr(AssayProgress) first = assay_progress_new_part (progress, 0, 0.5);
  g_autoptr(AssayProgress) second = assay_progress_new_part (progress, 0.5, 1);
  gboolean done;

  cut_pieces (pass);
  n_workers = MIN (n_workers, MAX (pass->items->len, 1));
  pass->state = g_new (guint8 *, n_workers);
  pass->work = g_new (void *, n_workers);
  for (guint i = 0; i < n_workers; i++)
    {
      pass->state[i] = g_new (guint8, PIECE_ROWS);
      pass->work[i] = g_malloc (am_rolling_z_work (&pass->scan->how.z));
    }

  done = assay_parallel_for (n_workers, pass->items->len, first_pass, pass, first, error);
  if (done)
    {
      rank_pieces (pass);
      done = assay_parallel_for (n_workers, pass->cut_items->len, second_pass, pass, second, error);
    }
  if (done)
    merge_pieces (pass);

  for (guint i = 0; i < n_workers; i++)
    {
      g_free (pass->state[i]);
      g_free (pass->work[i]);
    }
  g_free (pass->state);
  g_free (pass->work);
  g_array_unref (pass->pieces);
  g_array_unref (pass->items);
  g_array_unref (pass->cut_items);
  return done;
}

/* From where on a row is recent: the last `window` steps up to the latest time of all series, or all there are. */
static gint64
find_recent (const AnomalyScan *self, const gint64 *times)
{
  gint64 earliest = G_MAXINT64, latest = G_MININT64, from;

  for (gsize i = 0; i < self->n_series; i++)
    if (anomaly_scan_get_first (self, i + 1) > anomaly_scan_get_first (self, i))
      {
        earliest = MIN (earliest, times[anomaly_scan_get_first (self, i)]);
        latest = MAX (latest, times[anomaly_scan_get_first (self, i + 1) - 1]);
      }
  if (latest == G_MININT64)
    return latest;
  from = assay_step_add (assay_panel_get_step (self->panel), assay_panel_get_time_type (self->panel), latest, 1 - (gint64) self->how.z.window);
  return MAX (from, earliest);
}

AnomalyScan *
anomaly_scan_new (AssayPanel *panel, const AnomalySettings *how, const AssayPolicy *policy, guint n_threads,
                  AssayProgress *progress, GError **error)
{
  g_autoptr(AnomalyScan) self = g_new0 (AnomalyScan, 1);
  Pass pass = { .scan = self, .policy = policy };
  gsize n = assay_panel_get_n_rows (panel);
  gboolean done;

  self->panel = panel;
  self->how = *how;
  self->n_rows = n;
  self->n_series = assay_panel_get_n_series (panel);
  self->series = g_new0 (AnomalyCount, self->n_series);
  pass.times = assay_panel_get_times (panel);
  pass.values = assay_panel_get_values (panel);
  if (!assay_calendar_init (&pass.calendar, panel, progress, error)
      || !assay_calendar_span (&pass.calendar, how->season, "season", &pass.season, error))
    {
      assay_calendar_clear (&pass.calendar);
      return NULL;
    }

  self->recent_from = find_recent (self, pass.times);
  self->actual = g_new (double, n);
  self->forecast = g_new (double, n);
  self->residual = g_new (double, n);
  self->zscore = g_new (double, n);
  self->anomaly = g_new (gint64, n);
  self->risk = g_new (guint32, n);
  self->reason = g_new (guint32, n);
  done = run_passes (&pass, n_threads, progress, error);
  assay_calendar_clear (&pass.calendar);
  return done ? g_steal_pointer (&self) : NULL;
}

void
anomaly_scan_free (AnomalyScan *self)
{
  gpointer arrays[N_ARRAYS];

  if (self == NULL)
    return;
  memcpy (arrays, (gpointer[N_ARRAYS]) { self->actual, self->forecast, self->residual, self->zscore, self->anomaly, self->risk, self->reason }, sizeof arrays);
  for (guint i = self->n_taken; i < N_ARRAYS; i++)
    g_free (arrays[i]);
  g_free (self->series);
  g_free (self);
}

gsize
anomaly_scan_get_first (const AnomalyScan *self, gsize series)
{
  return assay_panel_get_first (self->panel, series);
}

AssayRisk
anomaly_scan_get_risk (const AnomalyScan *self, gsize row)
{
  return self->risk[row] == ASSAY_MISSING_CODE ? ASSAY_RISK_NONE : (AssayRisk) self->risk[row];
}

static double
ratio (const AssaySum *above, double below)
{
  return below > 0 ? assay_sum_get (above) / below : NAN;
}

double
anomaly_count_wape (const AnomalyCount *count)
{
  return ratio (&count->abs_error, assay_sum_get (&count->abs_actual));
}

double
anomaly_count_bias (const AnomalyCount *count)
{
  return ratio (&count->error, assay_sum_get (&count->abs_actual));
}

double
anomaly_count_rmse (const AnomalyCount *count)
{
  return sqrt (ratio (&count->squared_error, count->n_pairs));
}

double
anomaly_count_mase (const AnomalyCount *count)
{
  return ratio (&count->abs_error, count->n_pairs) / (assay_sum_get (&count->naive_abs) > 0 ? ratio (&count->naive_abs, count->n_naive) : NAN);
}

/* ---- the table ---- */

static AssayColumn *
take_words (const char *name, guint32 *codes, gsize n, const char *const *words, guint n_words)
{
  char **copies = g_new0 (char *, n_words + 1);

  for (guint i = 0; i < n_words; i++)
    copies[i] = g_strdup (words[i]);
  return assay_column_take_codes (name, codes, n, copies, n_words);
}

static gboolean
is_ours (const AnomalyScan *self, const char *name)
{
  static const char *const ours[] = { "time", "actual", "forecast", "residual", "zscore", "anomaly", "risk", "reason", NULL };
  static const char *const more[] = { "score", "pvalue", "detectors", "episode", "since", "label", NULL };

  return g_strv_contains (ours, name) || (self->detection != NULL && g_strv_contains (more, name));
}

static AssayColumn *
make_key (AnomalyScan *self, guint key, const char *name, GString *renamed)
{
  g_autoptr(AssayColumn) column = assay_panel_make_key_column (self->panel, key);
  g_autofree char *other = NULL;

  if (!is_ours (self, name))
    return g_steal_pointer (&column);

  other = g_strconcat ("series_", name, NULL);
  g_string_append_printf (renamed, "%s“%s” is called “%s” in the table", renamed->len > 0 ? ", " : "", name, other);
  return assay_column_rename (column, other);
}

/* The i-th array as a column, which owns it from then on. */
static AssayColumn *
take_array (AnomalyScan *self, guint i)
{
  static const char *const levels[] = { "Low", "Medium", "High", "Critical" };
  gsize n = self->n_rows;

  switch (i)
    {
    case 0:
      return assay_column_take_doubles ("actual", self->actual, n);
    case 1:
      return assay_column_take_doubles ("forecast", self->forecast, n);
    case 2:
      return assay_column_take_doubles ("residual", self->residual, n);
    case 3:
      return assay_column_take_doubles ("zscore", self->zscore, n);
    case 4:
      return assay_column_take_int64s ("anomaly", self->anomaly, n);
    case 5:
      return take_words ("risk", self->risk, n, levels, G_N_ELEMENTS (levels));
    default:
      return take_words ("reason", self->reason, n, anomaly_reasons, self->detection != NULL ? ANOMALY_N_REASONS : ANOMALY_N_BASELINE_REASONS);
    }
}

AssayFrame *
anomaly_scan_make_rows (AnomalyScan *self, const AssayRoles *roles, char **renamed, AssayProgress *progress, GError **error)
{
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);
  g_autoptr(GString) changes = g_string_new (NULL);

  for (guint key = 0; key < assay_panel_get_n_keys (self->panel); key++)
    {
      g_ptr_array_add (columns, make_key (self, key, roles->series[key], changes));
      if (!assay_progress_step (progress, 0, error))
        return NULL;
    }
  g_ptr_array_add (columns, assay_panel_make_time_column (self->panel));
  while (self->n_taken < N_ARRAYS)
    {
      if (!assay_progress_step (progress, (self->n_taken + 1.0) / (N_ARRAYS + 1), error))
        return NULL;
      g_ptr_array_add (columns, take_array (self, self->n_taken));
      self->n_taken++;
    }
  *renamed = changes->len > 0 ? g_strdup (changes->str) : NULL;
  return assay_frame_new ((AssayColumn **) columns->pdata, columns->len, self->n_rows);
}
