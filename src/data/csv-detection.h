/* Detection at work: what is known so far, and its steps in the order in which they are taken. */
#pragma once
#include "data/csv-detect.h"
#include "data/csv-plan.h"
#include "data/csv-sample.h"
#include "data/read-report-private.h"

G_BEGIN_DECLS

typedef struct
{
  AssayCsvPlan *plan;
  const AssayReadOptions *options;
  AssayReadReport *report;
  const char *name;            /* of the source */
  AssaySample sample;
  AssayColumnLook *looks;      /* [n_columns] */
} AssayDetection;

/* How many columns there are. */
gboolean assay_detection_find_shape (AssayDetection *self, GError **error);
void assay_detection_look_at_columns (AssayDetection *self, guint first_row);
/* Is the first row one of names? Judged by the looks at all rows but the first. */
gboolean assay_detection_find_header (const AssayDetection *self);
void assay_detection_name_columns (AssayDetection *self);
void assay_detection_report_renamed (AssayDetection *self);

/* ASSAY_READ_POINT or ASSAY_READ_COMMA; asks when both could be. */
guint assay_detection_find_decimal (AssayDetection *self);
char assay_detection_find_group (const AssayDetection *self, guint decimal);
void assay_detection_find_type (AssayDetection *self, guint column, guint decimal);
gboolean assay_detection_find_epoch (AssayDetection *self, GError **error);
/* Every cell is a year and a month: 2026-11. */
gboolean assay_detection_has_months_only (const AssayDetection *self, guint column, guint first_row);

G_END_DECLS
