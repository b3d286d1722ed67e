/* Preferences: appearance, rendering, keys, threads, paper. */
#pragma once
#include <adwaita.h>

G_BEGIN_DECLS

#define ASSAY_TYPE_PREFERENCES_WINDOW (assay_preferences_window_get_type ())
G_DECLARE_FINAL_TYPE (AssayPreferencesWindow, assay_preferences_window, ASSAY, PREFERENCES_WINDOW, AdwPreferencesWindow)
GtkWidget *assay_preferences_window_new (void);

G_END_DECLS
