/* The charts of a run page, made on a worker: a chart of ten million points takes a tenth of a second to prepare. */
#pragma once
#include "app/run-data.h"
#include "charts/chart.h"

G_BEGIN_DECLS

/* Of one series: forecast, Z-score, autocorrelation. finish: of AssayChart, in that order; (transfer full). */
void assay_run_charts_make_async (AssayRunData *data, gsize series, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* Of figures that are there already: those of the result. */
void assay_run_charts_prepare_async (AssayRunData *data, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* … or just these (of AssayFigure), in their order. */
void assay_run_charts_prepare_some_async (GPtrArray *figures, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *assay_run_charts_finish (GAsyncResult *result, GError **error);

G_END_DECLS
