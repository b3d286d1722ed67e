/* One page of a report, drawn as large as there is room, on white paper in any colour scheme. */
#pragma once
#include <gtk/gtk.h>
#include "report/report.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_REPORT_PREVIEW (assay_report_preview_get_type ())
G_DECLARE_FINAL_TYPE (AssayReportPreview, assay_report_preview, ASSAY, REPORT_PREVIEW, GtkWidget)

/* The report is lent and must stay until another, or NULL, is shown. */
void assay_report_preview_show (AssayReportPreview *self, AssayReport *report, guint page);

G_END_DECLS
