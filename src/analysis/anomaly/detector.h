/* An anomaly detector: a name, what it looks at, and a score for each step of one series.
 *
 * All are in one list; options, help, tables and figures are made from it. The list is static and read by any thread. */
#pragma once
#include "base/progress.h"

G_BEGIN_DECLS

typedef enum                   /* what an alarm of it means; what a row's reason says */
{
  ANOMALY_KIND_POINT,          /* one value too high or too low: spike, dip */
  ANOMALY_KIND_BREACH,         /* outside a band */
  ANOMALY_KIND_SHIFT,          /* another level from here on */
  ANOMALY_KIND_VOLATILITY,     /* another spread from here on */
  ANOMALY_KIND_CHANGE,         /* another regime: level or spread */
  ANOMALY_KIND_SHAPE,          /* the values are usual, the way they follow each other is not */
} AnomalyKind;

typedef enum                   /* which numbers of a series it reads */
{
  ANOMALY_READS_VALUE,
  ANOMALY_READS_RESIDUAL,      /* value less the one a season earlier */
  ANOMALY_READS_LEVEL,         /* value less the usual of its step in the season, which keeps changes of level */
} AnomalyReads;

typedef struct                 /* one series; lent for the call */
{
  const double *y;             /* [n] what the detector reads, a step apart, NaN: none */
  const double *value;         /* [n] the values themselves */
  gsize n;
  gint64 season;               /* steps; at least 1 */
  gint window;                 /* --window as given, 0: the detector's own */
  guint64 seed;
  AssayProgress *progress;     /* asked whether to go on */
} AnomalyInput;

typedef struct
{
  const char *id;              /* "robust-z" */
  const char *title, *convention, *reference;      /* N_(); what the score is and what it starts from; the paper */
  AnomalyKind kind;
  AnomalyReads reads;
  gboolean reads_either;       /* --on chooses what it reads */
  gboolean is_causal;          /* score[t] depends on y[0 … t] alone */
  gboolean is_signed;          /* high and low differ: |score| counts */
  double limit;                /* usual limit on the score; NaN: it has none, the alarm rate decides */
  gsize (*least) (const AnomalyInput *input);      /* values needed for a first score */
  gsize most;                  /* longest series it can do; 0: any */
  /* score[n], NaN: none. FALSE: cancelled, or out of memory. */
  gboolean (*run) (const AnomalyInput *input, double *score, GError **error);
} AnomalyDetector;

/* The baseline is not among them: its table is the contract of cli.md section 2, its score that of AnomalyScan. */
#define ANOMALY_BASELINE "seasonal-naive-z"
#define ANOMALY_MOST_DETECTORS 32

extern const char *const anomaly_detector_names[];             /* the baseline first, NULL at the end */
const AnomalyDetector *anomaly_detector_find (const char *id); /* NULL: none, as for the baseline and "ensemble" */

/* A named set of settings; an option that is given wins over it. */
typedef struct
{
  const char *id;
  const char *detectors;       /* separated by commas */
  double threshold;            /* on the score; NaN: the alarm rate */
  double alarm_rate;
  gint join, mute, relearn;    /* seasons */
  gint calibration;            /* seasons of scores, where that is more than usual */
  const char *duplicates;      /* rule for repeated times; NULL: as without a preset */
  const char *purpose;         /* N_() */
} AnomalyPreset;
extern const char *const anomaly_preset_names[];
const AnomalyPreset *anomaly_preset_find (const char *id);

/* FALSE with G_IO_ERROR_CANCELLED when the run should stop; says nothing of how far it is. */
gboolean anomaly_go_on (AssayProgress *progress, GError **error);

/* The lists that detector.c puts together, ended by an entry without id. */
extern const AnomalyDetector anomaly_point_detectors[], anomaly_change_detectors[], anomaly_shape_detectors[];

G_END_DECLS
