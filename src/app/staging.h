/* Puts a window into the state that a picture or a test asks for on the command line (workbench.md section 14): a place, a view,
 * a selected row, text size, an open dialog. Not part of --help; nothing here can be reached otherwise. */
#pragma once
#include "app/window.h"

G_BEGIN_DECLS

typedef struct
{
  char *page, *view, *size, *dialog;
  char **states;                 /* "select=3", "hover=2025-09-10" */
  int text_scale;                /* percent, 0: as it is */
} AssayStaging;

void assay_staging_clear (AssayStaging *self);
gboolean assay_staging_is_wanted (const AssayStaging *self);

/* The first before the window is shown, the second at any time: it waits until the page is there, ten seconds at most,
 * and writes "ready" on standard output when all is as it was asked for. */
void assay_staging_prepare (const AssayStaging *self, AssayWindow *window);
void assay_staging_start (const AssayStaging *self, AssayWindow *window);

G_END_DECLS
