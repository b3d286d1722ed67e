/* The fan of each series that is shown, and the parts its first model splits it into. */
#include "analysis/forecast/forecast-run-private.h"

#include "analysis/wording.h"
#include "base/number.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MOST_LINES 5

static double
to_x (const ForecastRun *run, gsize series, gsize step)
{
  gint64 time = forecast_run_get_time (run, series, step);

  return assay_panel_get_time_type (run->panel) == ASSAY_TYPE_DATETIME ? time / 1e6 : time;
}

static GBytes *
make_x (const ForecastRun *run, gsize series, gsize first, gsize n)
{
  double *x = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    x[i] = to_x (run, series, first + i);
  return g_bytes_new_take (x, n * sizeof (double));
}

static GBytes *
copy (const double *values, gsize n)
{
  return g_bytes_new (values, n * sizeof (double));
}

static void
set_axes (AssayFigure *figure, const ForecastRun *run, const AssayRoles *roles)
{
  AssayType type = assay_panel_get_time_type (run->panel);

  assay_figure_set_x (figure, type == ASSAY_TYPE_DATE ? ASSAY_AXIS_DATE : type == ASSAY_TYPE_DATETIME ? ASSAY_AXIS_DATETIME : ASSAY_AXIS_NUMBER,
                      ASSAY_UNIT_NONE, roles->time, NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_VALUE, roles->value, NULL);
}

/* The first model that could be fitted has the fan; one that could not leaves no line. */
static int
first_fitted (const ForecastRun *run, gsize series)
{
  for (guint model = 0; model < run->how->models->len; model++)
    if (forecast_run_get (run, series, model)->why == NULL)
      return (int) model;
  return -1;
}

static void
add_bands (AssayFigure *figure, const ForecastRun *run, gsize series, const ForecastOne *one, gsize n, GBytes *x)
{
  guint h = run->how->horizon;

  for (guint level = run->how->n_levels; level-- > 0; )
    {
      g_autofree char *percent = assay_number_print ("%g", 100 * run->how->levels[level]);
      g_autofree char *id = g_strdup_printf ("band-%s", percent), *label = g_strdup_printf ("%s %% interval", percent);

      if (!isnan (one->lower[(gsize) level * h]))
        assay_figure_add_series (figure, id, label, ASSAY_SERIES_BAND, h, g_bytes_ref (x), copy (one->lower + (gsize) level * h, h),
                                 copy (one->upper + (gsize) level * h, h), NULL, NULL);
    }
}

static char *
describe_fan (const ForecastRun *run, gsize series, const ForecastOne *one, const char *title)
{
  guint h = run->how->horizon;
  gsize last = (gsize) (run->how->n_levels - 1) * h;
  double sum = 0, recent = run->series[series].recent;
  g_autofree char *total = NULL, *before = NULL, *low = NULL, *high = NULL, *level = assay_number_print ("%g", 100 * run->how->levels[run->how->n_levels - 1]);

  for (guint i = 0; i < h; i++)
    sum += one->mean[i];
  total = assay_word_number (sum);
  before = assay_word_number (recent);
  low = assay_word_number (one->lower[last + h - 1]);
  high = assay_word_number (one->upper[last + h - 1]);
  if (isnan (one->lower[last + h - 1]))
    return isnan (recent) ? g_strdup_printf ("%s forecasts %s over the next %u steps.", title, total, h)
                          : g_strdup_printf ("%s forecasts %s over the next %u steps, against %s in the last %u.", title, total, h, before, h);
  if (isnan (recent))
    return g_strdup_printf ("%s forecasts %s over the next %u steps; the last lies between %s and %s with %s %%.", title, total, h, low, high, level);
  return g_strdup_printf ("%s forecasts %s over the next %u steps, against %s in the last %u; the last step lies between %s and %s with %s %%.",
                          title, total, h, before, h, low, high, level);
}

