#include "app/overview-page.h"

#include <glib/gi18n.h>

#include "app/runs-page.h"
#include "app/settings.h"
#include "app/verdict-chip.h"
#include "app/when.h"

#define MOST_ROWS 6

struct _AssayOverviewPage
{
  AssayPage parent;
  GtkStack *stack;
  GtkRevealer *tips;
  GtkListBox *tips_list, *attention, *recent;
  GtkWidget *attention_none, *recent_none;
  GtkBox *columns;
  GtkWidget *tip_run;
  AssayProject *project;
  GHashTable *reasons;           /* run id -> why it needs attention, once it was looked up */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (AssayOverviewPage, assay_overview_page, ASSAY_TYPE_PAGE)

static char *
describe (const AssayRun *run)
{
  g_autofree char *number = assay_run_text_number (run);
  g_autofree char *data = assay_run_text_data (run);
  g_autofree char *when = assay_when_format (run->started, 0);

  return *data != '\0' ? g_strjoin (" · ", number, data, when, NULL) : g_strjoin (" · ", number, when, NULL);
}

static GtkWidget *
new_run_row (const AssayRun *run)
{
  GtkWidget *row = adw_action_row_new ();
  AssayVerdict verdict = assay_run_verdict (run);
  GtkWidget *chip = assay_verdict_chip_new (verdict);
  g_autofree char *subtitle = describe (run);
  g_autofree char *place = g_strdup_printf ("run/%" G_GINT64_FORMAT, run->id);
  g_autofree char *title = g_markup_escape_text (run->title != NULL ? run->title : "", -1);
  g_autofree char *escaped = g_markup_escape_text (subtitle, -1);
  g_autofree char *name = g_strdup_printf ("%s, %s, %s", run->title, subtitle, gtk_label_get_text (GTK_LABEL (chip)));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_row_set_title_selectable (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), escaped);
  g_object_set_data_full (G_OBJECT (row), "assay-described", g_strdup (subtitle), g_free);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), chip);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.open");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", place);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

/* ---- why a run needs attention: the message of its worst check ---- */

typedef struct { GWeakRef page, row; gint64 run; } Lookup;

static void
show_reason (GtkWidget *row, const char *reason, const char *described)
{
  g_autofree char *text = g_markup_printf_escaped ("%s\n%s", reason, described);

  if (*reason != '\0')
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
}

static char *
worst_message (const AssayResult *result)
{
  const AssayCheck *worst = NULL;

  for (guint i = 0; i < assay_result_get_n_checks (result); i++)
    {
      const AssayCheck *check = assay_result_get_check (result, i);

      if (worst == NULL || check->verdict > worst->verdict)
        worst = check;
    }
  return g_strdup (worst != NULL && worst->message != NULL ? _(worst->message) : "");
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Lookup *lookup = user_data;
  g_autoptr(AssayOverviewPage) self = g_weak_ref_get (&lookup->page);
  g_autoptr(GtkWidget) row = g_weak_ref_get (&lookup->row);
  g_autoptr(AssayOutcome) outcome = assay_project_load_run_finish (ASSAY_PROJECT (source), result, NULL);

  /* A run that cannot be read says so on its own page. */
  if (self != NULL && outcome != NULL)
    {
      char *reason = worst_message (outcome->result);

      g_hash_table_insert (self->reasons, g_memdup2 (&lookup->run, sizeof lookup->run), reason);
      if (row != NULL)
        show_reason (row, reason, g_object_get_data (G_OBJECT (row), "assay-described"));
    }
  g_weak_ref_clear (&lookup->page);
  g_weak_ref_clear (&lookup->row);
  g_free (lookup);
}

static void
look_up_reason (AssayOverviewPage *self, GtkWidget *row, gint64 run)
{
  const char *known = g_hash_table_lookup (self->reasons, &run);
  Lookup *lookup;

  if (known != NULL)
    {
      show_reason (row, known, g_object_get_data (G_OBJECT (row), "assay-described"));
      return;
    }
  lookup = g_new0 (Lookup, 1);
  g_weak_ref_init (&lookup->page, self);
  g_weak_ref_init (&lookup->row, row);
  lookup->run = run;
  assay_project_load_run_async (self->project, run, self->cancellable, on_result, lookup);
}

static void
clear (GtkListBox *list)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, row);
}

