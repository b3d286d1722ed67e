#include "analysis/anomaly/anomaly-detection-private.h"

#include <math.h>

#define HIGH_POINTS 3          /* so many High rows make an episode Critical */

/* ---- why ---- */

/* What a row is against its past: the baseline's residual where there is one, else the mean of the last rows. */
static int
direction (const AnomalyDetection *self, gsize row, gsize first)
{
  const AnomalyScan *scan = self->scan;
  double sum = 0;
  gsize n = 0;

  if (self->how.n == 1 && (self->how.detector[0] == NULL || self->how.detector[0]->is_signed) && self->score[row] != 0)
    return self->score[row] < 0 ? -1 : 1;
  if (!isnan (scan->residual[row]))
    return scan->residual[row] < 0 ? -1 : 1;
  for (gsize k = row; k-- > first && n < (gsize) scan->how.z.window;)
    if (!isnan (scan->actual[k]))
      {
        sum += scan->actual[k];
        n++;
      }
  return n > 0 && scan->actual[row] < sum / n ? -1 : 1;
}

/* Of the detectors that speak, the one that says most: a new level says more than a high value, and a band no more than that. */
static AnomalyKind
find_kind (const AnomalyDetection *self, guint32 who)
{
  static const AnomalyKind order[] = { ANOMALY_KIND_SHIFT, ANOMALY_KIND_VOLATILITY, ANOMALY_KIND_CHANGE, ANOMALY_KIND_POINT, ANOMALY_KIND_BREACH, ANOMALY_KIND_SHAPE };

  for (guint k = 0; k < G_N_ELEMENTS (order); k++)
    for (guint i = 0; i < self->how.n; i++)
      if ((who >> i & 1) && (self->how.detector[i] == NULL ? ANOMALY_KIND_POINT : self->how.detector[i]->kind) == order[k])
        return order[k];
  return ANOMALY_KIND_POINT;
}

/* The lasting change that a row belongs to: from its first row until it was certain. */
static const LevelShift *
find_shift (const AnomalyDetection *self, gsize series, gsize row)
{
  const GArray *shifts = self->series[series].shifts;

  for (guint i = 0; shifts != NULL && i < shifts->len; i++)
    {
      const LevelShift *shift = &g_array_index (shifts, LevelShift, i);

      if (shift->row <= row && row <= shift->confirmed)
        return shift;
    }
  return NULL;
}

static guint32
find_reason (const AnomalyDetection *self, gsize row, gsize first)
{
  gboolean is_low = direction (self, row, first) < 0;

  switch (find_kind (self, self->who[row]))
    {
    case ANOMALY_KIND_SHIFT:
      return is_low ? ANOMALY_LEVEL_DOWN : ANOMALY_LEVEL_UP;
    case ANOMALY_KIND_VOLATILITY:
      return ANOMALY_VOLATILITY;
    case ANOMALY_KIND_CHANGE:
      return ANOMALY_CHANGE_POINT;
    case ANOMALY_KIND_BREACH:
      return is_low ? ANOMALY_BELOW_BAND : ANOMALY_ABOVE_BAND;
    case ANOMALY_KIND_SHAPE:
      return ANOMALY_UNUSUAL_SHAPE;
    case ANOMALY_KIND_POINT:
    default:
      return is_low ? ANOMALY_DIP : ANOMALY_SPIKE;
    }
}

static AssayRisk
find_risk (double p)
{
  AssayRisk risk = ASSAY_RISK_LOW;

  for (int i = 1; i < DETECTION_N_LEVELS; i++)
    if (p <= detection_levels[i])
      risk = ASSAY_RISK_LOW + i;
  return risk;
}

static void
judge_row (AnomalyDetection *self, gsize row)
{
  AnomalyScan *scan = self->scan;

  scan->anomaly[row] = 0;
  scan->risk[row] = isnan (self->score[row]) ? ASSAY_MISSING_CODE : (guint32) find_risk (self->p_value[row]);
  scan->reason[row] = ASSAY_MISSING_CODE;
  self->episode[row] = ASSAY_MISSING_INT64;
  if (!isnan (self->score[row]))
    return;
  scan->reason[row] = isnan (scan->actual[row]) ? ANOMALY_NO_VALUE : ANOMALY_TOO_FEW_SCORES;
}

