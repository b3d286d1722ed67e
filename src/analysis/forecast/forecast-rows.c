#include "analysis/forecast/forecast-rows.h"

#include "model/forecaster.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MOST_LINES 5

/* Consecutive rows of one series, model and origin. */
typedef struct { gsize first, n; guint32 model; gint64 origin; } Block;
typedef struct { gsize first_block, n_blocks; GArray *origins; } Series;      /* origins: gint64, rising, each once */

struct _AssayForecastRows
{
  AssayFrame *frame;
  guint n_keys;
  AssayColumn *model, *origin, *time;          /* lent by the frame */
  const double *actual, *forecast, *lower, *upper;      /* actual NULL: a forecast */
  GArray *blocks, *series;
  GHashTable *by_label;                        /* label -> series + 1 */
  GPtrArray *titles;                           /* of char *, a model */
};

static gint64
time_at (const AssayColumn *column, gsize row)
{
  switch (assay_column_get_type (column))
    {
    case ASSAY_TYPE_DATE: return assay_column_get_dates (column)[row];
    case ASSAY_TYPE_DATETIME: return assay_column_get_datetimes (column)[row];
    default: return assay_column_get_int64s (column)[row];
    }
}

static double
to_x (const AssayColumn *column, gint64 time)
{
  return assay_column_get_type (column) == ASSAY_TYPE_DATETIME ? time / 1e6 : time;
}

static gboolean
same_keys (const AssayForecastRows *self, gsize a, gsize b)
{
  for (guint i = 0; i < self->n_keys; i++)
    {
      AssayColumn *column = assay_frame_get_column (self->frame, i);
      g_autoptr(GString) x = NULL, y = NULL;

      if (assay_column_get_type (column) == ASSAY_TYPE_CATEGORY)
        {
          if (assay_column_get_codes (column)[a] != assay_column_get_codes (column)[b])
            return FALSE;
          continue;
        }
      if (assay_column_get_type (column) == ASSAY_TYPE_INT64)
        {
          if (assay_column_get_int64s (column)[a] != assay_column_get_int64s (column)[b])
            return FALSE;
          continue;
        }
      x = g_string_new (NULL);
      y = g_string_new (NULL);
      assay_column_append_cell (column, a, x);
      assay_column_append_cell (column, b, y);
      if (!g_string_equal (x, y))
        return FALSE;
    }
  return TRUE;
}

static void
add_origin (Series *series, gint64 origin)
{
  guint at = 0;

  while (at < series->origins->len && g_array_index (series->origins, gint64, at) < origin)
    at++;
  if (at == series->origins->len || g_array_index (series->origins, gint64, at) != origin)
    g_array_insert_val (series->origins, at, origin);
}

static void
find_blocks (AssayForecastRows *self)
{
  const guint32 *models = assay_column_get_codes (self->model);
  gsize n = assay_frame_get_n_rows (self->frame);

  for (gsize row = 0; row < n; )
    {
      Block block = { row, 0, models[row], time_at (self->origin, row) };
      gboolean new_series = row == 0 || !same_keys (self, row, row - 1);
      Series *series;

      while (row < n && models[row] == block.model && time_at (self->origin, row) == block.origin && (row == block.first || same_keys (self, row, block.first)))
        row++;
      block.n = row - block.first;
      if (new_series)
        {
          Series fresh = { self->blocks->len, 0, g_array_new (FALSE, FALSE, sizeof (gint64)) };

          g_array_append_val (self->series, fresh);
        }
      g_array_append_val (self->blocks, block);
      series = &g_array_index (self->series, Series, self->series->len - 1);
      series->n_blocks++;
      add_origin (series, block.origin);
    }
}

static const double *
doubles_of (AssayFrame *rows, const char *name, GError **error)
{
  AssayColumn *column = assay_frame_require (rows, name, error);

  return column != NULL ? assay_column_get_doubles (column) : NULL;
}

/* A model that this version does not know goes by its name. */
static void
add_titles (AssayForecastRows *self)
{
  for (guint i = 0; i < assay_column_get_n_words (self->model); i++)
    {
      const char *name = assay_column_get_word (self->model, i);
      g_autoptr(AssayModelChoice) choice = assay_model_choice_parse (name, NULL);

      g_ptr_array_add (self->titles, g_strdup (choice != NULL ? choice->title : name));
    }
}

static void
clear_series (gpointer data)
{
  g_array_unref (((Series *) data)->origins);
}

