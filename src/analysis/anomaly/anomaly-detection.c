#include "analysis/anomaly/anomaly-detection-private.h"

#include "analysis/analysis.h"
#include "analysis/calendar.h"
#include "base/parallel.h"

#include <math.h>
#include <string.h>

typedef struct
{
  AnomalyDetection *self;
  AssayCalendar calendar;
  AssayProgress *progress;     /* asked whether to stop; of a single series also told how far it is */
  GMutex lock;                 /* of self->together and n_scored, which are sums over series */
} Work;

typedef struct                 /* one series while it is worked on */
{
  gsize series, first, n_rows;
  DetectorGrid grid;
  GArray *shifts;              /* NULL: none looked for */
  double *steps, *rows, *size, *p, *read;        /* [grid.n], [n_rows] …; read: what a detector reads */
  double *combined;            /* [n_rows] sum of -log10 p */
  guint8 *n_combined;
  guint32 *flags;              /* [n_rows] bits */
} Bench;

void
detection_settings_clear (DetectionSettings *self)
{
  g_clear_pointer (&self->names, g_strfreev);
}

/* ---- one detector on one series ---- */

static AnomalyReads
reads_what (const DetectionSettings *how, const AnomalyDetector *detector)
{
  if (!detector->reads_either || how->on == ANOMALY_ON_OWN)
    return detector->reads;
  return how->on == ANOMALY_ON_VALUE ? ANOMALY_READS_VALUE : ANOMALY_READS_RESIDUAL;
}

static gboolean
run_on (const Work *work, const AnomalyDetector *detector, const double *value, gsize n, double *read, double *score, GError **error)
{
  const DetectionSettings *how = &work->self->how;
  AnomalyInput input = { read, value, n, how->season, how->window, how->seed, work->progress };

  switch (reads_what (how, detector))
    {
    case ANOMALY_READS_RESIDUAL:
      detector_residual (value, n, how->season, read);
      break;
    case ANOMALY_READS_LEVEL:
      detector_level (value, n, how->season, read);
      break;
    case ANOMALY_READS_VALUE:
    default:
      input.y = value;
      break;
    }
  return detector->run (&input, score, error);
}

/* How far before a change a detector is run again to score the rows between the change and its being known: far enough for every memory. */
static gsize
look_back (const DetectionSettings *how)
{
  return 12 * how->season + 4 * MAX (how->window, 60);
}

/* After a lasting change the past is moved to the new level, from the row on where the change is known. So the whole series without its changes is
 * scored once; and for each change the rows that did not know of it yet, with it and without those before. */
static gboolean
run_relearning (const Work *work, const AnomalyDetector *detector, Bench *bench, GError **error)
{
  gsize n = bench->grid.n, back = look_back (&work->self->how);
  g_autofree double *flat = g_memdup2 (bench->grid.value, n * sizeof (double));
  g_autofree double *part = NULL;
  g_autofree double *score = NULL;

  for (guint i = 0; i < bench->shifts->len; i++)
    {
      const LevelShift *shift = &g_array_index (bench->shifts, LevelShift, i);

      for (gsize k = shift->row; k < n; k++)
        flat[k] -= shift->change;
    }
  if (!run_on (work, detector, flat, n, bench->read, bench->steps, error))
    return FALSE;

  part = g_new (double, n);
  score = g_new (double, n);
  for (guint i = 0; i < bench->shifts->len; i++)
    {
      const LevelShift *shift = &g_array_index (bench->shifts, LevelShift, i);
      gsize from = shift->row > back ? shift->row - back : 0, count = shift->confirmed - from;

      for (gsize k = 0; k < count; k++)
        part[k] = flat[from + k] + (from + k >= shift->row ? shift->change : 0);
      if (!run_on (work, detector, part, count, bench->read, score, error))
        return FALSE;
      for (gsize k = shift->row; k < shift->confirmed; k++)
        bench->steps[k] = score[k - from];
    }
  return TRUE;
}

static gboolean
is_relearning (const Bench *bench, const AnomalyDetector *detector)
{
  return bench->shifts != NULL && bench->shifts->len > 0 && detector->is_causal
         && (detector->kind == ANOMALY_KIND_POINT || detector->kind == ANOMALY_KIND_BREACH);
}

