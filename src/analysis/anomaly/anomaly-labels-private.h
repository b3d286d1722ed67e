/* Known anomalies laid beside the rows of a scan, and how well the alarms find them. */
#pragma once
#include "analysis/analysis.h"
#include "analysis/anomaly/anomaly-detection-private.h"
#include "data/label-file.h"

G_BEGIN_DECLS

typedef struct { gsize first, last; } LabelWindow;      /* rows, both in it */

typedef struct
{
  char *name, *sha256;         /* of the file; NULL: a column of the data */
  char *column;                /* NULL: windows */
  guint8 *label;               /* [n_rows] 1: anomaly */
  GArray *windows;             /* LabelWindow, rising, never across series: the windows of the file, or each run of labels */
  gsize n_labelled;
  gsize n_unmatched;           /* labels of 1 whose time is no row's */
} AnomalyLabels;

gboolean anomaly_wants_labels (const AssayTask *task);
/* The data without the column of labels, so that it is not taken for a value or a key; a reference to the whole when there is none. */
AssayFrame *anomaly_labels_strip (const AssayTask *task, GError **error);
AnomalyLabels *anomaly_labels_new (const AssayTask *task, const AnomalyScan *scan, const AssayRoles *roles, AssayDuplicates duplicates,
                                   AssayProgress *progress, GError **error);
void anomaly_labels_free (AnomalyLabels *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnomalyLabels, anomaly_labels_free)

/* Metrics, a table, checks and notes (anomaly-label-scores.c). */
gboolean anomaly_labels_report (AssayResult *result, const AnomalyLabels *self, const AnomalyScan *scan, const AssayTask *task,
                                AssayProgress *progress, GError **error);

G_END_DECLS
