#include "analysis/anomaly/anomalies.h"

#include "analysis/anomaly/anomaly-detection-private.h"
#include "analysis/anomaly/anomaly-labels-private.h"
#include "analysis/anomaly/anomaly-settings-private.h"
#include "analysis/anomaly/anomaly-summary-private.h"
#include "analysis/wording.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayRoles, assay_roles_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DetectionSettings, detection_settings_clear)

#define MOST_WINDOW 100000
#define SHOWN_ROWS 180       /* half a year of days: more is no line on a page any more */
#define MOST_FIGURES 3

static const char *const scored[] = { "residual", "value", NULL };
static const char *const duplicates[] = { "error", "sum", "mean", "first", "last", NULL };

static const AssayOption options[] = {
  { "detector", ASSAY_OPTION_LIST, "seasonal-naive-z", 0, 0, anomaly_detector_names, "NAME", N_("Detector"),
    N_("How anomalies are found: seasonal-naive-z compares each value with the one a season earlier and scores the difference. Several names, or ensemble, are put together.") },
  { "preset", ASSAY_OPTION_CHOICE, NULL, 0, 0, anomaly_preset_names, "NAME", N_("Preset"),
    N_("A set of detectors and settings: demand for daily demand, stream for measurements through the day. Options that are given win over it.") },
  { "season", ASSAY_OPTION_INTEGER, "7", 1, 1000000, NULL, "N", N_("Season"), N_("Steps in a season: 7 for a week of days.") },
  { "window", ASSAY_OPTION_INTEGER, "30", 2, MOST_WINDOW, NULL, "N", N_("Window"),
    N_("How many residuals before a row its Z-score is measured against.") },
  { "threshold", ASSAY_OPTION_NUMBER, "2", 0.01, 1000, NULL, "Z", N_("Threshold"), N_("A row is an anomaly from this |Z| on.") },
  { "on", ASSAY_OPTION_CHOICE, "residual", 0, 0, scored, "WHAT", N_("What Is Scored"),
    N_("What is scored: the residual (actual less forecast), or the value itself.") },
  { "min-periods", ASSAY_OPTION_INTEGER, NULL, 2, MOST_WINDOW, NULL, "N", N_("Least History"),
    N_("Fewest residuals in the window for a Z-score; the whole window by default.") },
  { "include-current", ASSAY_OPTION_BOOLEAN, "false", 0, 0, NULL, NULL, N_("Include Current Value"),
    N_("Count the row itself in its window, as a plain rolling mean does.") },
  { "alarm-rate", ASSAY_OPTION_NUMBER, NULL, 1e-6, 0.5, NULL, "P", N_("Alarm Rate"),
    N_("Share of normal rows that may be alarms; the limit on the score is solved for. For other detectors than the baseline.") },
  { "alarm-budget", ASSAY_OPTION_NUMBER, NULL, 1e-3, 1e9, NULL, "N", N_("Alarm Budget"),
    N_("Alarms a month, of all series together, that may be expected by chance; the limit on the score is solved for.") },
  { "calibration", ASSAY_OPTION_INTEGER, NULL, 50, 1000000, NULL, "N", N_("Calibration"),
    N_("How many normal scores before a row its p-value is taken from; 1,000 by default.") },
  { "join", ASSAY_OPTION_INTEGER, NULL, 1, 1000000, NULL, "N", N_("Join Alarms"),
    N_("Alarms at most so many steps apart are one episode; a season by default.") },
  { "mute", ASSAY_OPTION_INTEGER, NULL, 0, 1000000, NULL, "N", N_("Mute Repeats"),
    N_("Steps after an alarm in which further ones are not shown; none by default.") },
  { "relearn", ASSAY_OPTION_INTEGER, NULL, 0, 1000000, NULL, "N", N_("Learn Anew"),
    N_("Steps that a new level must last before detectors measure against it; a season by default, 0 for never.") },
  { "false-discovery", ASSAY_OPTION_NUMBER, NULL, 0.001, 0.5, NULL, "Q", N_("False Discoveries"),
    N_("Share of alarms that may be false over all series and rows; 0.05 by default from 1,000 series on.") },
  { "labels", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "FILE", N_("Labels"),
    N_("Known anomalies to score the alarms against: a CSV file with times and labels, or a JSON file with windows for each data file.") },
  { "label", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "COL", N_("Label Column"),
    N_("The column that holds the label, 0 or 1: in the file of labels if there is one, else in the data.") },
  { "duplicates", ASSAY_OPTION_CHOICE, "error", 0, 0, duplicates, "RULE", N_("Repeated Times"),
    N_("What to do with times that repeat within a series: stop with an error, or combine the rows.") },
  { NULL },
};