static gsize
count_values (const double *value, gsize n)
{
  gsize count = 0;

  for (gsize i = 0; i < n; i++)
    count += !isnan (value[i]);
  return count;
}

/* bench->rows[n_rows]: the score of each row. A series that is too short for a detector, or too long, has none. */
static gboolean
score_rows (const Work *work, guint index, Bench *bench, GError **error)
{
  const AnomalyDetection *self = work->self;
  const AnomalyDetector *detector = self->how.detector[index];
  AnomalyInput input = { .n = bench->grid.n, .season = self->how.season, .window = self->how.window };

  if (detector == NULL)
    {
      memcpy (bench->rows, self->scan->zscore + bench->first, bench->n_rows * sizeof (double));
      return TRUE;
    }
  if (count_values (bench->grid.value, bench->grid.n) < detector->least (&input) || (detector->most > 0 && bench->grid.n > detector->most))
    {
      for (gsize i = 0; i < bench->n_rows; i++)
        bench->rows[i] = NAN;
      return TRUE;
    }
  if (is_relearning (bench, detector) ? !run_relearning (work, detector, bench, error)
                                      : !run_on (work, detector, bench->grid.value, bench->grid.n, bench->read, bench->steps, error))
    return FALSE;
  detector_grid_take (&bench->grid, bench->steps, bench->n_rows, bench->rows);
  return TRUE;
}

static gboolean
is_signed (const AnomalyDetector *detector)
{
  return detector == NULL || detector->is_signed;
}

static gboolean
is_causal (const AnomalyDetector *detector)
{
  return detector == NULL || detector->is_causal;
}

static double
own_limit (const DetectionSettings *how, guint index)
{
  if (how->n == 1 && !isnan (how->threshold))
    return how->threshold;
  return how->detector[index] == NULL ? 3 : how->detector[index]->limit;
}

static gboolean
calibrate (const Work *work, const double *size, gsize n, gboolean causal, gsize least, double *p, Reference *last, GError **error)
{
  const DetectionSettings *how = &work->self->how;

  return anomaly_calibrate (size, n, causal, how->memory, least, MAX (how->season, 7), p, last, work->progress, error);
}

/* A limit promises nothing, so what to expect of it is what it did: anomalies and all, an upper estimate. */
static double
share_beyond (const double *size, gsize n, double limit)
{
  gsize n_scores = 0, n_beyond = 0;

  for (gsize i = 0; i < n; i++)
    {
      n_scores += !isnan (size[i]);
      n_beyond += size[i] >= limit;
    }
  return n_scores > 0 ? (double) n_beyond / n_scores : NAN;
}

static void
keep_reference (AnomalyDetection *self, gsize series, const Reference *last, const double *size, gsize n)
{
  DetectionSeries *kept = &self->series[series];

  kept->has_reference = last->n > 0;
  kept->limit_p = isnan (self->how.rate) ? share_beyond (size, n, own_limit (&self->how, 0)) : self->how.rate;
  /* The inverse is looked for by halving: for a handful of series, which somebody may look at one by one. */
  for (guint i = 0; i < DETECTION_N_LEVELS; i++)
    kept->level_score[i] = self->scan->n_series <= 50 ? reference_score (last, detection_levels[i]) : NAN;
  kept->rate_score = isnan (self->how.rate) || self->scan->n_series > 50 ? NAN : reference_score (last, self->how.rate);
}

/* A detector flags by the rate where there is one, else by its limit. */
static gboolean
flags_row (const DetectionSettings *how, guint index, double size, double p)
{
  if (!isnan (how->rate))
    return p <= how->rate;
  return !isnan (own_limit (how, index)) && size >= own_limit (how, index);
}

/* The rarest p grows rarer with what is known; among the first few scores a mean of them would promise too little for later. */
#define LEAST_TO_COMBINE 100