static void
add_fan (AssayResult *result, const ForecastRun *run, const AssayRoles *roles, guint rank)
{
  gsize series = run->shown[rank], n = run->series[series].n;
  guint h = run->how->horizon;
  int fan = first_fitted (run, series);
  gsize shown = MIN (n, MAX (4 * (gsize) h, 60));
  g_autofree char *id = rank == 0 ? g_strdup ("fan") : g_strdup_printf ("fan-%u", rank + 1), *label = assay_panel_dup_label (run->panel, series), *finding = NULL;
  AssayFigure *figure;
  GBytes *x;

  if (fan < 0)
    return;
  x = make_x (run, series, n, h);
  figure = assay_figure_new (id, ASSAY_FIGURE_SERIES, N_("Forecast"));
  set_axes (figure, run, roles);
  assay_figure_set_subtitle (figure, run->n_series > 1 ? label : NULL);
  assay_figure_add_series (figure, "actual", N_("Actual"), ASSAY_SERIES_ACTUAL, shown, make_x (run, series, n - shown, shown),
                           copy (run->series[series].grid + n - shown, shown), NULL, NULL, NULL);
  add_bands (figure, run, series, forecast_run_get (run, series, fan), n, x);
  for (guint model = 0, lines = 0; model < run->how->models->len && lines < MOST_LINES; model++)
    {
      const ForecastOne *one = forecast_run_get (run, series, model);
      const AssayModelChoice *choice = forecast_run_get_model (run, model);

      if (one->why != NULL)
        continue;
      assay_figure_add_series (figure, choice->name, choice->title, (int) model == fan ? ASSAY_SERIES_FORECAST : ASSAY_SERIES_OTHER, h, g_bytes_ref (x),
                               copy (one->mean, h), NULL, NULL, NULL);
      lines++;
    }
  g_bytes_unref (x);
  finding = describe_fan (run, series, forecast_run_get (run, series, fan), forecast_run_get_model (run, fan)->title);
  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, forecast_run_get_model (run, fan)->kind->convention);
  assay_result_take_figure (result, figure);
}

/* A figure a part: level, trend and seasons have scales of their own. */
static void
add_component (AssayResult *result, const ForecastRun *run, const AssayRoles *roles, gsize series, const AssayComponent *component, gsize n_past, const char *model)
{
  guint h = run->how->horizon;
  gsize first = run->series[series].n - n_past, total = n_past + h, shown = MIN (total, MAX (4 * (gsize) h, 400) + h);
  gsize skipped = total - shown;
  g_autofree char *id = g_strdup_printf ("component-%s", component->id), *subtitle = g_strdup_printf ("%s: %s", model, component->id);
  AssayFigure *figure = assay_figure_new (id, ASSAY_FIGURE_SERIES, N_("Component"));
  gsize past = shown > h ? shown - h : 0;

  set_axes (figure, run, roles);
  assay_figure_set_subtitle (figure, subtitle);
  assay_figure_add_series (figure, "past", N_("Past"), ASSAY_SERIES_ACTUAL, past, make_x (run, series, first + skipped, past),
                           copy (component->values + skipped, past), NULL, NULL, NULL);
  if (!isnan (component->values[n_past]))
    assay_figure_add_series (figure, "ahead", N_("Ahead"), ASSAY_SERIES_FORECAST, h, make_x (run, series, first + n_past, h),
                             copy (component->values + n_past, h), NULL, NULL, NULL);
  assay_figure_set_convention (figure, N_("As the model splits the series; the parts of an additive model add up to it, those of a multiplicative one multiply."));
  assay_result_take_figure (result, figure);
}

static void
add_components (AssayResult *result, const ForecastRun *run, const AssayRoles *roles)
{
  gsize series = run->shown[0];

  for (guint model = 0; model < run->how->models->len; model++)
    {
      const ForecastOne *one = forecast_run_get (run, series, model);
      g_autoptr(GPtrArray) components = one->fitted != NULL ? assay_fitted_get_components (one->fitted, run->how->horizon) : NULL;

      if (components == NULL || components->len == 0)
        continue;
      for (guint i = 0; i < components->len; i++)
        add_component (result, run, roles, series, components->pdata[i], assay_fitted_get_n (one->fitted), forecast_run_get_model (run, model)->title);
      return;
    }
}

void
forecast_add_figures (AssayResult *result, const ForecastRun *run, const AssayRoles *roles)
{
  for (guint rank = 0; rank < run->n_shown; rank++)
    add_fan (result, run, roles, rank);
  if (run->n_shown > 0)
    add_components (result, run, roles);
}
