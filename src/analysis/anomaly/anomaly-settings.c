#include "analysis/anomaly/anomaly-settings-private.h"

#include "base/date.h"
#include "base/number.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#define MANY_SERIES 1000
#define DEFAULT_MEMORY 1000
#define DEFAULT_RATE 0.01
#define DEFAULT_FALSE_DISCOVERY 0.05
#define ENSEMBLE "ensemble"
#define DEFAULT_ENSEMBLE "demand"       /* the preset whose detectors "ensemble" alone stands for */

gboolean
anomaly_read_settings (const AssayTask *task, AnomalySettings *how, GError **error)
{
  const AssayOptions *o = task->options;
  gint64 window = assay_options_get_integer (o, "window");
  gint64 least = assay_options_get_text (o, "min-periods") != NULL ? assay_options_get_integer (o, "min-periods") : window;

  if (least > window)
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION,
                   _("--min-periods is %" PRId64 " and --window is %" PRId64 "; a window cannot hold more residuals than its length. "
                     "Use a --min-periods of at most %" PRId64 "."), least, window, window);
      return FALSE;
    }

  how->season = assay_options_get_integer (o, "season");
  how->z = (AmRollingZ) { window, least, assay_options_get_boolean (o, "include-current") };
  how->threshold = assay_options_get_number (o, "threshold");
  how->on_value = strcmp (assay_options_get_text (o, "on"), "value") == 0;
  return TRUE;
}

/* ---- which detectors ---- */

static const AnomalyPreset *
find_preset (const AssayTask *task)
{
  return anomaly_preset_find (assay_options_get_text (task->options, "preset"));
}

const char *
anomaly_duplicates_rule (const AssayTask *task)
{
  const AnomalyPreset *preset = find_preset (task);

  if (preset != NULL && preset->duplicates != NULL && !assay_options_is_given (task->options, "duplicates"))
    return preset->duplicates;
  return assay_options_get_text (task->options, "duplicates");
}

/* As given, without repeats; "ensemble" says no more than that several are put together. */
static char **
list_detectors (const AssayTask *task)
{
  const AnomalyPreset *preset = find_preset (task);
  gboolean is_given = assay_options_is_given (task->options, "detector");
  g_auto(GStrv) given = preset != NULL && !is_given ? g_strsplit (preset->detectors, ",", -1) : assay_options_get_list (task->options, "detector");
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();

  if (g_strv_length (given) == 1 && strcmp (given[0], ENSEMBLE) == 0)
    return g_strsplit (anomaly_preset_find (DEFAULT_ENSEMBLE)->detectors, ",", -1);
  for (guint i = 0; given[i] != NULL; i++)
    {
      gboolean is_new = strcmp (given[i], ENSEMBLE) != 0;

      for (guint k = 0; k < i; k++)
        is_new = is_new && strcmp (given[i], given[k]) != 0;
      if (is_new)
        g_strv_builder_add (names, given[i]);
    }
  return g_strv_builder_end (names);
}

static gboolean
is_given (const AssayTask *task, const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (assay_options_is_given (task->options, names[i]))
      return TRUE;
  return FALSE;
}

gboolean
anomaly_wants_detection (const AssayTask *task)
{
  static const char *const layers[] = { "alarm-rate", "alarm-budget", "calibration", "join", "mute", "relearn", "false-discovery", NULL };
  g_auto(GStrv) names = list_detectors (task);

  return find_preset (task) != NULL || is_given (task, layers) || g_strv_length (names) != 1 || strcmp (names[0], ANOMALY_BASELINE) != 0;
}

static gboolean
refuse (GError **error, const char *words)
{
  g_set_error_literal (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, words);
  return FALSE;
}

gboolean
anomaly_check_detection (const AssayTask *task, GError **error)
{
  const AssayOptions *o = task->options;
  g_auto(GStrv) names = list_detectors (task);
  gboolean has_threshold = assay_options_is_given (o, "threshold");
  gboolean has_rate = assay_options_is_given (o, "alarm-rate"), has_budget = assay_options_is_given (o, "alarm-budget");

  if (g_strv_length (names) == 0)
    return refuse (error, _("--detector names no detector."));
  if (g_strv_length (names) >= ANOMALY_MOST_DETECTORS)
    return refuse (error, _("--detector names too many detectors."));
  if (has_rate && has_budget)
    return refuse (error, _("--alarm-rate and --alarm-budget both set the limit. Give one of them."));
  if (has_threshold && (has_rate || has_budget))
    return refuse (error, _("--threshold sets the limit, and so does --alarm-rate or --alarm-budget. Give one of them."));
  if (has_threshold && g_strv_length (names) > 1)
    return refuse (error, _("--threshold is a limit on the score of one detector, and several are named, whose scores have different units. "
                            "Use --alarm-rate or --alarm-budget."));
  return TRUE;
}

/* ---- settings that depend on the data ---- */

/* A day of a step below a day, a week of days, a year of months: what repeats in a step of that length. */
static gint64
usual_season (AssayStep step, gint64 otherwise)
{
  switch (step.unit)
    {
    case ASSAY_STEP_USEC:
      return step.n > 0 && step.n <= ASSAY_USEC_PER_DAY / 2 ? (ASSAY_USEC_PER_DAY + step.n / 2) / step.n : 7;
    case ASSAY_STEP_DAY:
      return step.n == 1 ? 7 : step.n == 7 ? 52 : otherwise;
    case ASSAY_STEP_MONTH:
      return MAX (12 / step.n, 1);
    case ASSAY_STEP_INDEX:
    default:
      return otherwise;
    }
}

