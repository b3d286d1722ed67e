/* What the user chose once and for all. One object for the program; widgets bind to its properties:
 * "color-scheme", "rendering", "single-keys", "threads", "paper", "workspace", "window-width", "window-height",
 * "window-maximized", "tips", "list-layouts".
 *
 * Kept by GSettings when the schema is installed; a program that was not installed keeps the same properties in a file of
 * the user's configuration folder, and with GSETTINGS_BACKEND=memory (tests) they are forgotten at the end. Main thread. */
#pragma once
#include <gio/gio.h>
#include "report/report.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_SETTINGS (assay_settings_get_type ())
G_DECLARE_FINAL_TYPE (AssaySettings, assay_settings, ASSAY, SETTINGS, GObject)

AssaySettings *assay_settings_get_default (void);       /* (transfer none) */
char *assay_settings_dup_text (AssaySettings *self, const char *property);
gboolean assay_settings_get_flag (AssaySettings *self, const char *property);
int assay_settings_get_number (AssaySettings *self, const char *property);

void assay_settings_flush (AssaySettings *self);        /* before the program ends */

/* "automatic" resolved by the locale. */
AssayPaper assay_settings_get_paper (AssaySettings *self);

/* Before gtk_init: what GSK_RENDERER should be set to, or NULL to leave it alone. choice is the setting "rendering".
 * GL without a graphics processor costs ten times the processor time of cairo (workbench.md section 10). */
const char *assay_settings_choose_renderer (const char *choice, gboolean already_set, gboolean has_render_node);
gboolean assay_settings_has_render_node (const char *folder);      /* a readable renderD* in "/dev/dri" */

G_END_DECLS
