/* What other detectors than the baseline find in a scanned panel: scores, p-values, alarms, episodes. Made after the scan, whose flags, risks and
 * reasons it replaces; forecast, residual and Z-score stay the baseline's, to compare with. */
#pragma once
#include "analysis/anomaly/anomaly-scan-private.h"
#include "analysis/anomaly/detector.h"
#include "result/result.h"

G_BEGIN_DECLS

typedef enum { ANOMALY_ON_OWN, ANOMALY_ON_RESIDUAL, ANOMALY_ON_VALUE } AnomalyOn;

typedef struct
{
  char **names;                /* of the detectors */
  guint n;
  const AnomalyDetector *detector[ANOMALY_MOST_DETECTORS];      /* NULL: the baseline */
  const AnomalyPreset *preset; /* NULL: none */
  gint64 season;
  gint window;                 /* 0: each detector's own */
  AnomalyOn on;
  double threshold;            /* on the score of a single detector; NaN: its own limit, or the rate decides */
  double rate;                 /* alarms of rows; NaN: the limit decides */
  double budget;               /* alarms a month that the rate was solved from; NaN: none */
  double fdr;                  /* false discovery rate over all series; NaN: not held */
  gsize memory;                /* normal scores that a p-value is taken from */
  gint64 join, mute, relearn;  /* steps */
  guint64 seed;
} DetectionSettings;

void detection_settings_clear (DetectionSettings *self);

/* Levels of the calibration, by p-value; the last is that of the alarms. */
#define DETECTION_N_LEVELS 4
extern const double detection_levels[DETECTION_N_LEVELS];      /* Low 0.05, Medium 0.01, High 0.001, Critical 0.0001 */

typedef struct
{
  gsize series, first, last, peak;     /* rows; first and last alarm */
  double peak_score, p_value;          /* at the peak */
  double loss;                         /* sum of forecast less actual from first to last */
  gsize n_alarms;
  guint32 detectors;                   /* bits of those that alarmed */
  guint32 reason;
  gint64 since;                        /* time: of the first alarm, or of the change that a shift began with */
} AnomalyEpisode;

typedef struct { gsize row, confirmed; double change; } LevelShift;      /* first row (of the grid: step) of the new level; that from which it is known */

typedef struct                 /* one series */
{
  GArray *shifts;              /* LevelShift; NULL: not looked for */
  gboolean has_reference;
  double limit_p;              /* the rate, or the share of scores so far that reach the limit; NaN: unknown */
  double level_score[DETECTION_N_LEVELS], rate_score;      /* |score| that belongs to a level, by the calibration at the end */
} DetectionSeries;

struct _AnomalyDetection
{
  DetectionSettings how;
  AnomalyScan *scan;           /* lent */
  double *score, *p_value;     /* [n_rows] */
  guint32 *who;                /* [n_rows] bits */
  gint64 *episode;             /* [n_rows] number from 1, in the order of the table; missing: none */
  guint8 *is_alarm;            /* [n_rows] before muting */
  DetectionSeries *series;     /* [n_series] */
  GArray *episodes;            /* AnomalyEpisode, by series and time */
  gsize n_alarms, n_muted, n_rejected_by_fdr;
  gsize n_level[DETECTION_N_LEVELS];      /* rows with p at most the level */
  gsize together[ANOMALY_MOST_DETECTORS][ANOMALY_MOST_DETECTORS];      /* rows that both flag; the diagonal: one */
  gboolean is_taken;           /* score, p_value and episode belong to columns */
};

AnomalyDetection *anomaly_detection_new (AnomalyScan *scan, DetectionSettings *how /* (transfer full) */, guint n_threads,
                                         AssayProgress *progress, GError **error);
void anomaly_detection_free (AnomalyDetection *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnomalyDetection, anomaly_detection_free)

double detection_rows_a_month (const AnomalyScan *scan);        /* all series together; NaN when steps are no time */
double detection_expected_a_month (const AnomalyDetection *self);

/* ---- calibration (anomaly-calibration.c) ---- */

typedef struct { double *scores; gsize n; } Reference;        /* what the last p-values were taken from: rising */
void reference_clear (Reference *self);
double reference_p_value (const Reference *self, double size);              /* NaN: too few scores */
double reference_score (const Reference *self, double p);                   /* the size that has it; NaN: too few scores */

/* p[n] from size[n] (NaN: no score; and there is no p before `least` of them, 30 at least): the conformal rank among the last `memory` normal scores before it, the tail fitted beyond, for two more decades. Scores with p below
 * the critical level, or a thirtieth of the rarest rank, are not normal and teach nothing, until there are `patience` of them in a row: then they are the new normal.
 * A batch detector's scores are held against all of its own. *last may be NULL. */
gboolean anomaly_calibrate (const double *size, gsize n, gboolean is_causal, gsize memory, gsize least, gsize patience, double *p, Reference *last,
                            AssayProgress *progress, GError **error);

/* ---- one series on its grid (detector-grid.c) ---- */

typedef struct
{
  gsize n;                     /* steps from the first row to the last */
  gsize *at;                   /* [n_rows of the series] NULL: each row is a step */
  double *value;               /* [n] */
} DetectorGrid;

void detector_grid_init (DetectorGrid *self, const AnomalyScan *scan, gsize series, const gint64 *times, gint64 step);
void detector_grid_clear (DetectorGrid *self);
gsize detector_grid_find_row (const DetectorGrid *self, gsize step, gsize n_rows);       /* the first row at a step or after it */
void detector_grid_take (const DetectorGrid *self, const double *score, gsize n_rows, double *rows);     /* back to rows */

/* What a detector reads, from values. y[n] */
void detector_residual (const double *value, gsize n, gint64 season, double *y);
void detector_level (const double *value, gsize n, gint64 season, double *y);

/* Lasting changes of level in y (as detector_level makes it), as they could be known at the time: window values after. GArray of LevelShift. */
GArray *find_level_shifts (const double *y, gsize n, gsize window);

/* ---- alarms (anomaly-episodes.c) ---- */

/* From score, p and who of a series to alarms, mutes, episodes, risks and reasons. */
void detection_judge_series (AnomalyDetection *self, gsize series, const gint64 *times, gint64 step);
void detection_number_episodes (AnomalyDetection *self);

/* ---- what the result says (anomaly-detection-tables.c) ---- */

void detection_add_metrics (AssayResult *result, const AnomalyDetection *self);
gboolean detection_add_tables (AssayResult *result, const AnomalyDetection *self, AssayProgress *progress, GError **error);
void detection_add_figures (AssayResult *result, const AnomalyDetection *self);
void detection_add_notes (AssayResult *result, const AnomalyDetection *self);
char *detection_word_who (const AnomalyDetection *self, guint32 bits);
AssayFrame *detection_add_columns (AnomalyDetection *self, AssayFrame *rows);

G_END_DECLS
