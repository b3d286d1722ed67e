/* A stored run as its page needs it: record, result, rows, and where the anomalies are in them.
 *
 * Made on a worker, then frozen and reference-counted: queries and figures on other workers read it too. */
#pragma once
#include "analysis/anomaly/anomaly-figures.h"
#include "analysis/forecast/forecast-rows.h"
#include "app/view-span.h"
#include "engine/project.h"

G_BEGIN_DECLS

typedef struct _AssayRunData AssayRunData;

/* finish: (transfer full). */
void assay_run_data_load_async (AssayProject *project, gint64 run, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
AssayRunData *assay_run_data_load_finish (GAsyncResult *result, GError **error);
/* What load does after reading. Takes run (may be NULL) and outcome. Blocking. */
AssayRunData *assay_run_data_new (AssayRun *run, AssayOutcome *outcome, GError **error);
AssayRunData *assay_run_data_ref (AssayRunData *self);
void assay_run_data_unref (AssayRunData *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayRunData, assay_run_data_unref)

const AssayRun *assay_run_data_get_run (AssayRunData *self);             /* NULL in a test */
AssayResult *assay_run_data_get_result (AssayRunData *self);
AssayFrame *assay_run_data_get_rows (AssayRunData *self);                /* NULL: the run has none */

const AssayForecastRows *assay_run_data_get_forecasts (AssayRunData *self);      /* NULL: no run of forecasts or a back-test, or without rows */

/* The rest is for runs of "anomalies"; others have no series. */
gboolean assay_run_data_has_anomalies (AssayRunData *self);
const AssayAnomalyRows *assay_run_data_get_anomaly_rows (AssayRunData *self);
gsize assay_run_data_get_n_series (AssayRunData *self);
char *assay_run_data_dup_label (AssayRunData *self, gsize series);
gsize assay_run_data_find_series (AssayRunData *self, gsize row);
const gsize *assay_run_data_get_anomalies (AssayRunData *self, gsize *n);   /* rows, rising */
double assay_run_data_get_threshold (AssayRunData *self);                /* of |z|, as the run was made */
const char *assay_run_data_get_option (AssayRunData *self, const char *name, const char *fallback);

/* One row. Numbers are NaN when missing, texts NULL. */
AssayAxis assay_run_data_get_x_axis (AssayRunData *self);                /* type only: to format x by */
double assay_run_data_get_x (AssayRunData *self, gsize row);             /* as in figures */
double assay_run_data_get_actual (AssayRunData *self, gsize row);
double assay_run_data_get_forecast (AssayRunData *self, gsize row);
double assay_run_data_get_zscore (AssayRunData *self, gsize row);
AssayRisk assay_run_data_get_risk (AssayRunData *self, gsize row);
const char *assay_run_data_get_reason (AssayRunData *self, gsize row);
gboolean assay_run_data_is_anomaly (AssayRunData *self, gsize row);
/* From the first to the last time of all rows. */
AssaySpan assay_run_data_get_extent (AssayRunData *self);
/* The anomaly to show first: the latest of the most severe level; -1: none. */
gint64 assay_run_data_get_worst (AssayRunData *self);

G_END_DECLS
