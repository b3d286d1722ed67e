/* A table of a result as a frame, so that it is written as CSV like any other. */
#pragma once
#include "data/frame.h"
#include "result/result.h"

G_BEGIN_DECLS

AssayFrame *assay_table_to_frame (const AssayTable *table);

G_END_DECLS