static gboolean
add_detector (const Work *work, guint index, Bench *bench, GError **error)
{
  AnomalyDetection *self = work->self;
  const AnomalyDetector *detector = self->how.detector[index];
  Reference last = { NULL, 0 };

  if (!score_rows (work, index, bench, error))
    return FALSE;
  for (gsize i = 0; i < bench->n_rows; i++)
    bench->size[i] = is_signed (detector) ? fabs (bench->rows[i]) : bench->rows[i];
  if (!calibrate (work, bench->size, bench->n_rows, is_causal (detector), self->how.n > 1 ? LEAST_TO_COMBINE : 0, bench->p, &last, error))
    return FALSE;

  for (gsize i = 0; i < bench->n_rows; i++)
    {
      if (flags_row (&self->how, index, bench->size[i], bench->p[i]))
        bench->flags[i] |= 1u << index;
      if (!isnan (bench->p[i]))
        {
          bench->combined[i] -= log10 (bench->p[i]);
          bench->n_combined[i]++;
        }
    }
  if (self->how.n == 1)
    {
      memcpy (self->score + bench->first, bench->rows, bench->n_rows * sizeof (double));
      memcpy (self->p_value + bench->first, bench->p, bench->n_rows * sizeof (double));
      keep_reference (self, bench->series, &last, bench->size, bench->n_rows);
    }
  reference_clear (&last);
  return TRUE;
}

/* Several: the mean of their -log10 p, which is strange when several are a little so or one is very much; and that again held against its past,
 * so that it does not matter how far they say the same thing. */
static gboolean
combine (const Work *work, Bench *bench, GError **error)
{
  AnomalyDetection *self = work->self;
  Reference last = { NULL, 0 };
  gboolean causal = TRUE;

  for (guint i = 0; i < self->how.n; i++)
    causal &= is_causal (self->how.detector[i]);
  for (gsize i = 0; i < bench->n_rows; i++)
    self->score[bench->first + i] = bench->n_combined[i] > 0 ? bench->combined[i] / bench->n_combined[i] : NAN;
  if (!calibrate (work, self->score + bench->first, bench->n_rows, causal, 0, self->p_value + bench->first, &last, error))
    return FALSE;
  keep_reference (self, bench->series, &last, self->score + bench->first, bench->n_rows);
  reference_clear (&last);
  return TRUE;
}

/* ---- one series ---- */

static void
count_together (Work *work, const Bench *bench)
{
  AnomalyDetection *self = work->self;
  gsize together[ANOMALY_MOST_DETECTORS][ANOMALY_MOST_DETECTORS] = { { 0 } };

  for (gsize i = 0; i < bench->n_rows; i++)
    for (guint a = 0; bench->flags[i] != 0 && a < self->how.n; a++)
      for (guint b = 0; b < self->how.n && bench->flags[i] >> a & 1; b++)
        together[a][b] += bench->flags[i] >> b & 1;
  g_mutex_lock (&work->lock);
  for (guint a = 0; a < self->how.n; a++)
    for (guint b = 0; b < self->how.n; b++)
      self->together[a][b] += together[a][b];
  g_mutex_unlock (&work->lock);
}

static void
mark_alarms (AnomalyDetection *self, const Bench *bench)
{
  for (gsize i = 0; i < bench->n_rows; i++)
    {
      gsize row = bench->first + i;
      gboolean is_alarm = isnan (self->how.rate) ? bench->flags[i] != 0 : self->p_value[row] <= self->how.rate;

      self->is_alarm[row] = is_alarm;
      self->who[row] = bench->flags[i];
    }
}

static void
bench_init (Bench *self, const Work *work, gsize series)
{
  const AnomalyScan *scan = work->self->scan;

  *self = (Bench) { .series = series, .first = anomaly_scan_get_first (scan, series) };
  self->n_rows = anomaly_scan_get_first (scan, series + 1) - self->first;
  detector_grid_init (&self->grid, scan, series, work->calendar.times, work->calendar.step);
  self->steps = g_new (double, MAX (self->grid.n, 1));
  self->read = g_new (double, MAX (self->grid.n, 1));
  self->rows = g_new (double, MAX (self->n_rows, 1));
  self->size = g_new (double, MAX (self->n_rows, 1));
  self->p = g_new (double, MAX (self->n_rows, 1));
  self->combined = g_new0 (double, MAX (self->n_rows, 1));
  self->n_combined = g_new0 (guint8, MAX (self->n_rows, 1));
  self->flags = g_new0 (guint32, MAX (self->n_rows, 1));
}

static void
bench_clear (Bench *self)
{
  detector_grid_clear (&self->grid);
  g_free (self->steps);
  g_free (self->read);
  g_free (self->rows);
  g_free (self->size);
  g_free (self->p);
  g_free (self->combined);
  g_free (self->n_combined);
  g_free (self->flags);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bench, bench_clear)

