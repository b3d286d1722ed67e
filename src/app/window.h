/* The window of a workspace: sidebar, tabs of pages, and what surrounds a page (header, scope bar, message strip,
 * inspector). Before a workspace is open it shows the start page. */
#pragma once
#include "app/page.h"
#include "engine/project.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_WINDOW (assay_window_get_type ())
G_DECLARE_FINAL_TYPE (AssayWindow, assay_window, ASSAY, WINDOW, AdwApplicationWindow)

AssayWindow *assay_window_new (GtkApplication *application);

AssayProject *assay_window_get_project (AssayWindow *self);                     /* NULL: none open */
void assay_window_set_project (AssayWindow *self, AssayProject *project);       /* opens Overview */
void assay_window_show_start (AssayWindow *self);

/* Off the main thread; then set_project, or the reason why not where the user sees it. */
void assay_window_open_folder (AssayWindow *self, const char *folder);
void assay_window_open_sample (AssayWindow *self);

/* Folders are opened, data files imported (once a workspace is open). */
void assay_window_open_files (AssayWindow *self, GFile **files, int n_files);

gboolean assay_window_go (AssayWindow *self, const char *place);                /* FALSE: no such place, or no workspace */
AssayPage *assay_window_get_page (AssayWindow *self);                           /* the one shown; NULL: none */
AssayUndo *assay_window_get_undo (AssayWindow *self);
void assay_window_toast (AssayWindow *self, const char *text, const char *label, const char *action, GVariant *target);

G_END_DECLS
