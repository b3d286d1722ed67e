#include "app/staging.h"

#include <stdio.h>
#include <string.h>

#define TICK_MS 40
#define MOST_TICKS 250

typedef struct
{
  AssayWindow *window;           /* weak */
  const AssayStaging *staging;   /* of the application, which outlives the window */
  guint ticks, n_states_done;
  gboolean at_page, at_view;
} Stage;

void
assay_staging_clear (AssayStaging *self)
{
  g_clear_pointer (&self->page, g_free);
  g_clear_pointer (&self->view, g_free);
  g_clear_pointer (&self->size, g_free);
  g_clear_pointer (&self->dialog, g_free);
  g_clear_pointer (&self->states, g_strfreev);
}

gboolean
assay_staging_is_wanted (const AssayStaging *self)
{
  return self->page != NULL || self->view != NULL || self->dialog != NULL || self->states != NULL || self->size != NULL || self->text_scale > 0;
}

void
assay_staging_prepare (const AssayStaging *self, AssayWindow *window)
{
  int width, height;

  if (self->size != NULL && sscanf (self->size, "%dx%d", &width, &height) == 2)
    gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  if (self->text_scale > 0)
    g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 96 * 1024 * self->text_scale / 100, NULL);
}

static void
open_dialog (AssayWindow *window, const char *name)
{
  static const char *const actions[][2] = {
    { "run", "win.new-run" }, { "export", "win.export" }, { "shortcuts", "win.show-help-overlay" }, { "preferences", "app.preferences" },
    { "about", "app.about" }, { "goto", "win.goto" }, { "rename", "win.rename-workspace" }, { "verify", "page.verify" }, { "new-tab", "win.new-tab" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (name, actions[i][0]))
      gtk_widget_activate_action (GTK_WIDGET (window), actions[i][1], NULL);
}

/* States are given to the page until it knows them: it may still be loading. */
static gboolean
set_states (Stage *stage, AssayPage *page)
{
  char **states = stage->staging->states;

  while (states != NULL && states[stage->n_states_done] != NULL)
    {
      g_auto(GStrv) parts = g_strsplit (states[stage->n_states_done], "=", 2);

      if (!assay_page_show_state (page, parts[0], parts[0] != NULL && parts[1] != NULL ? parts[1] : ""))
        return FALSE;
      stage->n_states_done++;
    }
  return TRUE;
}

/* Whoever started the program for a picture waits for this line instead of guessing how long a page takes. */
static gboolean
say_ready (void)
{
  g_print ("ready\n");
  return G_SOURCE_REMOVE;
}

static gboolean
step (gpointer user_data)
{
  Stage *stage = user_data;
  const AssayStaging *staging = stage->staging;
  AssayPage *page;
  AdwViewStack *views;

  if (stage->window == NULL || stage->ticks++ > MOST_TICKS)
    return G_SOURCE_REMOVE;
  page = assay_window_get_page (stage->window);
  if (page == NULL)
    {
      /* Dialogs that need no workspace, and the start page. */
      if (staging->page != NULL || staging->states != NULL || stage->ticks < 10)
        return G_SOURCE_CONTINUE;
      if (staging->dialog != NULL)
        open_dialog (stage->window, staging->dialog);
      return say_ready ();
    }
  if (!stage->at_page && staging->page != NULL)
    {
      assay_window_go (stage->window, staging->page);
      page = assay_window_get_page (stage->window);
    }
  stage->at_page = TRUE;
  views = assay_page_get_views (page);
  if (assay_page_get_busy (page))
    return G_SOURCE_CONTINUE;
  if (!stage->at_view && staging->view != NULL && views != NULL)
    adw_view_stack_set_visible_child_name (views, staging->view);
  stage->at_view = TRUE;
  if (!set_states (stage, page))
    return G_SOURCE_CONTINUE;
  if (staging->dialog != NULL)
    open_dialog (stage->window, staging->dialog);
  return say_ready ();
}

static void
stage_free (gpointer data)
{
  Stage *stage = data;

  g_clear_weak_pointer (&stage->window);
  g_free (stage);
}

void
assay_staging_start (const AssayStaging *self, AssayWindow *window)
{
  Stage *stage = g_new0 (Stage, 1);

  stage->staging = self;
  g_set_weak_pointer (&stage->window, window);
  g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, TICK_MS, step, stage, stage_free);
}