/* From steps of the grid, which is about to go, to rows of the panel. */
static void
name_shift_rows (const Bench *bench)
{
  for (guint i = 0; bench->shifts != NULL && i < bench->shifts->len; i++)
    {
      LevelShift *shift = &g_array_index (bench->shifts, LevelShift, i);

      shift->row = bench->first + detector_grid_find_row (&bench->grid, shift->row, bench->n_rows);
      shift->confirmed = bench->first + detector_grid_find_row (&bench->grid, shift->confirmed, bench->n_rows);
    }
}

static gboolean
work_on_series (gsize series, guint worker, gpointer user_data, GError **error)
{
  Work *work = user_data;
  AnomalyDetection *self = work->self;
  g_auto(Bench) bench = { 0 };

  bench_init (&bench, work, series);
  if (self->how.relearn > 0)
    {
      detector_level (bench.grid.value, bench.grid.n, self->how.season, bench.read);
      bench.shifts = self->series[series].shifts = find_level_shifts (bench.read, bench.grid.n, MAX (self->how.relearn, 2));
    }
  for (guint i = 0; i < self->how.n; i++)
    {
      if (!add_detector (work, i, &bench, error))
        return FALSE;
      /* Of many series the loop over them tells how far it is. */
      if (self->scan->n_series == 1 && !assay_progress_step (work->progress, (i + 1.0) / (self->how.n + 1), error))
        return FALSE;
    }
  if (self->how.n > 1 && !combine (work, &bench, error))
    return FALSE;
  count_together (work, &bench);
  mark_alarms (self, &bench);
  name_shift_rows (&bench);
  return TRUE;
}

/* ---- many series at once ---- */