static AssayDuplicates
read_duplicates (const AssayTask *task)
{
  const char *rule = anomaly_duplicates_rule (task);

  for (int i = 0; duplicates[i] != NULL; i++)
    if (strcmp (rule, duplicates[i]) == 0)
      return (AssayDuplicates) i;
  g_assert_not_reached ();
}

/* ---- figures ---- */

/* The first of several keeps the plain name, which is how a reader finds it. */
static void
take_numbered (AssayResult *result, AssayFigure *figure, gsize rank, const AssayRoles *roles, const char *convention, gboolean is_value)
{
  const AssayAxis *x = assay_figure_get_x (figure);

  assay_figure_set_x (figure, x->type, x->unit, roles->time, NULL);
  if (is_value)
    assay_figure_set_y (figure, ASSAY_UNIT_VALUE, roles->value, NULL);
  assay_figure_set_convention (figure, convention);
  if (rank > 0)
    {
      g_autofree char *id = g_strdup_printf ("%s-%" G_GSIZE_FORMAT, assay_figure_get_id (figure), rank + 1);

      assay_figure_set_id (figure, id);
    }
  assay_result_take_figure (result, figure);
}

static void
take_if_any (AssayResult *result, AssayFigure *figure)
{
  if (assay_anomaly_figure_has_data (figure))
    assay_result_take_figure (result, figure);
  else
    assay_figure_unref (figure);
}

static char *
describe_zscore (const AnomalySettings *how)
{
  return g_strdup_printf ("Mean and sample standard deviation (n − 1) of the %d %s %s each row, gaps stepped over, at least %d of them. Lines: the threshold.",
                          how->z.window, how->on_value ? "values" : "residuals",
                          how->z.include_current ? "up to and with" : "before", how->z.min_periods);
}

static gboolean
add_series_figures (AssayResult *result, const AnomalyScan *scan, const AssayAnomalyRows *rows, const AssayRoles *roles, gsize series, gsize rank,
                    AssayProgress *progress, GError **error)
{
  AssayFigure *forecast = assay_anomaly_figure_forecast (rows, series, SHOWN_ROWS), *zscore;
  g_autofree char *forecast_words = g_strdup_printf ("Forecast: the value %" G_GINT64_FORMAT " steps earlier, by the calendar. Marks: anomalies, by risk level.", scan->how.season);
  g_autofree char *zscore_words = describe_zscore (&scan->how);

  if (assay_anomaly_figure_has_data (forecast))
    take_numbered (result, forecast, rank, roles, forecast_words, TRUE);
  else
    assay_figure_unref (forecast);
  if (!assay_progress_step (progress, 0.1 + 0.2 * rank, error))
    return FALSE;

  zscore = assay_anomaly_figure_zscore (rows, series, scan->how.threshold, SHOWN_ROWS);
  if (assay_anomaly_figure_has_data (zscore))
    take_numbered (result, zscore, rank, roles, zscore_words, FALSE);
  else
    assay_figure_unref (zscore);
  return assay_progress_step (progress, 0.2 + 0.2 * rank, error);
}

gboolean
anomaly_add_figures (AssayResult *result, const AnomalyScan *scan, AssayFrame *rows, const AssayRoles *roles,
                     AssayProgress *progress, GError **error)
{
  g_autoptr(AssayAnomalyRows) table = NULL;
  g_autofree gsize *order = NULL;
  g_autoptr(AssayProgress) spread = assay_progress_new_part (progress, 0.7, 0.9);
  AssayFigure *residuals;

  if (scan->n_rows == 0)
    return TRUE;
  table = assay_anomaly_rows_new (rows, error);
  if (table == NULL)
    return FALSE;

  order = anomaly_rank_recent (scan);
  for (gsize rank = 0; rank < MIN (scan->n_series, MOST_FIGURES); rank++)
    if (!add_series_figures (result, scan, table, roles, order[rank], rank, progress, error))
      return FALSE;
  take_if_any (result, assay_anomaly_figure_over_time (table));
  take_if_any (result, assay_anomaly_figure_risk (table));
  if (!assay_progress_step (progress, 0.7, error))
    return FALSE;
  residuals = assay_anomaly_figure_residuals (table, spread, error);
  if (residuals == NULL)
    return FALSE;
  take_if_any (result, residuals);
  if (!assay_progress_step (progress, 0.9, error))
    return FALSE;
  take_if_any (result, assay_anomaly_figure_acf (table, order[0], MIN (MAX (4 * scan->how.season, 10), 60)));
  return TRUE;
}

/* ---- notes ---- */