/* ---- episodes ---- */

static double
peak_size (const AnomalyDetection *self, gsize row)
{
  return isnan (self->score[row]) ? 0 : fabs (self->score[row]);
}

static void
end_episode (AnomalyDetection *self, AnomalyEpisode *episode)
{
  AnomalyScan *scan = self->scan;
  gsize n_high = 0;

  for (gsize row = episode->first; row <= episode->last; row++)
    {
      if (!isnan (scan->residual[row]))
        episode->loss -= scan->residual[row];
      n_high += self->is_alarm[row] && scan->risk[row] != ASSAY_MISSING_CODE && scan->risk[row] >= ASSAY_RISK_HIGH;
    }
  for (gsize row = episode->first; row <= episode->last; row++)
    if (n_high >= HIGH_POINTS && self->is_alarm[row] && scan->risk[row] == ASSAY_RISK_HIGH)
      scan->risk[row] = ASSAY_RISK_CRITICAL;
  g_array_append_val (self->episodes, *episode);
}

static void
add_alarm (AnomalyDetection *self, AnomalyEpisode *episode, gsize row)
{
  if (peak_size (self, row) > peak_size (self, episode->peak))
    {
      episode->peak = row;
      episode->reason = self->scan->reason[row];
    }
  episode->last = row;
  episode->n_alarms++;
  episode->detectors |= self->who[row];
  episode->peak_score = self->score[episode->peak];
  episode->p_value = self->p_value[episode->peak];
}

/* An alarm within `mute` steps of the last that was shown belongs to the same trouble: it stays in the episode, but is not shown again. */
void
detection_judge_series (AnomalyDetection *self, gsize series, const gint64 *times, gint64 step)
{
  AnomalyScan *scan = self->scan;
  const gint64 *shown_times = assay_panel_get_times (scan->panel);
  gsize first = anomaly_scan_get_first (scan, series), end = anomaly_scan_get_first (scan, series + 1), shown = G_MAXSIZE;
  AnomalyEpisode now = { 0 };
  const LevelShift *shift;

  for (gsize row = first; row < end; row++)
    {
      judge_row (self, row);
      if (!self->is_alarm[row])
        continue;

      shift = find_shift (self, series, row);
      scan->reason[row] = shift == NULL ? find_reason (self, row, first) : shift->change < 0 ? ANOMALY_LEVEL_DOWN : ANOMALY_LEVEL_UP;
      if (now.n_alarms > 0 && (times[row] - times[now.last]) / step > MAX (self->how.join, 1))
        {
          end_episode (self, &now);
          now.n_alarms = 0;
        }
      if (now.n_alarms == 0)
        now = (AnomalyEpisode) { .series = series, .first = row, .peak = row, .reason = scan->reason[row], .since = shown_times[row] };
      if (shift != NULL)
        now.since = shown_times[shift->row];
      add_alarm (self, &now, row);

      scan->anomaly[row] = shown == G_MAXSIZE || times[row] - times[shown] >= self->how.mute * step;
      if (scan->anomaly[row])
        shown = row;
      else
        scan->reason[row] = ANOMALY_MUTED;
      self->n_alarms++;
      self->n_muted += !scan->anomaly[row];
    }
  if (now.n_alarms > 0)
    end_episode (self, &now);
}

/* Numbered from 1 in the order of series and time, which is that of the rows. */
void
detection_number_episodes (AnomalyDetection *self)
{
  for (guint i = 0; i < self->episodes->len; i++)
    {
      const AnomalyEpisode *episode = &g_array_index (self->episodes, AnomalyEpisode, i);

      for (gsize row = episode->first; row <= episode->last; row++)
        if (self->is_alarm[row])
          self->episode[row] = i + 1;
    }
}
