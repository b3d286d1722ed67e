/* What a first start shows: open the sample, make a workspace, open one. */
#pragma once
#include <adwaita.h>

G_BEGIN_DECLS

#define ASSAY_TYPE_START_PAGE (assay_start_page_get_type ())
G_DECLARE_FINAL_TYPE (AssayStartPage, assay_start_page, ASSAY, START_PAGE, AdwBin)

/* step NULL: nothing is under way. fraction -1: unknown. */
void assay_start_page_set_progress (AssayStartPage *self, const char *step, double fraction);
void assay_start_page_set_error (AssayStartPage *self, const char *message);    /* NULL: none */

G_END_DECLS
