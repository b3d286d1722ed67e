/* A page: what a tab of the window shows. Everything the window puts round it (title, view switcher, scope chips,
 * inspector, Run, Export, message strip) it asks from the page here.
 *
 * A page is made for one place and one project and lives while it is in a tab's history, so it keeps its scroll
 * position. To go elsewhere it activates "win.open" with a place: "overview", "datasets", "dataset/3", "runs",
 * "run/42", "reports", "audit". All of it is on the main thread. */
#pragma once
#include "app/undo.h"
#include "app/width-bin.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_PAGE (assay_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (AssayPage, assay_page, ASSAY, PAGE, AssayWidthBin)

/* Properties, all notified: "title", "subtitle", "icon-name" (of the tab), "place", "run" and "dataset" (ids, 0: none: what Run, Run Again
 * and Export are about), "busy" (spinner in the tab), "inspector-open" (bound both ways to the inspector button; ignored
 * without an inspector), "width-class" (of the page itself, from AssayWidthBin), "undo" (of the window, set when the page enters it). */
struct _AssayPageClass
{
  AssayWidthBinClass parent_class;

  /* Each may be left NULL. What is returned is lent and stays the same for the page's life. */
  AdwViewStack *(*get_views) (AssayPage *self);       /* shown as a view switcher in the scope bar; the page itself contains it */
  GtkWidget *(*get_scope) (AssayPage *self);          /* chips, at the end of the scope bar; not yet in any parent */
  GtkWidget *(*get_inspector) (AssayPage *self);      /* 300 px at the end; not yet in any parent */
  GMenuModel *(*get_export_menu) (AssayPage *self);   /* more ways to export; its actions are "page.…" */
  void (*shown) (AssayPage *self);                    /* it is now the page the user sees */
  /* A state that pictures and tests ask for on the command line: "select" "3", "hover" "2025-09-10". FALSE: not known. */
  gboolean (*show_state) (AssayPage *self, const char *name, const char *value);
};

const char *assay_page_get_title (AssayPage *self);
void assay_page_set_title (AssayPage *self, const char *title);
const char *assay_page_get_subtitle (AssayPage *self);
void assay_page_set_subtitle (AssayPage *self, const char *subtitle);
const char *assay_page_get_icon_name (AssayPage *self);
void assay_page_set_icon_name (AssayPage *self, const char *icon_name);
const char *assay_page_get_place (AssayPage *self);
void assay_page_set_place (AssayPage *self, const char *place);
gint64 assay_page_get_run (AssayPage *self);
void assay_page_set_run (AssayPage *self, gint64 run);
gint64 assay_page_get_dataset (AssayPage *self);
void assay_page_set_dataset (AssayPage *self, gint64 dataset);
gboolean assay_page_get_busy (AssayPage *self);
void assay_page_set_busy (AssayPage *self, gboolean busy);
gboolean assay_page_get_inspector_open (AssayPage *self);
void assay_page_set_inspector_open (AssayPage *self, gboolean open);

AdwViewStack *assay_page_get_views (AssayPage *self);
GtkWidget *assay_page_get_scope (AssayPage *self);
GtkWidget *assay_page_get_inspector (AssayPage *self);
GMenuModel *assay_page_get_export_menu (AssayPage *self);
void assay_page_shown (AssayPage *self);
gboolean assay_page_show_state (AssayPage *self, const char *name, const char *value);

/* The page's own actions, reached as "page.NAME" from inside the page and from the window while the page is shown.
 * Known to the window's keys: "search" (Ctrl+F), "select-all", "select-none", "reset-zoom" (Ctrl+0), "zoom-in", "zoom-out". */
GActionMap *assay_page_get_actions (AssayPage *self);

/* Some parts of it came later than the page: they are named for screen readers when they have been laid out. of: any widget in the page. */
void assay_page_came_later (GtkWidget *of);

/* The strip above the page. text NULL hides it. action (detailed name, such as "win.run-again") and label may be NULL. */
void assay_page_set_message (AssayPage *self, const char *text, const char *label, const char *action);
const char *assay_page_get_message (AssayPage *self, const char **label, const char **action);   /* notified as "message" */

/* The window's undo stack; a private one when the page is in no window. */
AssayUndo *assay_page_get_undo (AssayPage *self);
void assay_page_set_undo (AssayPage *self, AssayUndo *undo);

/* One short line about what the user just did. label and action NULL: no button. Dropped when the page is in no window. */
void assay_page_toast (AssayPage *self, const char *text, const char *label, const char *action, GVariant *target);

/* Activates "win.open". */
void assay_page_go (AssayPage *self, const char *place_format, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
