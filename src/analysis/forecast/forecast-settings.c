#include "analysis/forecast/forecast-settings.h"

#include "base/number.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static const char *const intervals[] = { "auto", "model", "conformal", NULL };
static const char *const duplicates[] = { "error", "sum", "mean", "first", "last", NULL };

const AssayOption forecast_options[] = {
  { "models", ASSAY_OPTION_LIST, "auto", 0, 0, NULL, "LIST", N_("Models"), N_("The forecast models, separated by commas, as listed at the end; “auto” chooses for each series.") },
  { "horizon", ASSAY_OPTION_INTEGER, "28", 1, 10000, NULL, "H", N_("Horizon"), N_("Steps to forecast from the last value of each series.") },
  { "season", ASSAY_OPTION_INTEGER, NULL, 1, 100000, NULL, "M", N_("Season"),
    N_("Steps in the main season; by default what the step of the data suggests: 7 for days, 12 for months, 24 for hours.") },
  { "seasons", ASSAY_OPTION_TEXT, "auto", 0, 0, NULL, "auto|LIST", N_("All Seasons"),
    N_("All seasons that models of several may use, in steps (7,365.25); auto takes those of the calendar that the step of the data fits.") },
  { "levels", ASSAY_OPTION_LIST, "80,95", 0, 0, NULL, "LIST", N_("Interval Levels"), N_("Levels of the intervals in percent; the last is drawn widest.") },
  { "intervals", ASSAY_OPTION_CHOICE, "auto", 0, 0, intervals, "KIND", N_("Intervals"),
    N_("model: as the model says; conformal: from its own errors at earlier origins; auto: conformal only for models that have none of their own.") },
  { "calibration", ASSAY_OPTION_INTEGER, "40", 2, 1000, NULL, "N", N_("Calibration Origins"),
    N_("Earlier origins that conformal intervals are made from; a 95 % interval needs at least 19.") },
  { "window", ASSAY_OPTION_TEXT, "expanding", 0, 0, NULL, "expanding|N", N_("Past"), N_("What a model is fitted on: all there is (expanding), or the last N steps.") },
  { "nonnegative", ASSAY_OPTION_BOOLEAN, "false", 0, 0, NULL, NULL, N_("No Negative Demand"),
    N_("Forecasts and limits below 0 become 0, and leading zeros before the first demand are left out.") },
  { "regressors", ASSAY_OPTION_LIST, NULL, 0, 0, NULL, "COL", N_("Regressors"),
    N_("Columns known ahead, such as a promotion: models that take regressors use their past, and their future from rows after the last value.") },
  { "duplicates", ASSAY_OPTION_CHOICE, "error", 0, 0, duplicates, "RULE", N_("Repeated Times"),
    N_("What to do with times that repeat within a series: stop with an error, or combine the rows.") },
  { NULL },
};

static gboolean G_GNUC_PRINTF (2, 3)
fail (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (error, g_error_new_valist (ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, format, arguments));
  va_end (arguments);
  return FALSE;
}

static gboolean
read_models (ForecastSettings *how, const AssayOptions *options, GError **error)
{
  g_auto(GStrv) names = assay_options_get_list (options, "models");

  how->models = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_model_choice_free);
  how->regressors = assay_options_get_list (options, "regressors");
  if (names[0] == NULL)
    return fail (error, _("--models is empty; name at least one, such as auto."));
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr(GError) unknown = NULL;
      AssayModelChoice *choice = assay_model_choice_parse (names[i], &unknown);

      if (choice == NULL)
        return fail (error, "%s", unknown->message);
      g_ptr_array_add (how->models, choice);
      for (guint k = 0; k < i; k++)
        if (strcmp (names[k], names[i]) == 0)
          return fail (error, _("--models names “%s” twice."), names[i]);
    }
  return TRUE;
}

static gboolean
read_levels (ForecastSettings *how, const AssayOptions *options, GError **error)
{
  g_auto(GStrv) texts = assay_options_get_list (options, "levels");

  how->n_levels = g_strv_length (texts);
  if (how->n_levels < 1 || how->n_levels > FORECAST_MOST_LEVELS)
    return fail (error, _("--levels has %u entries; give 1 to %d, such as 80,95."), how->n_levels, FORECAST_MOST_LEVELS);
  for (guint i = 0; i < how->n_levels; i++)
    {
      double percent;

      if (!assay_number_parse (texts[i], strlen (texts[i]), '.', 0, &percent) || !(percent > 0 && percent < 100))
        return fail (error, _("--levels has “%s”; a level is a number of percent between 0 and 100."), texts[i]);
      how->levels[i] = percent / 100;
      if (i > 0 && how->levels[i] <= how->levels[i - 1])
        return fail (error, _("--levels must rise, such as 80,95."));
    }
  return TRUE;
}

/* The models are those of the artifact, in the order in which they occur. */
static gboolean
read_artifact (ForecastSettings *how, const AssayOptions *options, GBytes *artifact, GError **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  gsize length;
  const char *text = g_bytes_get_data (artifact, &length);

  if (assay_options_is_given (options, "models"))
    return fail (error, _("--models and --model both name models; leave one out."));
  if (how->regressors[0] != NULL)
    return fail (error, _("--regressors needs models that are fitted, and --model names some that are; leave one out."));
  how->artifact = assay_forecast_artifact_read (text, length, error);
  if (how->artifact == NULL)
    return FALSE;
  g_ptr_array_set_size (how->models, 0);
  for (guint i = 0; i < assay_forecast_artifact_get_n_entries (how->artifact); i++)
    {
      const char *name = assay_fitted_get_name (assay_forecast_artifact_get_entry (how->artifact, i)->fitted);

      if (g_hash_table_add (seen, (gpointer) name))
        g_ptr_array_add (how->models, assay_model_choice_parse (name, NULL));
    }
  if (how->seasons.main == 0)
    how->seasons.main = assay_forecast_artifact_get_season (how->artifact);
  if (how->intervals != FORECAST_INTERVALS_CONFORMAL)
    {
      how->intervals = FORECAST_INTERVALS_MODEL;
      return TRUE;
    }
  return fail (error, _("Conformal intervals need models that are fitted; with --model the intervals are the models' own."));
}

gboolean
forecast_settings_read (ForecastSettings *how, const AssayOptions *options, GBytes *artifact, GError **error)
{
  const char *kind = assay_options_get_text (options, "intervals");

  *how = (ForecastSettings) { 0 };
  how->horizon = assay_options_get_integer (options, "horizon");
  how->n_calibration = assay_options_get_integer (options, "calibration");
  how->nonnegative = assay_options_get_boolean (options, "nonnegative");
  how->intervals = strcmp (kind, "model") == 0 ? FORECAST_INTERVALS_MODEL : strcmp (kind, "conformal") == 0 ? FORECAST_INTERVALS_CONFORMAL : FORECAST_INTERVALS_AUTO;
  return read_models (how, options, error) && read_levels (how, options, error) && assay_past_window_read (options, &how->window, error)
         && assay_seasons_read (&how->seasons, options, error) && (artifact == NULL || read_artifact (how, options, artifact, error));
}

void
forecast_settings_clear (ForecastSettings *how)
{
  g_clear_pointer (&how->models, g_ptr_array_unref);
  g_clear_pointer (&how->regressors, g_strfreev);
  g_clear_pointer (&how->artifact, assay_forecast_artifact_free);
}
