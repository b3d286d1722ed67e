/* Moves runs, datasets or versions of models to the bin, off the main thread, with a toast to take it back. What is still used is refused, and
 * the reason shown. */
#pragma once
#include "app/page.h"
#include "engine/project.h"

G_BEGIN_DECLS

typedef enum { ASSAY_BIN_RUNS, ASSAY_BIN_DATASETS, ASSAY_BIN_MODELS } AssayBinKind;

void assay_bin_items (AssayPage *page, AssayProject *project, AssayBinKind kind, const gint64 *ids, guint n_ids);

G_END_DECLS
