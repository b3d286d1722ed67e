/* What the window's three sources share: window.c (what surrounds a page), window-actions.c (what the user can ask for),
 * window-opening.c (workspaces and files). */
#pragma once
#include "app/settings.h"
#include "app/sidebar.h"
#include "app/start-page.h"
#include "app/tab.h"
#include "app/window.h"

struct _AssayWindow
{
  AdwApplicationWindow parent;

  AssayWidthBin *outer, *content;
  AdwToastOverlay *toasts;
  GtkStack *stack;
  AssayStartPage *start;
  AdwFlap *sidebar_flap, *inspector_flap;
  AssaySidebar *sidebar;
  AdwHeaderBar *header;
  AdwWindowTitle *title;
  GtkToggleButton *sidebar_button, *inspector_button;
  GtkButton *back_button, *forward_button, *run_button;
  AdwSplitButton *export_button;
  GtkMenuButton *menu_button, *scope_button;
  AdwBin *scope_popover_slot, *scope_slot, *inspector_slot;
  AdwTabBar *tab_bar;
  GtkBox *scope_bar;
  AdwViewSwitcher *switcher;
  AdwViewSwitcherBar *switcher_bar;
  GtkRevealer *strip;
  GtkLabel *strip_label;
  GtkButton *strip_button, *strip_close;
  AdwTabView *tab_view;

  AssaySettings *settings;
  AssayProject *project;
  AssayUndo *undo;
  AssayPage *page;              /* the one shown, or NULL */
  GBindingGroup *bindings;      /* of the page */
  GSignalGroup *page_signals;
  GSignalGroup *job_signals;    /* of the project's list of jobs */
  GHashTable *watched;          /* jobs whose end is waited for */
  GCancellable *opening;        /* a workspace is being opened or made */
  GPtrArray *waiting;           /* paths to import when a workspace is open */
  guint settling;               /* idle after a page was shown: focus, names for screen readers */
  GtkWindow *import_dialog;     /* open now, or NULL */
};

/* window.c */
AssayTab *assay_window_add_tab (AssayWindow *self, const char *place);
AssayTab *assay_window_get_tab (AssayWindow *self);
/* window-actions.c */
void assay_window_install_actions (GtkWidgetClass *class);
void assay_window_update_actions (AssayWindow *self);
/* window-opening.c */
void assay_window_import_path (AssayWindow *self, const char *path);
void assay_window_import_waiting (AssayWindow *self);
void assay_window_choose_import (AssayWindow *self);
void assay_window_choose_model (AssayWindow *self);
void assay_window_choose_workspace (AssayWindow *self);
void assay_window_choose_new_workspace (AssayWindow *self);
void assay_window_rename_workspace (AssayWindow *self);
void assay_window_add_drop_target (AssayWindow *self);