static void
note_found_roles (AssayResult *result, const AssayRoles *given, const AssayRoles *roles)
{
  g_autoptr(GString) note = g_string_new (NULL);

  if (given->time == NULL && roles->time_found)
    g_string_append_printf (note, "time is “%s”", roles->time);
  if (given->value == NULL && roles->value_found)
    g_string_append_printf (note, "%svalue is “%s”", note->len > 0 ? ", " : "", roles->value);
  if (given->series == NULL && roles->series_found)
    {
      g_autofree char *keys = g_strjoinv (", ", roles->series);

      g_string_append_printf (note, "%sseries keys are “%s”", note->len > 0 ? ", " : "", keys);
    }
  if (note->len == 0)
    return;
  g_string_prepend (note, "Found, not given: ");
  g_string_append_c (note, '.');
  assay_result_add_note (result, note->str);
}

/* What was compared with what, in words: options are numbers of steps, and say nothing of how long a step is. */
static void
note_settings (AssayResult *result, const AnomalyScan *scan, const AssayTask *task)
{
  const AnomalySettings *how = &scan->how;
  AssayStep step = assay_panel_get_step (scan->panel);
  g_autofree char *length = assay_word_step (step), *season = assay_word_items (how->season, "step", "steps");
  g_autofree char *threshold = assay_word_number (how->threshold), *window = assay_word_count (how->z.window);
  g_autofree char *unit = length != NULL ? g_strdup (length) : assay_word_count (step.n);
  g_autofree char *note = g_strdup_printf ("%s: %s; season: %s; window: %s %s; threshold: |z| ≥ %s.", scan->detection != NULL ? "Baseline beside the detectors: step" : "Step",
                                           unit, season, window, how->on_value ? "values" : "residuals", threshold);
  gboolean is_chosen = assay_options_is_given (task->options, "season") || (scan->detection != NULL && scan->detection->how.preset != NULL);
  g_autofree char *doubt = is_chosen ? NULL : assay_word_default_season (step, how->season);

  assay_result_add_note (result, note);
  if (doubt != NULL)
    assay_result_add_note (result, doubt);
}

/* Levels come from the policy and flags from the threshold: where they part, a table of both needs a word. */
static void
note_cuts (AssayResult *result, const AnomalyScan *scan, const AssayPolicy *policy)
{
  g_autofree char *cut = assay_word_number (policy->risk_cuts[0]), *threshold = assay_word_number (scan->how.threshold);
  g_autofree char *note = NULL;

  if (scan->how.threshold > policy->risk_cuts[0])
    note = g_strdup_printf ("Rows from |z| ≥ %s are at least %s by the policy; only those from %s are anomalies (--threshold).", cut,
                            assay_risk_name (ASSAY_RISK_MEDIUM), threshold);
  else if (scan->how.threshold < policy->risk_cuts[0])
    note = g_strdup_printf ("Rows from |z| ≥ %s are anomalies (--threshold); below %s they are of risk %s by the policy.", threshold, cut,
                            assay_risk_name (ASSAY_RISK_LOW));
  if (note != NULL)
    assay_result_add_note (result, note);
}

static void
note_left_out (AssayResult *result, const AnomalyScan *scan, const char *renamed)
{
  gsize n_dropped = assay_panel_get_n_dropped (scan->panel);
  gsize n_unscored = scan->all.n_values - scan->all.n_scored;

  if (n_dropped > 0)
    {
      g_autofree char *items = assay_word_items (n_dropped, "row has no time and is left out", "rows have no time and are left out");
      g_autofree char *note = g_strdup_printf ("%s.", items);

      assay_result_add_note (result, note);
    }
  if (n_unscored > 0)
    {
      g_autofree char *items = assay_word_items (n_unscored, "row with a value has", "rows with a value have");
      g_autofree char *note = g_strdup_printf (scan->detection != NULL ? "%s no score: the detectors need more history, or the series is too long for them."
                                               : "%s no score: there is no value a season earlier, or too little history, or a constant one; the column “reason” says which.", items);

      assay_result_add_note (result, note);
    }
  if (renamed != NULL)
    {
      g_autofree char *note = g_strdup_printf ("A series key has the name of a column of the analysis: %s.", renamed);

      assay_result_add_note (result, note);
    }
  if (scan->n_series > MOST_FIGURES)
    {
      g_autofree char *all = assay_word_count (scan->n_series);
      g_autofree char *note = g_strdup_printf ("Figures show the %d of %s series with the %s in the last %d steps.", MOST_FIGURES, all,
                                               scan->detection != NULL ? "smallest p-value" : "largest |Z|", scan->how.z.window);

      assay_result_add_note (result, note);
    }
}

/* ---- the run ---- */