static void
update_tips (AssayOverviewPage *self, const AssayRun *newest)
{
  g_autofree char *place = newest != NULL ? g_strdup_printf ("run/%" G_GINT64_FORMAT, newest->id) : NULL;

  gtk_widget_set_visible (self->tip_run, newest != NULL);
  if (newest != NULL)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (self->tip_run), "s", place);
  gtk_revealer_set_reveal_child (self->tips, assay_settings_get_flag (assay_settings_get_default (), "tips"));
}

static void
add_attention (AssayOverviewPage *self, const AssayRun *run)
{
  GtkWidget *row = new_run_row (run);

  gtk_list_box_append (self->attention, row);
  look_up_reason (self, row, run->id);
}

static void
update (AssayOverviewPage *self)
{
  GListModel *runs = assay_project_get_runs (self->project);
  guint n_runs = g_list_model_get_n_items (runs), n_attention = 0;
  guint n_datasets = g_list_model_get_n_items (assay_project_get_datasets (self->project));

  clear (self->attention);
  clear (self->recent);
  for (guint i = 0; i < n_runs && (i < MOST_ROWS || n_attention < MOST_ROWS); i++)
    {
      g_autoptr(AssayRunItem) item = g_list_model_get_item (runs, i);
      const AssayRun *run = assay_run_item_get (item);

      if (i == 0)
        update_tips (self, run);
      if (i < MOST_ROWS)
        gtk_list_box_append (self->recent, new_run_row (run));
      if (assay_run_verdict (run) >= ASSAY_VERDICT_WARN && n_attention++ < MOST_ROWS)
        add_attention (self, run);
    }
  if (n_runs == 0)
    update_tips (self, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->attention), n_attention > 0);
  gtk_widget_set_visible (self->attention_none, n_attention == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->recent), n_runs > 0);
  gtk_widget_set_visible (self->recent_none, n_runs == 0);
  gtk_stack_set_visible_child_name (self->stack, n_runs == 0 && n_datasets == 0 ? "empty" : "full");
}

static void
on_tips_closed (AssayOverviewPage *self)
{
  g_object_set (assay_settings_get_default (), "tips", FALSE, NULL);
  gtk_revealer_set_reveal_child (self->tips, FALSE);
}

static void
on_width_class (AssayOverviewPage *self)
{
  gboolean narrow = assay_width_bin_get_width_class (ASSAY_WIDTH_BIN (self)) <= ASSAY_WIDTH_NARROW;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->columns), narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
}

AssayPage *
assay_overview_page_new (AssayProject *project)
{
  AssayOverviewPage *self = g_object_new (ASSAY_TYPE_OVERVIEW_PAGE, "title", _("Overview"), "icon-name", "assay-overview-symbolic",
                                          "place", "overview", NULL);
  g_autofree char *name = assay_project_dup_name (project);

  self->project = g_object_ref (project);
  assay_page_set_subtitle (ASSAY_PAGE (self), name);
  g_signal_connect_object (assay_project_get_runs (project), "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (assay_project_get_datasets (project), "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return ASSAY_PAGE (self);
}

static void
assay_overview_page_dispose (GObject *object)
{
  AssayOverviewPage *self = ASSAY_OVERVIEW_PAGE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->reasons, g_hash_table_unref);
  g_clear_object (&self->project);
  G_OBJECT_CLASS (assay_overview_page_parent_class)->dispose (object);
}

static void
assay_overview_page_class_init (AssayOverviewPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_overview_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/overview-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AssayOverviewPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AssayOverviewPage, tips);
  gtk_widget_class_bind_template_child (widget_class, AssayOverviewPage, tips_list);
  gtk_widget_class_bind_template_child (widget_class, AssayOverviewPage, attention);
  gtk_widget_class_bind_template_child (widget_class, AssayOverviewPage, attention_none);
  gtk_widget_class_bind_template_child (widget_class, AssayOverviewPage, recent);
  gtk_widget_class_bind_template_child (widget_class, AssayOverviewPage, recent_none);
  gtk_widget_class_bind_template_child (widget_class, AssayOverviewPage, columns);
  gtk_widget_class_bind_template_child (widget_class, AssayOverviewPage, tip_run);
  gtk_widget_class_bind_template_callback (widget_class, on_tips_closed);
}

static void
assay_overview_page_init (AssayOverviewPage *self)
{
  self->reasons = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::width-class", G_CALLBACK (on_width_class), NULL);
}