AssayForecastRows *
assay_forecast_rows_new (AssayFrame *rows, GError **error)
{
  g_autoptr(AssayForecastRows) self = g_new0 (AssayForecastRows, 1);

  self->frame = assay_frame_ref (rows);
  self->blocks = g_array_new (FALSE, FALSE, sizeof (Block));
  self->series = g_array_new (FALSE, FALSE, sizeof (Series));
  g_array_set_clear_func (self->series, clear_series);
  self->titles = g_ptr_array_new_with_free_func (g_free);
  self->by_label = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if ((self->model = assay_frame_require (rows, "model", error)) == NULL || (self->origin = assay_frame_require (rows, "origin", error)) == NULL
      || (self->time = assay_frame_require (rows, "time", error)) == NULL || (self->forecast = doubles_of (rows, "forecast", error)) == NULL
      || (self->lower = doubles_of (rows, "lower", error)) == NULL || (self->upper = doubles_of (rows, "upper", error)) == NULL)
    return NULL;
  if (assay_frame_find (rows, "actual") != NULL)
    self->actual = assay_column_get_doubles (assay_frame_find (rows, "actual"));
  while (assay_frame_get_column (rows, self->n_keys) != self->model)
    self->n_keys++;
  find_blocks (self);
  add_titles (self);
  for (gsize i = 0; i < self->series->len; i++)
    g_hash_table_insert (self->by_label, assay_forecast_rows_dup_label (self, i), GSIZE_TO_POINTER (i + 1));
  return g_steal_pointer (&self);
}

void
assay_forecast_rows_free (AssayForecastRows *self)
{
  if (self == NULL)
    return;
  assay_frame_unref (self->frame);
  g_array_unref (self->blocks);
  g_array_unref (self->series);
  g_hash_table_unref (self->by_label);
  g_ptr_array_unref (self->titles);
  g_free (self);
}

/* ---- asking ---- */

static const Series *
get_series (const AssayForecastRows *self, gsize series)
{
  return &g_array_index (self->series, Series, series);
}

static const Block *
get_block (const AssayForecastRows *self, gsize block)
{
  return &g_array_index (self->blocks, Block, block);
}

gsize
assay_forecast_rows_get_n_series (const AssayForecastRows *self)
{
  return self->series->len;
}

char *
assay_forecast_rows_dup_label (const AssayForecastRows *self, gsize series)
{
  GString *label = g_string_new (self->n_keys == 0 ? N_("all rows") : NULL);
  gsize row = get_block (self, get_series (self, series)->first_block)->first;

  for (guint i = 0; i < self->n_keys; i++)
    {
      AssayColumn *column = assay_frame_get_column (self->frame, i);
      const char *name = assay_column_get_name (column);

      g_string_append_printf (label, "%s%s ", i > 0 ? " · " : "", name);
      if (assay_column_is_missing (column, row))
        g_string_append (label, N_("(missing)"));
      else
        assay_column_append_cell (column, row, label);
    }
  return g_string_free (label, FALSE);
}

gint64
assay_forecast_rows_find_label (const AssayForecastRows *self, const char *label)
{
  return (gint64) GPOINTER_TO_SIZE (g_hash_table_lookup (self->by_label, label)) - 1;
}

guint
assay_forecast_rows_get_n_models (const AssayForecastRows *self)
{
  return assay_column_get_n_words (self->model);
}

const char *
assay_forecast_rows_get_model (const AssayForecastRows *self, guint model)
{
  return assay_column_get_word (self->model, model);
}

const char *
assay_forecast_rows_get_title (const AssayForecastRows *self, guint model)
{
  return self->titles->pdata[model];
}

guint
assay_forecast_rows_get_n_origins (const AssayForecastRows *self, gsize series)
{
  return get_series (self, series)->origins->len;
}

double
assay_forecast_rows_get_origin (const AssayForecastRows *self, gsize series, guint origin)
{
  return to_x (self->origin, g_array_index (get_series (self, series)->origins, gint64, origin));
}

AssayAxisType
assay_forecast_rows_get_axis (const AssayForecastRows *self)
{
  AssayType type = assay_column_get_type (self->time);

  return type == ASSAY_TYPE_DATE ? ASSAY_AXIS_DATE : type == ASSAY_TYPE_DATETIME ? ASSAY_AXIS_DATETIME : ASSAY_AXIS_NUMBER;
}

/* ---- the picture ---- */

typedef struct { GArray *x, *y; } Line;

static Line
line_new (void)
{
  return (Line) { g_array_new (FALSE, FALSE, sizeof (double)), g_array_new (FALSE, FALSE, sizeof (double)) };
}

static void
line_add (Line *line, double x, double y)
{
  g_array_append_val (line->x, x);
  g_array_append_val (line->y, y);
}

static GBytes *
take_bytes (GArray *array)
{
  gsize n = array->len;

  return g_bytes_new_take (g_array_free (array, FALSE), n * sizeof (double));
}

static gint64
find_in_panel (AssayPanel *panel, const char *label)
{
  for (gsize i = 0; i < assay_panel_get_n_series (panel); i++)
    {
      g_autofree char *here = assay_panel_dup_label (panel, i);

      if (strcmp (here, label) == 0)
        return (gint64) i;
    }
  return -1;
}

static void
add_history (const AssayForecastRows *self, Line *actual, AssayPanel *history, gsize series, gint64 first_origin, gsize n_past)
{
  g_autofree char *label = assay_forecast_rows_dup_label (self, series);
  gint64 at = find_in_panel (history, label);
  const gint64 *times = assay_panel_get_times (history);
  gsize first, end, before;

  if (at < 0)
    return;
  first = assay_panel_get_first (history, (gsize) at);
  end = assay_panel_get_first (history, (gsize) at + 1);
  for (before = first; before < end && times[before] <= first_origin; before++)
    ;
  if (n_past > 0 && before - first > n_past)
    first = before - n_past;
  for (gsize row = first; row < end; row++)
    line_add (actual, to_x (self->time, times[row]), assay_panel_get_values (history)[row]);
}

