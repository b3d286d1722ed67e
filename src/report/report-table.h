/* Tables over pages: heads repeated, rows never cut, numbers to the right. Private to the room. */
#pragma once
#include "report/report-flow.h"

/* Its title, unless it is empty, becomes a heading of level 2. A table too wide for the page is set on turned pages, and one too
 * wide for those in several parts, each with the first column again. */
void assay_flow_table (AssayFlow *self, const AssayTable *table);
/* Whether it needs a turned page; what stands above it belongs on that page. */
gboolean assay_flow_table_is_turned (AssayFlow *self, const AssayTable *table);
