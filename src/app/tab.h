/* One tab of the window: the pages it has shown, in order, and which of them is shown now. A page that is left stays
 * alive, so that Back finds it as it was; the oldest are let go. */
#pragma once
#include "app/page.h"
#include "engine/project.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_TAB (assay_tab_get_type ())
G_DECLARE_FINAL_TYPE (AssayTab, assay_tab, ASSAY, TAB, AdwBin)

/* Properties, notified: "page" (AssayPage), "can-go-back", "can-go-forward". */
GtkWidget *assay_tab_new (AssayProject *project, AssayUndo *undo);

/* Shows the page of a place; what was ahead in the history is gone. FALSE: there is no such place. */
gboolean assay_tab_go (AssayTab *self, const char *place);
/* Shows a page made elsewhere. */
void assay_tab_push (AssayTab *self, AssayPage *page);
/* The same, but the page shown now leaves the history: a run in progress becomes the run. */
gboolean assay_tab_replace (AssayTab *self, const char *place);
void assay_tab_back (AssayTab *self);
void assay_tab_forward (AssayTab *self);
AssayPage *assay_tab_get_page (AssayTab *self);      /* NULL before the first */
gboolean assay_tab_can_go_back (AssayTab *self);
gboolean assay_tab_can_go_forward (AssayTab *self);

G_END_DECLS
