/* One number of a run: name, verdict, value, limit. When it is tight the lines below give way first; value and verdict never do. */
#pragma once
#include <gtk/gtk.h>
#include "result/result.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_KPI_CARD (assay_kpi_card_get_type ())
G_DECLARE_FINAL_TYPE (AssayKpiCard, assay_kpi_card, ASSAY, KPI_CARD, GtkWidget)

/* check: what judges the metric, or NULL. note: the line below, in place of the limit; or NULL. Both are only read. */
GtkWidget *assay_kpi_card_new (const AssayMetric *metric, const AssayCheck *check, const char *note);

/* The check that judges a metric: of the same name, or of the same value; NULL: none. */
const AssayCheck *assay_kpi_find_check (AssayResult *result, const AssayMetric *metric);
/* The metrics worth a card, the most telling first, at most n. (transfer container) */
GPtrArray *assay_kpi_choose (AssayResult *result, guint n);
/* Those of one of several models, such as the best; fewer where the result has less. (transfer container) */
GPtrArray *assay_kpi_choose_of (AssayResult *result, const char *of, guint n);
/* "limit 10 %"; NULL: the check has none. (transfer full) */
char *assay_kpi_limit_text (const AssayMetric *metric, const AssayCheck *check);

G_END_DECLS