static AssayOutcome *
summarise (AnomalyScan *scan, const AnomalyLabels *labels, const AssayTask *task, const AssayRoles *roles, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayOutcome) outcome = g_new0 (AssayOutcome, 1);
  g_autoptr(AssayProgress) columns = assay_progress_new_part (progress, 0, 0.3);
  g_autoptr(AssayProgress) tables = assay_progress_new_part (progress, 0.3, 0.4);
  g_autoptr(AssayProgress) figures = assay_progress_new_part (progress, 0.4, labels != NULL ? 0.8 : 1);
  g_autoptr(AssayProgress) scores = assay_progress_new_part (progress, 0.8, 1);
  g_autofree char *renamed = NULL, *least = g_strdup_printf ("%d", scan->how.z.min_periods);

  outcome->rows = anomaly_scan_make_rows (scan, roles, &renamed, columns, error);
  if (outcome->rows == NULL)
    return NULL;
  if (scan->detection != NULL)
    {
      g_autoptr(AssayFrame) plain = outcome->rows;

      outcome->rows = detection_add_columns (scan->detection, plain);
    }
  outcome->result = assay_result_new ("anomalies", assay_anomalies.title);
  assay_result_set_option (outcome->result, "min-periods", least);
  anomaly_add_checks (outcome->result, scan, task);
  anomaly_add_metrics (outcome->result, scan);
  if (scan->detection != NULL)
    detection_add_metrics (outcome->result, scan->detection);
  if (!anomaly_add_tables (outcome->result, scan, tables, error)
      || (scan->detection != NULL && !detection_add_tables (outcome->result, scan->detection, tables, error))
      || !anomaly_add_figures (outcome->result, scan, outcome->rows, roles, figures, error))
    return NULL;
  note_settings (outcome->result, scan, task);
  if (scan->detection != NULL)
    {
      detection_add_figures (outcome->result, scan->detection);
      detection_add_notes (outcome->result, scan->detection);
      anomaly_note_detection (outcome->result, &scan->detection->how);
    }
  else
    note_cuts (outcome->result, scan, task->policy);
  note_found_roles (outcome->result, task->roles, roles);
  note_left_out (outcome->result, scan, renamed);
  if (labels != NULL && !anomaly_labels_report (outcome->result, labels, scan, task, scores, error))
    return NULL;
  return g_steal_pointer (&outcome);
}

static AssayOutcome *
run (const AssayTask *task, AssayProgress *progress, GError **error)
{
  g_auto(AssayRoles) roles = { 0 };
  g_autoptr(AssayPanel) panel = NULL;
  g_autoptr(AnomalyScan) scan = NULL;
  g_autoptr(AnomalyDetection) detection = NULL;
  g_autoptr(AnomalyLabels) labels = NULL;
  g_autoptr(AssayFrame) frame = NULL;
  g_auto(DetectionSettings) others = { 0 };
  gboolean has_others = anomaly_wants_detection (task);
  g_autoptr(AssayProgress) arranging = assay_progress_new_part (progress, 0, 0.4);
  g_autoptr(AssayProgress) scoring = assay_progress_new_part (progress, 0.4, has_others ? 0.5 : 0.8);
  g_autoptr(AssayProgress) detecting = assay_progress_new_part (progress, 0.5, 0.8);
  g_autoptr(AssayProgress) summing_up = assay_progress_new_part (progress, 0.8, 1);
  AnomalySettings how;

  if (!anomaly_read_settings (task, &how, error) || !anomaly_check_detection (task, error)
      || (frame = anomaly_labels_strip (task, error)) == NULL || !assay_roles_resolve (frame, task->roles, &roles, error))
    return NULL;

  assay_progress_set_step (progress, _("Arranging series"));
  panel = assay_panel_new (frame, &roles, read_duplicates (task), task->n_threads, arranging, error);
  if (panel == NULL || (has_others && !anomaly_read_detection (task, panel, &how, &others, error)))
    return NULL;
  assay_progress_set_step (progress, _("Scoring"));
  scan = anomaly_scan_new (panel, &how, task->policy, task->n_threads, scoring, error);
  if (scan == NULL)
    return NULL;
  if (has_others)
    {
      assay_progress_set_step (progress, _("Detecting"));
      detection = anomaly_detection_new (scan, &others, task->n_threads, detecting, error);
      if (detection == NULL)
        return NULL;
    }
  if (anomaly_wants_labels (task) && (labels = anomaly_labels_new (task, scan, &roles, read_duplicates (task), NULL, error)) == NULL)
    return NULL;
  assay_progress_set_step (progress, _("Summing up"));
  return summarise (scan, labels, task, &roles, summing_up, error);
}

const AssayAnalysis assay_anomalies = {
  .id = "anomalies",
  .title = N_("Anomaly Detection"),
  .summary = N_("Compares each value with a forecast baseline, scores the difference against its recent past, and gives every row a risk level."),
  .options = options,
  .run = run,
};
