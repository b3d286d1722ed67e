#include "analysis/anomaly/anomaly-labels-private.h"

#include "analysis/judge.h"
#include "analysis/wording.h"
#include "math/detection/nab-score.h"
#include "math/detection/range-score.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MOST_AREA_ROWS 2000000 /* an area sorts them all, a dozen times over */
#define MOST_BUFFER 100
#define N_PROFILES 3

typedef struct
{
  AmPointScore point;
  AmEventScore event;
  double auc_pr, vus_pr;       /* means over series that have labels and unlabelled rows */
  gsize n_areas;
  AmNabScore nab[N_PROFILES];
  gsize buffer;
} Scores;

static const AmNabProfile *
get_profile (guint i)
{
  static const AmNabProfile *const profiles[] = { &am_nab_standard, &am_nab_low_fp, &am_nab_low_fn };

  return profiles[i];
}

/* What grows with how strange a row is: the detection's p-value where there is one, else the score. */
static double
strangeness (const AnomalyScan *scan, gsize row)
{
  const AnomalyDetection *detection = scan->detection;

  if (detection == NULL)
    return fabs (scan->zscore[row]);
  if (detection->how.n == 1 && detection->how.detector[0] != NULL && !detection->how.detector[0]->is_signed)
    return detection->score[row];
  return fabs (detection->score[row]);
}

/* ---- one series ---- */

static void
add_counts (Scores *self, const guint8 *alarm, const guint8 *label, gsize n)
{
  AmPointScore point;
  AmEventScore event;

  am_point_score (alarm, label, n, &point);
  self->point.n_true += point.n_true;
  self->point.n_false += point.n_false;
  self->point.n_missed += point.n_missed;
  am_event_score (alarm, label, n, self->buffer, &event);
  self->event.delay += event.n_found > 0 ? event.delay * event.n_found : 0;
  self->event.n_events += event.n_events;
  self->event.n_found += event.n_found;
  self->event.n_alarms += event.n_alarms;
  self->event.n_false += event.n_false;
}

static void
add_areas (Scores *self, const AnomalyScan *scan, gsize first, const guint8 *label, gsize n)
{
  g_autofree double *score = g_new (double, MAX (n, 1));
  AmRangeWork *work;
  double area;

  if (n > MOST_AREA_ROWS || (work = am_range_work_alloc (n)) == NULL)
    return;
  for (gsize i = 0; i < n; i++)
    score[i] = strangeness (scan, first + i);
  area = am_point_auc_pr (score, label, n, work);
  if (!isnan (area))
    {
      self->auc_pr += area;
      self->vus_pr += am_volume_pr (score, label, n, MIN (MAX (scan->how.season, 1), MOST_BUFFER), work);
      self->n_areas++;
    }
  am_range_work_free (work);
}

static void
add_nab (Scores *self, const GArray *windows, gsize first, gsize end, const guint8 *alarm)
{
  gsize n = end - first;
  g_autofree AmNabWindow *own = g_new (AmNabWindow, windows->len + 1);
  g_autofree double *best = g_new (double, windows->len + 1);
  g_autofree double *credit = g_new (double, MAX (n, 1));
  g_autofree gsize *window = g_new (gsize, MAX (n, 1));
  gsize n_own = 0;

  for (guint i = 0; i < windows->len; i++)
    {
      const LabelWindow *one = &g_array_index (windows, LabelWindow, i);

      if (one->first >= first && one->last < end)
        own[n_own++] = (AmNabWindow) { one->first - first, one->last - first };
    }
  am_nab_credit (n, own, n_own, credit, window);
  for (guint i = 0; i < N_PROFILES; i++)
    am_nab_add (alarm, n, credit, window, n_own, get_profile (i), best, &self->nab[i]);
}

static double
share (double part, double whole)
{
  return whole > 0 ? part / whole : NAN;
}

static double
harmonic (double precision, double recall)
{
  return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : precision + recall == 0 ? 0 : NAN;
}

static void
finish (Scores *self)
{
  self->point.precision = share (self->point.n_true, self->point.n_true + self->point.n_false);
  self->point.recall = share (self->point.n_true, self->point.n_true + self->point.n_missed);
  self->point.f1 = harmonic (self->point.precision, self->point.recall);
  self->event.precision = share (self->event.n_alarms - self->event.n_false, self->event.n_alarms);
  self->event.recall = share (self->event.n_found, self->event.n_events);
  self->event.f1 = harmonic (self->event.precision, self->event.recall);
  self->event.delay = share (self->event.delay, self->event.n_found);
  self->auc_pr = share (self->auc_pr, self->n_areas);
  self->vus_pr = share (self->vus_pr, self->n_areas);
}