static int
compare_p (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* Benjamini & Hochberg over all rows of all series: only p-values up to the rate can be rejected, so only they are sorted. */
static void
hold_false_discoveries (AnomalyDetection *self)
{
  g_autoptr(GArray) small = g_array_new (FALSE, FALSE, sizeof (double));
  gsize n = 0;
  double border = -1;

  for (gsize row = 0; row < self->scan->n_rows; row++)
    {
      n += !isnan (self->p_value[row]);
      if (self->p_value[row] <= self->how.fdr)
        g_array_append_val (small, self->p_value[row]);
    }
  g_array_sort (small, compare_p);
  for (guint i = 0; i < small->len; i++)
    if (g_array_index (small, double, i) <= self->how.fdr * (i + 1.0) / n)
      border = g_array_index (small, double, i);
  for (gsize row = 0; row < self->scan->n_rows; row++)
    if (self->is_alarm[row] && !(self->p_value[row] <= border))
      {
        self->is_alarm[row] = FALSE;
        self->n_rejected_by_fdr++;
      }
}

/* ---- counting anew ---- */

static void
count_series (AnomalyDetection *self, gsize series)
{
  AnomalyScan *scan = self->scan;
  AnomalyCount *count = &scan->series[series];
  const gint64 *times = assay_panel_get_times (scan->panel);

  count->n_scored = count->n_anomalies = count->n_recent = count->n_recent_critical = 0;
  count->max_recent_z = 0;
  memset (count->n_risk, 0, sizeof count->n_risk);
  for (gsize row = anomaly_scan_get_first (scan, series); row < anomaly_scan_get_first (scan, series + 1); row++)
    {
      for (guint i = 0; i < DETECTION_N_LEVELS; i++)
        self->n_level[i] += self->p_value[row] <= detection_levels[i];
      if (scan->risk[row] == ASSAY_MISSING_CODE)
        continue;
      count->n_scored++;
      count->n_risk[scan->risk[row]]++;
      count->n_anomalies += scan->anomaly[row];
      if (times[row] < scan->recent_from)
        continue;
      count->n_recent++;
      count->n_recent_critical += scan->risk[row] == ASSAY_RISK_CRITICAL;
      count->max_recent_z = MAX (count->max_recent_z, isnan (self->p_value[row]) ? 0 : -log10 (self->p_value[row]));
    }
}

static void
count_all (AnomalyDetection *self)
{
  AnomalyCount *all = &self->scan->all;

  all->n_scored = all->n_anomalies = all->n_recent = all->n_recent_critical = 0;
  all->max_recent_z = 0;
  memset (all->n_risk, 0, sizeof all->n_risk);
  for (gsize i = 0; i < self->scan->n_series; i++)
    {
      const AnomalyCount *one = &self->scan->series[i];

      count_series (self, i);
      all->n_scored += one->n_scored;
      all->n_anomalies += one->n_anomalies;
      all->n_recent += one->n_recent;
      all->n_recent_critical += one->n_recent_critical;
      all->max_recent_z = MAX (all->max_recent_z, one->max_recent_z);
      for (int risk = 0; risk < ASSAY_N_RISKS; risk++)
        all->n_risk[risk] += one->n_risk[risk];
    }
}

/* ---- all of it ---- */

static gboolean
run_all (Work *work, guint n_threads, AssayProgress *progress, GError **error)
{
  AnomalyDetection *self = work->self;
  AnomalyScan *scan = self->scan;

  if (!assay_parallel_for (n_threads, scan->n_series, work_on_series, work, progress, error))
    return FALSE;
  if (!isnan (self->how.fdr))
    hold_false_discoveries (self);
  for (gsize i = 0; i < scan->n_series; i++)
    {
      detection_judge_series (self, i, work->calendar.times, work->calendar.step);
      if (i % 256 == 0 && !assay_progress_step (progress, 1, error))
        return FALSE;
    }
  detection_number_episodes (self);
  count_all (self);
  return TRUE;
}

AnomalyDetection *
anomaly_detection_new (AnomalyScan *scan, DetectionSettings *how, guint n_threads,
                       AssayProgress *progress, GError **error)
{
  g_autoptr(AnomalyDetection) self = g_new0 (AnomalyDetection, 1);
  Work work = { .self = self, .progress = progress };
  gsize n = MAX (scan->n_rows, 1);
  gboolean done;

  self->how = *how;
  *how = (DetectionSettings) { 0 };
  self->scan = scan;
  self->score = g_new (double, n);
  self->p_value = g_new (double, n);
  self->who = g_new0 (guint32, n);
  self->episode = g_new (gint64, n);
  self->is_alarm = g_new0 (guint8, n);
  self->series = g_new0 (DetectionSeries, MAX (scan->n_series, 1));
  self->episodes = g_array_new (FALSE, TRUE, sizeof (AnomalyEpisode));
  if (!assay_calendar_init (&work.calendar, scan->panel, progress, error))
    {
      assay_calendar_clear (&work.calendar);
      return NULL;
    }
  g_mutex_init (&work.lock);
  done = run_all (&work, n_threads, progress, error);
  g_mutex_clear (&work.lock);
  assay_calendar_clear (&work.calendar);
  if (!done)
    return NULL;
  scan->detection = self;
  return g_steal_pointer (&self);
}

void
anomaly_detection_free (AnomalyDetection *self)
{
  if (self == NULL)
    return;
  if (!self->is_taken)
    {
      g_free (self->score);
      g_free (self->p_value);
      g_free (self->episode);
    }
  g_free (self->who);
  for (gsize i = 0; i < self->scan->n_series; i++)
    g_clear_pointer (&self->series[i].shifts, g_array_unref);
  g_free (self->series);
  g_free (self->is_alarm);
  g_array_unref (self->episodes);
  detection_settings_clear (&self->how);
  g_free (self);
}

/* ---- how many to expect ---- */

#define DAYS_A_MONTH (365.2425 / 12)

double
detection_rows_a_month (const AnomalyScan *scan)
{
  AssayStep step = assay_panel_get_step (scan->panel);
  double steps;

  switch (step.unit)
    {
    case ASSAY_STEP_USEC:
      steps = DAYS_A_MONTH * 86400e6 / step.n;
      break;
    case ASSAY_STEP_DAY:
      steps = DAYS_A_MONTH / step.n;
      break;
    case ASSAY_STEP_MONTH:
      steps = 1.0 / step.n;
      break;
    case ASSAY_STEP_INDEX:
    default:
      return NAN;
    }
  return steps * scan->n_series;
}

double
detection_expected_a_month (const AnomalyDetection *self)
{
  double sum = 0, n = 0;

  for (gsize i = 0; i < self->scan->n_series; i++)
    if (!isnan (self->series[i].limit_p) && self->series[i].has_reference)
      {
        sum += self->series[i].limit_p;
        n++;
      }
  return n > 0 ? sum / n * detection_rows_a_month (self->scan) : NAN;
}
