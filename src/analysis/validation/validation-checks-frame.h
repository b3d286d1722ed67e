/* The checks of a validation as a table of rows: what -o writes. */
#pragma once
#include "data/frame.h"
#include "result/result.h"

G_BEGIN_DECLS

AssayFrame *assay_validation_list_checks (const AssayResult *result);

G_END_DECLS