/* Without the panel: the actual values of the rows, each time once. */
static void
add_actual_of_rows (const AssayForecastRows *self, Line *actual, const Series *series)
{
  double last = -INFINITY;

  for (guint i = 0; i < series->origins->len; i++)
    for (gsize k = 0; k < series->n_blocks; k++)
      {
        const Block *block = get_block (self, series->first_block + k);

        if (block->origin != g_array_index (series->origins, gint64, i))
          continue;
        for (gsize row = block->first; row < block->first + block->n; row++)
          if (to_x (self->time, time_at (self->time, row)) > last)
            {
              last = to_x (self->time, time_at (self->time, row));
              line_add (actual, last, self->actual[row]);
            }
      }
}

static void
add_forecast (const AssayForecastRows *self, AssayFigure *figure, const Block *block, gboolean is_chosen)
{
  const char *name = assay_forecast_rows_get_model (self, block->model);
  Line mean = line_new ();
  GArray *lower, *upper;
  GBytes *x;

  for (gsize row = block->first; row < block->first + block->n; row++)
    line_add (&mean, to_x (self->time, time_at (self->time, row)), self->forecast[row]);
  x = take_bytes (mean.x);
  if (is_chosen)
    {
      lower = g_array_new (FALSE, FALSE, sizeof (double));
      upper = g_array_new (FALSE, FALSE, sizeof (double));
      g_array_append_vals (lower, self->lower + block->first, block->n);
      g_array_append_vals (upper, self->upper + block->first, block->n);
      assay_figure_add_series (figure, "band", N_("Interval"), ASSAY_SERIES_BAND, block->n, g_bytes_ref (x), take_bytes (lower), take_bytes (upper), NULL, NULL);
    }
  assay_figure_add_series (figure, name, assay_forecast_rows_get_title (self, block->model), is_chosen ? ASSAY_SERIES_FORECAST : ASSAY_SERIES_OTHER, block->n, x, take_bytes (mean.y), NULL, NULL, NULL);
}

static const Block *
find_block (const AssayForecastRows *self, const Series *series, gint64 origin, guint model)
{
  for (gsize k = 0; k < series->n_blocks; k++)
    {
      const Block *block = get_block (self, series->first_block + k);

      if (block->model == model && block->origin == origin)
        return block;
    }
  return NULL;
}

static char *
describe (const AssayForecastRows *self, const Block *block)
{
  double miss = 0, total = 0;

  for (gsize row = block->first; self->actual != NULL && row < block->first + block->n; row++)
    if (!isnan (self->actual[row] - self->forecast[row]))
      {
        miss += fabs (self->actual[row] - self->forecast[row]);
        total += fabs (self->actual[row]);
      }
  if (!(total > 0))
    return NULL;
  return g_strdup_printf ("From this origin %s errs by %.1f %% of the actual total.", assay_forecast_rows_get_title (self, block->model), 100 * miss / total);
}

AssayFigure *
assay_forecast_rows_figure (const AssayForecastRows *self, AssayPanel *history, gsize index, guint origin, guint model, gsize n_past)
{
  const Series *series = get_series (self, index);
  gint64 at = g_array_index (series->origins, gint64, origin);
  AssayFigure *figure = assay_figure_new ("origin", ASSAY_FIGURE_SERIES, N_("Forecast and Actual"));
  const Block *chosen = find_block (self, series, at, model);
  g_autofree char *label = assay_forecast_rows_dup_label (self, index);
  Line actual = line_new ();
  gsize n;

  assay_figure_set_x (figure, assay_forecast_rows_get_axis (self), ASSAY_UNIT_NONE, assay_column_get_name (self->time), NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_VALUE, "", NULL);
  if (assay_forecast_rows_get_n_series (self) > 1)
    assay_figure_set_subtitle (figure, label);
  if (history != NULL)
    add_history (self, &actual, history, index, g_array_index (series->origins, gint64, 0), n_past);
  if (actual.x->len == 0 && self->actual != NULL)
    add_actual_of_rows (self, &actual, series);
  n = actual.x->len;
  assay_figure_add_series (figure, "actual", N_("Actual"), ASSAY_SERIES_ACTUAL, n, take_bytes (actual.x), take_bytes (actual.y), NULL, NULL, NULL);
  for (guint other = 0, lines = 0; other < assay_forecast_rows_get_n_models (self) && lines < MOST_LINES - 1; other++)
    {
      const Block *block = other != model ? find_block (self, series, at, other) : NULL;

      if (block == NULL)
        continue;
      add_forecast (self, figure, block, FALSE);
      lines++;
    }
  if (chosen != NULL)
    {
      g_autofree char *finding = describe (self, chosen);

      add_forecast (self, figure, chosen, TRUE);
      assay_figure_set_finding (figure, finding);
    }
  return figure;
}
