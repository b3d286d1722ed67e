/* Making the small objects of AssayProject's lists; only it does. Each takes the value it shows. */
#pragma once
#include "engine/project.h"

G_BEGIN_DECLS

AssayDatasetItem *assay_dataset_item_new (AssayDataset *dataset);
AssayModelItem *assay_model_item_new (AssayModelVersion *version);
AssayRunItem *assay_run_item_new (AssayRun *run);
AssayReportItem *assay_report_item_new (AssayReportEntry *entry);
AssayAuditItem *assay_audit_item_new (AssayAuditEntry *entry);

G_END_DECLS
