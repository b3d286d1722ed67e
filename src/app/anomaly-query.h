/* Which anomalies of a run a table shows, and in which order. A plain value that a worker answers. */
#pragma once
#include "app/run-data.h"
#include "base/progress.h"
#include "store/workspace.h"

G_BEGIN_DECLS

typedef enum
{
  ASSAY_ANOMALY_TIME, ASSAY_ANOMALY_SERIES, ASSAY_ANOMALY_ACTUAL, ASSAY_ANOMALY_EXPECTED, ASSAY_ANOMALY_ZSCORE,
  ASSAY_ANOMALY_RISK, ASSAY_ANOMALY_REASON, ASSAY_ANOMALY_REVIEW, ASSAY_N_ANOMALY_COLUMNS
} AssayAnomalyColumn;

typedef struct
{
  int risk, review;             /* -1: all */
  gint64 series;                /* -1: all */
  AssaySpan period;             /* "all": any time */
  char *text;                   /* in the series, the date as in files, the risk or the reason; NULL or "": anything */
  AssayAnomalyColumn sort;
  gboolean descending;
} AssayAnomalyQuery;

void assay_anomaly_query_init (AssayAnomalyQuery *self);        /* all, the latest first */
void assay_anomaly_query_clear (AssayAnomalyQuery *self);
void assay_anomaly_query_copy (AssayAnomalyQuery *to, const AssayAnomalyQuery *from);
gboolean assay_anomaly_query_is_filtered (const AssayAnomalyQuery *self);

/* The rows (gsize each) that match, in order; of rows that tie the most severe comes first. reviews: of
 * assay_review_book_snapshot(), may be NULL. NULL only when cancelled. */
GBytes *assay_anomaly_query_run (const AssayAnomalyQuery *self, AssayRunData *data, GHashTable *reviews, AssayProgress *progress);

G_END_DECLS
