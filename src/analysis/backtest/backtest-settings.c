#include "analysis/backtest/backtest-settings.h"

#include "base/date.h"
#include "base/number.h"
#include "math/order.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define GRID 19                /* CRPS: 0.05, 0.10 … 0.95 */
#define CALIBRATION 20

const char *const backtest_duplicates[] = { "error", "sum", "mean", "first", "last", NULL };
const char *const backtest_interval_kinds[] = { "model", "conformal", "both", NULL };
const char *const backtest_averages[] = { "pooled", "series", NULL };

static gboolean G_GNUC_PRINTF (2, 3)
fail (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, format, arguments);
  va_end (arguments);
  return FALSE;
}

static guint
index_of (const char *const *choices, const char *text)
{
  guint i = 0;

  while (choices[i] != NULL && strcmp (choices[i], text) != 0)
    i++;
  g_assert (choices[i] != NULL);
  return i;
}

/* ---- models ---- */

static gboolean
find_or_add (GPtrArray *chosen, const char *name, guint *at, GError **error)
{
  g_autoptr(GError) unknown = NULL;
  AssayModelChoice *choice;

  for (*at = 0; *at < chosen->len; ++*at)
    if (strcmp (((AssayModelChoice *) chosen->pdata[*at])->name, name) == 0)
      return TRUE;
  choice = assay_model_choice_parse (name, &unknown);
  if (choice == NULL)
    return fail (error, "%s", unknown->message);
  g_ptr_array_add (chosen, choice);
  return TRUE;
}

static guint
find_model (GPtrArray *chosen, const char *name)
{
  for (guint i = 0; i < chosen->len; i++)
    if (strcmp (((AssayModelChoice *) chosen->pdata[i])->name, name) == 0)
      return i;
  return BACKTEST_NO_MODEL;
}

static gboolean
read_models (BacktestSettings *how, const AssayOptions *options, GError **error)
{
  g_auto(GStrv) names = assay_options_get_list (options, "models");
  guint n_asked;

  if (names[0] == NULL)
    return fail (error, _("--models is empty; name at least one, such as seasonal-naive."));
  how->models = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_model_choice_free);
  for (guint i = 0; names[i] != NULL; i++)
    if (!find_or_add (how->models, names[i], &how->benchmark, error))
      return FALSE;
  n_asked = how->models->len;
  if (!find_or_add (how->models, assay_options_get_text (options, "benchmark"), &how->benchmark, error))
    return FALSE;
  how->is_benchmark_asked = how->benchmark < n_asked;
  how->seasonal_naive = find_model (how->models, "seasonal-naive");
  how->naive = find_model (how->models, "naive");
  how->naive2 = find_model (how->models, "naive2");
  return TRUE;
}

/* ---- numbers in words ---- */

/* "auto" gives `fallback`. */
static gboolean
read_count (const AssayOptions *options, const char *name, gint64 least, guint fallback, guint *count, GError **error)
{
  const char *text = assay_options_get_text (options, name);
  gint64 n;

  *count = fallback;
  if (strcmp (text, "auto") == 0)
    return TRUE;
  if (!assay_integer_parse (text, strlen (text), 0, &n) || n < least || n > 10000)
    return fail (error, _("--%s is “%s”; it must be “auto” or a whole number from %d to 10000."), name, text, (int) least);
  *count = (guint) n;
  return TRUE;
}

static gboolean
read_levels (BacktestSettings *how, const AssayOptions *options, GError **error)
{
  g_auto(GStrv) items = assay_options_get_list (options, "levels");
  guint n = g_strv_length (items);

  if (n == 0 || n > BACKTEST_MOST_LEVELS)
    return fail (error, _("--levels has %u levels; it must have one to %d, such as 80,95."), n, BACKTEST_MOST_LEVELS);
  how->levels = g_new (double, n);
  for (guint i = 0; i < n; i++)
    {
      double percent;

      if (!assay_number_parse (items[i], strlen (items[i]), '.', 0, &percent) || !(percent >= 1 && percent <= 99.99))
        return fail (error, _("--levels has “%s”; a level is a number of percent from 1 to 99.99, such as 80,95."), items[i]);
      how->levels[i] = percent / 100;
    }
  qsort (how->levels, n, sizeof (double), am_compare_doubles);
  how->n_levels = 0;
  for (guint i = 0; i < n; i++)
    if (how->n_levels == 0 || how->levels[i] > how->levels[how->n_levels - 1])
      how->levels[how->n_levels++] = how->levels[i];
  return TRUE;
}

static void
add_probability (BacktestSettings *how, double p, gboolean in_grid)
{
  guint at = 0;

  while (at < how->n_p && how->p[at] < p - 1e-9)
    at++;
  if (at < how->n_p && fabs (how->p[at] - p) < 1e-9)
    return;
  memmove (how->p + at + 1, how->p + at, (how->n_p - at) * sizeof (double));
  memmove (how->in_grid + at + 1, how->in_grid + at, how->n_p - at);
  how->p[at] = p;
  how->in_grid[at] = in_grid;
  how->n_p++;
}