static gboolean
solve_budget (const AssayTask *task, AssayPanel *panel, DetectionSettings *out, GError **error)
{
  AnomalyScan scan = { .panel = panel, .n_series = assay_panel_get_n_series (panel) };
  double a_month = detection_rows_a_month (&scan);

  out->budget = assay_options_get_number (task->options, "alarm-budget");
  out->rate = out->budget / a_month;
  if (isnan (a_month))
    return refuse (error, _("--alarm-budget counts alarms a month, and the times of the data are plain numbers. Use --alarm-rate, the share of rows."));
  if (out->rate > 0.5)
    {
      g_autofree char *most = g_strdup_printf ("%.6g", floor (a_month / 2));

      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION,
                   _("--alarm-budget is more than half of the rows of a month. Use at most %s."), most);
      return FALSE;
    }
  return TRUE;
}

static gint64
read_steps (const AssayTask *task, const char *name, gint64 otherwise)
{
  return assay_options_is_given (task->options, name) ? assay_options_get_integer (task->options, name) : otherwise;
}

/* One detector goes by its usual limit, unless a rate is asked for or it has none; several by the rate. */
static gboolean
read_rule (const AssayTask *task, AssayPanel *panel, DetectionSettings *out, GError **error)
{
  const AssayOptions *o = task->options;
  gboolean has_limit = out->n == 1 && (out->detector[0] == NULL || !isnan (out->detector[0]->limit));

  out->threshold = out->rate = out->budget = NAN;
  if (assay_options_is_given (o, "alarm-budget"))
    return solve_budget (task, panel, out, error);
  if (assay_options_is_given (o, "alarm-rate"))
    out->rate = assay_options_get_number (o, "alarm-rate");
  else if (assay_options_is_given (o, "threshold"))
    out->threshold = assay_options_get_number (o, "threshold");
  else if (out->preset != NULL && !assay_options_is_given (o, "detector"))
    {
      out->threshold = out->preset->threshold;
      out->rate = out->preset->alarm_rate;
    }
  else if (!has_limit)
    out->rate = DEFAULT_RATE;
  return TRUE;
}

gboolean
anomaly_read_detection (const AssayTask *task, AssayPanel *panel, AnomalySettings *how, DetectionSettings *out, GError **error)
{
  const AssayOptions *o = task->options;
  const AnomalyPreset *preset = find_preset (task);

  *out = (DetectionSettings) { .names = list_detectors (task), .preset = preset, .seed = task->seed };
  out->n = g_strv_length (out->names);
  for (guint i = 0; i < out->n; i++)
    out->detector[i] = anomaly_detector_find (out->names[i]);

  if (preset != NULL && !assay_options_is_given (o, "season"))
    how->season = usual_season (assay_panel_get_step (panel), how->season);
  out->season = how->season;
  if (assay_options_is_given (o, "threshold"))
    how->threshold = 2;         /* it is the detector's; the baseline beside it keeps its own */
  out->window = assay_options_is_given (o, "window") ? assay_options_get_integer (o, "window") : 0;
  out->on = !assay_options_is_given (o, "on") ? ANOMALY_ON_OWN : how->on_value ? ANOMALY_ON_VALUE : ANOMALY_ON_RESIDUAL;
  out->memory = read_steps (task, "calibration", MAX (DEFAULT_MEMORY, preset != NULL ? out->season * preset->calibration : 0));
  out->join = read_steps (task, "join", MAX (out->season, 1) * (preset != NULL ? preset->join : 1));
  out->mute = read_steps (task, "mute", preset != NULL ? out->season * preset->mute : 0);
  out->relearn = read_steps (task, "relearn", preset != NULL && preset->relearn == 0 ? 0 : MAX (out->season, 7));
  out->fdr = assay_options_is_given (o, "false-discovery") ? assay_options_get_number (o, "false-discovery")
             : assay_panel_get_n_series (panel) >= MANY_SERIES ? DEFAULT_FALSE_DISCOVERY : NAN;
  if (read_rule (task, panel, out, error))
    return TRUE;
  detection_settings_clear (out);
  return FALSE;
}

static void
note_number (AssayResult *result, const char *name, double value)
{
  char text[ASSAY_NUMBER_SIZE];

  if (isnan (value))
    return;
  assay_number_format (value, text);
  assay_result_set_option (result, name, text);
}

void
anomaly_note_detection (AssayResult *result, const DetectionSettings *how)
{
  g_autofree char *names = g_strjoinv (",", how->names);

  assay_result_set_option (result, "detectors-run", names);
  note_number (result, "season-used", how->season);
  note_number (result, "alarm-rate-used", how->rate);
  note_number (result, "threshold-used", isnan (how->rate) ? (!isnan (how->threshold) ? how->threshold : how->detector[0] != NULL ? how->detector[0]->limit : 3) : NAN);
  note_number (result, "join-used", how->join);
  note_number (result, "mute-used", how->mute);
  note_number (result, "relearn-used", how->relearn);
  note_number (result, "calibration-used", how->memory);
  note_number (result, "false-discovery-used", how->fdr);
}
