/* The numbers of an anomaly run: every row's forecast, residual, Z-score, flag, risk and reason, and what each series
 * comes to. Made from a panel by all cores; frozen once made. */
#pragma once
#include "analysis/policy.h"
#include "base/number.h"
#include "base/progress.h"
#include "data/panel.h"
#include "math/rolling-z.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 season;               /* steps */
  AmRollingZ z;
  double threshold;
  gboolean on_value;           /* score the value itself, not the residual */
} AnomalySettings;

typedef enum
{
  ANOMALY_ABOVE_FORECAST, ANOMALY_BELOW_FORECAST, ANOMALY_ABOVE_HISTORY, ANOMALY_BELOW_HISTORY,
  ANOMALY_CONSTANT_HISTORY,    /* left a constant history: a breach */
  ANOMALY_CONSTANT_EQUAL, ANOMALY_NO_VALUE, ANOMALY_NO_FORECAST,
  ANOMALY_TOO_FEW_RESIDUALS, ANOMALY_TOO_FEW_VALUES, ANOMALY_OUT_OF_RANGE,
  ANOMALY_N_BASELINE_REASONS,
  /* of other detectors */
  ANOMALY_SPIKE = ANOMALY_N_BASELINE_REASONS, ANOMALY_DIP, ANOMALY_ABOVE_BAND, ANOMALY_BELOW_BAND, ANOMALY_LEVEL_UP, ANOMALY_LEVEL_DOWN,
  ANOMALY_VOLATILITY, ANOMALY_CHANGE_POINT, ANOMALY_UNUSUAL_SHAPE, ANOMALY_MUTED, ANOMALY_TOO_FEW_SCORES,
  ANOMALY_N_REASONS
} AnomalyReason;
extern const char *const anomaly_reasons[];    /* [ANOMALY_N_REASONS] as written in files */
typedef struct _AnomalyDetection AnomalyDetection;

typedef struct                 /* one series, or a stretch of one */
{
  gsize n_pairs;               /* rows with a value and a forecast */
  AssaySum abs_error, squared_error, error, abs_actual;     /* over them; error: forecast less actual */
  AssaySum naive_abs;          /* |y[t] - y[t - 1 step]| */
  gsize n_naive;
  gsize n_values, n_scored, n_anomalies, n_risk[ASSAY_N_RISKS];
  gsize n_recent, n_recent_critical;   /* in the last `window` steps of the data: rows with a risk, of them Critical */
  double max_recent_z;         /* largest |z| there; a breach counts as infinite; 0: none */
} AnomalyCount;

typedef struct
{
  AssayPanel *panel;           /* lent */
  AnomalySettings how;
  gsize n_rows, n_series;
  gint64 recent_from;          /* time */

  /* [n_rows]; ours until a frame takes them, readable after that as long as the frame lives */
  double *actual, *forecast, *residual, *zscore;
  gint64 *anomaly;
  guint32 *risk, *reason;

  AnomalyCount *series;        /* [n_series] */
  AnomalyCount all;
  AnomalyDetection *detection; /* lent; NULL: the baseline alone */
  guint n_taken;               /* so many of the arrays belong to a column, in the order above */
} AnomalyScan;

AnomalyScan *anomaly_scan_new (AssayPanel *panel, const AnomalySettings *how, const AssayPolicy *policy, guint n_threads,
                               AssayProgress *progress, GError **error);
void anomaly_scan_free (AnomalyScan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnomalyScan, anomaly_scan_free)

/* The rows as a table; columns whose key has the name of one of ours get "series_" before it, said in *renamed (else NULL). */
AssayFrame *anomaly_scan_make_rows (AnomalyScan *self, const AssayRoles *roles, char **renamed, AssayProgress *progress, GError **error);

gsize anomaly_scan_get_first (const AnomalyScan *self, gsize series);
AssayRisk anomaly_scan_get_risk (const AnomalyScan *self, gsize row);

/* Accuracy of the baseline, as cli.md section 3 has it; NaN: undefined. */
double anomaly_count_wape (const AnomalyCount *count);
double anomaly_count_bias (const AnomalyCount *count);      /* sum of forecast less actual over sum of |actual| */
double anomaly_count_rmse (const AnomalyCount *count);
double anomaly_count_mase (const AnomalyCount *count);      /* MAE over the mean one-step change */

G_END_DECLS