static void
make_probabilities (BacktestSettings *how)
{
  how->p = g_new (double, GRID + 2 * BACKTEST_MOST_LEVELS + 1);
  how->in_grid = g_new (guint8, GRID + 2 * BACKTEST_MOST_LEVELS + 1);
  for (guint i = 1; i <= GRID; i++)
    add_probability (how, i / (GRID + 1.0), TRUE);
  for (guint i = 0; i < how->n_levels; i++)
    {
      add_probability (how, (1 - how->levels[i]) / 2, FALSE);
      add_probability (how, (1 + how->levels[i]) / 2, FALSE);
    }
}

/* ---- all ---- */

gboolean
backtest_settings_read (BacktestSettings *how, const AssayTask *task, GError **error)
{
  const AssayOptions *o = task->options;

  how->horizon = assay_options_get_integer (o, "horizon");
  how->n_origins = assay_options_get_integer (o, "origins");
  how->step = assay_options_get_integer (o, "step");
  how->gap = assay_options_get_integer (o, "gap");
  how->errors_only = assay_options_get_boolean (o, "errors-only");
  how->nonnegative = assay_options_get_boolean (o, "nonnegative");
  how->regressors = assay_options_get_list (o, "regressors");
  how->n_x = g_strv_length (how->regressors);
  how->intervals = index_of (backtest_interval_kinds, assay_options_get_text (o, "intervals"));
  how->duplicates = index_of (backtest_duplicates, assay_options_get_text (o, "duplicates"));
  how->by_series = index_of (backtest_averages, assay_options_get_text (o, "aggregate")) == 1;
  if (!read_models (how, o, error) || !assay_past_window_read (o, &how->window, error) || !read_levels (how, o, error) || !assay_seasons_read (&how->seasons, o, error)
      || !read_count (o, "refit", 1, 0, &how->refit, error)
      || !read_count (o, "calibration", 0, how->intervals == BACKTEST_INTERVALS_CONFORMAL ? CALIBRATION : 0, &how->n_calibration, error))
    return FALSE;
  if (how->intervals == BACKTEST_INTERVALS_MODEL)
    how->n_calibration = 0;
  make_probabilities (how);
  return TRUE;
}

static gboolean
parse_time (const char *text, AssayType type, gint64 *time)
{
  gint32 day;

  if (type == ASSAY_TYPE_INT64)
    return assay_integer_parse (text, strlen (text), 0, time);
  if (assay_date_parse (text, strlen (text), &day))
    {
      *time = type == ASSAY_TYPE_DATETIME ? day * G_GINT64_CONSTANT (86400000000) : day;
      return TRUE;
    }
  return type == ASSAY_TYPE_DATETIME && assay_datetime_parse (text, strlen (text), time);
}

static int
compare_latest_first (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x < y) - (x > y);
}

static gboolean
read_cutoffs (BacktestSettings *how, const AssayOptions *options, AssayType type, GError **error)
{
  g_auto(GStrv) items = assay_options_get_list (options, "cutoffs");
  guint n = g_strv_length (items);

  if (n == 0)
    return TRUE;
  how->cutoffs = g_new (gint64, n);
  for (guint i = 0; i < n; i++)
    if (!parse_time (items[i], type, &how->cutoffs[i]))
      return type == ASSAY_TYPE_INT64 ? fail (error, _("--cutoffs has “%s”; the times of these data are whole numbers."), items[i])
                                      : fail (error, _("--cutoffs has “%s”; it must be dates such as 2026-11-21."), items[i]);
  qsort (how->cutoffs, n, sizeof (gint64), compare_latest_first);
  for (guint i = 0; i < n; i++)
    if (how->n_cutoffs == 0 || how->cutoffs[i] != how->cutoffs[how->n_cutoffs - 1])
      how->cutoffs[how->n_cutoffs++] = how->cutoffs[i];
  how->n_origins = how->n_cutoffs;
  how->n_calibration = 0;
  return TRUE;
}

gboolean
backtest_settings_fit_panel (BacktestSettings *how, const AssayTask *task, const AssayPanel *panel, GError **error)
{
  assay_seasons_fit_step (&how->seasons, assay_panel_get_step (panel));
  return read_cutoffs (how, task->options, assay_panel_get_time_type (panel), error);
}

void
backtest_settings_clear (BacktestSettings *how)
{
  g_clear_pointer (&how->models, g_ptr_array_unref);
  g_clear_pointer (&how->regressors, g_strfreev);
  g_clear_pointer (&how->cutoffs, g_free);
  g_clear_pointer (&how->levels, g_free);
  g_clear_pointer (&how->p, g_free);
  g_clear_pointer (&how->in_grid, g_free);
}