static gboolean
measure (Scores *self, const AnomalyLabels *labels, const AnomalyScan *scan, AssayProgress *progress, GError **error)
{
  g_autofree guint8 *alarm = g_new (guint8, MAX (scan->n_rows, 1));

  for (gsize row = 0; row < scan->n_rows; row++)
    alarm[row] = scan->anomaly[row] == 1;
  for (gsize i = 0; i < scan->n_series; i++)
    {
      gsize first = anomaly_scan_get_first (scan, i), end = anomaly_scan_get_first (scan, i + 1);

      add_counts (self, alarm + first, labels->label + first, end - first);
      add_areas (self, scan, first, labels->label + first, end - first);
      add_nab (self, labels->windows, first, end, alarm + first);
      if (!assay_progress_step (progress, (i + 1.0) / scan->n_series, error))
        return FALSE;
    }
  finish (self);
  return TRUE;
}

/* ---- what the result says ---- */

typedef struct { const char *id, *label; AssayMetricUnit unit; double value; const char *why, *meaning; } Line;

static void
add_lines (AssayResult *result, const Line *lines, guint n)
{
  AssayTable *table = assay_table_new ("label-scores", N_("Alarms Against Labels"));

  assay_result_take_table (result, table);
  assay_table_add_column (table, "measure", N_("Measure"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "value", N_("Value"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "meaning", N_("Meaning"), ASSAY_CELL_TEXT);
  for (guint i = 0; i < n; i++)
    {
      AssayMetric *metric = assay_result_add_metric (result, lines[i].id, lines[i].label, lines[i].unit, lines[i].value);

      if (isnan (lines[i].value))
        metric->text = g_strdup (lines[i].why);
      assay_table_add_row (table);
      assay_table_set_text (table, 0, lines[i].label);
      assay_table_set_number (table, 1, lines[i].value);
      assay_table_set_text (table, 2, lines[i].meaning);
    }
}

static void
add_metrics (AssayResult *result, const Scores *scores, const AnomalyLabels *labels)
{
  const char *no_label = N_("no row is labelled"), *no_alarm = N_("no row is an alarm"), *no_area = N_("no series has both kinds of rows, or all have too many rows");
  const Line lines[] = {
    { "labelled-rows", N_("Labelled Rows"), ASSAY_METRIC_COUNT, labels->n_labelled, NULL, N_("rows inside an anomaly") },
    { "labelled-events", N_("Labelled Events"), ASSAY_METRIC_COUNT, scores->event.n_events, NULL, N_("runs of such rows") },
    { "point-precision", N_("Precision by Row"), ASSAY_METRIC_FRACTION, scores->point.precision, no_alarm, N_("of the alarm rows, those inside an anomaly") },
    { "point-recall", N_("Recall by Row"), ASSAY_METRIC_FRACTION, scores->point.recall, no_label, N_("of the rows inside an anomaly, those with an alarm") },
    { "point-f1", N_("F1 by Row"), ASSAY_METRIC_FRACTION, scores->point.f1, no_label, N_("harmonic mean of the two; no point adjustment") },
    { "event-precision", N_("Precision by Event"), ASSAY_METRIC_FRACTION, scores->event.precision, no_alarm, N_("of the runs of alarms, those at an event or within a season after it") },
    { "event-recall", N_("Recall by Event"), ASSAY_METRIC_FRACTION, scores->event.recall, no_label, N_("of the events, those with an alarm in them or within a season after; each counts once") },
    { "event-f1", N_("F1 by Event"), ASSAY_METRIC_FRACTION, scores->event.f1, no_label, N_("harmonic mean of the two") },
    { "detection-delay", N_("Delay"), ASSAY_METRIC_NUMBER, scores->event.delay, N_("no event is found"), N_("mean rows from an event's first to its first alarm") },
    { "auc-pr", N_("Area under Precision and Recall"), ASSAY_METRIC_FRACTION, scores->auc_pr, no_area, N_("of the score, all limits; mean over series") },
    { "vus-pr", N_("VUS-PR"), ASSAY_METRIC_FRACTION, scores->vus_pr, no_area, N_("the same with labels that fade over 0 to a season of rows, 100 at most (Paparrizos et al. 2022)") },
    { "nab-standard", N_("NAB Standard"), ASSAY_METRIC_NUMBER, am_nab_normalised (&scores->nab[0], get_profile (0)), no_label, N_("0: no alarm at all, 100: one at the start of each window") },
    { "nab-low-fp", N_("NAB Low False Positives"), ASSAY_METRIC_NUMBER, am_nab_normalised (&scores->nab[1], get_profile (1)), no_label, N_("false alarms cost twice") },
    { "nab-low-fn", N_("NAB Low False Negatives"), ASSAY_METRIC_NUMBER, am_nab_normalised (&scores->nab[2], get_profile (2)), no_label, N_("missed windows cost twice") },
    { "nab-raw-standard", N_("NAB Standard, Raw"), ASSAY_METRIC_NUMBER, scores->nab[0].score, NULL, N_("before normalising: several files' add up") },
    { "nab-raw-low-fp", N_("NAB Low False Positives, Raw"), ASSAY_METRIC_NUMBER, scores->nab[1].score, NULL, N_("before normalising") },
    { "nab-raw-low-fn", N_("NAB Low False Negatives, Raw"), ASSAY_METRIC_NUMBER, scores->nab[2].score, NULL, N_("before normalising") },
    { "nab-windows", N_("NAB Windows"), ASSAY_METRIC_COUNT, scores->nab[0].n_windows, NULL, N_("after the probation of 15 % of the rows, 750 at most") },
    { "nab-found", N_("NAB Windows Found"), ASSAY_METRIC_COUNT, scores->nab[0].n_found, NULL, N_("with an alarm inside") },
    { "nab-false-alarms", N_("NAB False Alarms"), ASSAY_METRIC_COUNT, scores->nab[0].n_false, NULL, N_("outside of windows, after the probation") },
  };

  add_lines (result, lines, G_N_ELEMENTS (lines));
}

static AssayCheck *
add_check (AssayResult *result, const char *id, const char *title, const char *statistic, const char *convention, double value, double n, double events)
{
  AssayCheck *check = assay_result_add_check (result, id, title);

  check->subject = g_strdup (N_("labelled events"));
  check->statistic = g_strdup (statistic);
  check->convention = g_strdup (convention);
  check->value = value;
  check->n = n;
  check->events = events;
  return check;
}

static void
add_checks (AssayResult *result, const Scores *scores, const AssayPolicy *policy)
{
  static const AssayLimits recall = { 0.8, 0.5, ASSAY_BEYOND_BELOW, 'C', N_("watch below 80 %, fail below 50 % of the events") };
  static const AssayLimits precision = { 0.5, 0.2, ASSAY_BEYOND_BELOW, 'C', N_("watch below one in two, fail below one in five") };
  AssayCheck *check = add_check (result, "label-recall", N_("Labelled Events Found"), N_("share of events"),
                                 N_("an event counts once, found by an alarm in it or within a season after"), scores->event.recall, scores->event.n_events, scores->event.n_found);
  g_autofree char *found = assay_word_count (scores->event.n_found), *events = assay_word_items (scores->event.n_events, "labelled event", "labelled events");
  g_autofree char *right = assay_word_count (scores->event.n_alarms - scores->event.n_false), *alarms = assay_word_items (scores->event.n_alarms, "run of alarms", "runs of alarms");

  assay_judge (check, policy, &recall);
  check->message = scores->event.n_events == 0 ? g_strdup (N_("Needs a labelled event; the labels name none."))
                                               : g_strdup_printf ("%s of %s found.", found, events);
  check = add_check (result, "label-precision", N_("Alarms at Labelled Events"), N_("share of alarms"),
                     N_("runs of alarms that lie at an event or within a season after it, of all runs"), scores->event.precision, scores->event.n_alarms,
                     scores->event.n_alarms - scores->event.n_false);
  assay_judge (check, policy, &precision);
  check->message = scores->event.n_alarms == 0 ? g_strdup (N_("Needs an alarm; there is none."))
                                               : g_strdup_printf ("%s of %s lie at a labelled event.", right, alarms);
}

gboolean
anomaly_labels_report (AssayResult *result, const AnomalyLabels *self, const AnomalyScan *scan, const AssayTask *task,
                       AssayProgress *progress, GError **error)
{
  Scores scores = { .buffer = MAX (scan->how.season, 1) };
  g_autofree char *source = self->name != NULL ? g_strdup (self->name) : g_strdup_printf ("column “%s”", self->column);
  g_autofree char *labelled = assay_word_items (self->n_labelled, "row", "rows"), *lost = assay_word_items (self->n_unmatched, "label has", "labels have");
  g_autofree char *note = g_strdup_printf ("Labels from %s: %s labelled.%s%s", source, labelled, self->n_unmatched > 0 ? " " : "", self->n_unmatched > 0 ? lost : "");
  g_autofree char *whole = self->n_unmatched > 0 ? g_strconcat (note, " no row of that time.", NULL) : g_strdup (note);

  if (!measure (&scores, self, scan, progress, error))
    return FALSE;
  add_metrics (result, &scores, self);
  add_checks (result, &scores, task->policy);
  if (self->sha256 != NULL)
    assay_result_add_input (result, "labels", self->name, self->sha256, -1, -1);
  assay_result_add_note (result, whole);
  assay_result_add_note (result, N_("Point-adjusted F1 is not shown: it counts a whole event as found row by row when one alarm touches it, which makes random scores look as good as "
                                    "detectors (Kim et al. 2022; Liu & Paparrizos 2024). NAB gives credit before any sign is visible, since its windows are wide; so event and range measures stand beside it."));
  return TRUE;
}
