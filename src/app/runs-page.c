#include "app/runs-page.h"

#include <glib/gi18n.h>

#include "app/bin-items.h"
#include "app/when.h"

struct _AssayRunsPage
{
  AssayListPage parent;
  AssayProject *project;
};

G_DEFINE_FINAL_TYPE (AssayRunsPage, assay_runs_page, ASSAY_TYPE_LIST_PAGE)

#define RUN(item) (assay_run_item_get (ASSAY_RUN_ITEM (item)))

static char *number_text (gpointer item, gpointer user_data) { return assay_run_text_number (RUN (item)); }
static char *title_text (gpointer item, gpointer user_data) { return g_strdup (RUN (item)->title); }
static char *data_text (gpointer item, gpointer user_data) { return assay_run_text_data (RUN (item)); }
static char *anomalies_text (gpointer item, gpointer user_data) { return assay_run_text_anomalies (RUN (item)); }
static char *when_text (gpointer item, gpointer user_data) { return assay_when_format (RUN (item)->started, 0); }
static AssayVerdict verdict (gpointer item, gpointer user_data) { return assay_run_verdict (RUN (item)); }

static char *
search_text (gpointer item, gpointer user_data)
{
  g_autofree char *number = assay_run_text_number (RUN (item));
  g_autofree char *data = assay_run_text_data (RUN (item));
  g_autofree char *chip = g_strdup (_(assay_verdict_label (verdict (item, NULL))));

  return g_strjoin ("\n", number, RUN (item)->title, data, chip, NULL);
}

static int
compare (gint64 a, gint64 b)
{
  return (a > b) - (a < b);
}

static int by_number (gconstpointer a, gconstpointer b, gpointer user_data) { return compare (RUN ((gpointer) a)->id, RUN ((gpointer) b)->id); }
static int by_when (gconstpointer a, gconstpointer b, gpointer user_data) { return compare (RUN ((gpointer) a)->started, RUN ((gpointer) b)->started); }
static int by_verdict (gconstpointer a, gconstpointer b, gpointer user_data) { return compare (verdict ((gpointer) a, NULL), verdict ((gpointer) b, NULL)); }
static int
by_anomalies (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return compare (RUN ((gpointer) a)->n_anomalies, RUN ((gpointer) b)->n_anomalies);
}

static int
by_title (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return g_utf8_collate (RUN ((gpointer) a)->title, RUN ((gpointer) b)->title);
}

static int
by_data (gconstpointer a, gconstpointer b, gpointer user_data)
{
  g_autofree char *data_a = data_text ((gpointer) a, NULL);
  g_autofree char *data_b = data_text ((gpointer) b, NULL);

  return g_utf8_collate (data_a, data_b);
}

static void
activate_item (AssayListPage *page, gpointer item, gboolean new_tab)
{
  g_autofree char *place = g_strdup_printf ("run/%" G_GINT64_FORMAT, RUN (item)->id);

  gtk_widget_activate_action (GTK_WIDGET (page), new_tab ? "win.open-tab" : "win.open", "s", place);
}

static GArray *
selected_ids (AssayListPage *page)
{
  g_autoptr(GPtrArray) items = assay_list_page_dup_selected (page);
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < items->len; i++)
    g_array_append_val (ids, RUN (items->pdata[i])->id);
  return ids;
}

static void
selection_changed (AssayListPage *page, guint n_selected)
{
  g_autoptr(GArray) ids = selected_ids (page);

  /* Run… and Export… are about the one run that is selected. */
  assay_page_set_run (ASSAY_PAGE (page), n_selected == 1 ? g_array_index (ids, gint64, 0) : 0);
}

static void
delete_selected (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AssayRunsPage *self = user_data;
  g_autoptr(GArray) ids = selected_ids (ASSAY_LIST_PAGE (self));

  if (ids->len > 0)
    assay_bin_items (ASSAY_PAGE (self), self->project, ASSAY_BIN_RUNS, (gint64 *) (gpointer) ids->data, ids->len);
}

static void
report_selected (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr(GArray) ids = selected_ids (user_data);

  gtk_widget_activate_action_variant (GTK_WIDGET (user_data), "win.export-runs",
                                      g_variant_new_fixed_array (G_VARIANT_TYPE_INT64, ids->data, ids->len, sizeof (gint64)));
}

AssayPage *
assay_runs_page_new (AssayProject *project)
{
  AssayRunsPage *self = g_object_new (ASSAY_TYPE_RUNS_PAGE, "title", _("Runs"), "icon-name", "assay-run-symbolic", "place", "runs", NULL);
  AssayListPage *list = ASSAY_LIST_PAGE (self);

  self->project = g_object_ref (project);
  assay_list_page_add_column (list, "run", _("Run"), number_text, by_number, 8, 0);
  assay_list_page_add_column (list, "title", _("Title"), title_text, by_title, 24, ASSAY_COLUMN_EXPAND);
  assay_list_page_add_column (list, "data", _("Dataset"), data_text, by_data, 15, ASSAY_COLUMN_EXTRA);
  assay_list_page_add_verdict_column (list, "verdict", _("Verdict"), verdict, by_verdict);
  assay_list_page_add_column (list, "anomalies", _("Anomalies"), anomalies_text, by_anomalies, 9, ASSAY_COLUMN_END);
  assay_list_page_add_column (list, "when", _("When"), when_text, by_when, 16, ASSAY_COLUMN_EXTRA);
  assay_list_page_set_empty (list, "assay-run-symbolic", _("No Runs Yet"), _("A run applies an analysis to a dataset and keeps what it found."),
                             _("_New Run…"), "win.new-run");
  assay_list_page_add_button (list, _("_Delete"), "page.delete", TRUE);
  assay_list_page_add_button (list, _("Add to _Report…"), "page.report", FALSE);
  assay_list_page_set_model (list, assay_project_get_runs (project), search_text);
  return ASSAY_PAGE (self);
}

static void
assay_runs_page_dispose (GObject *object)
{
  g_clear_object (&ASSAY_RUNS_PAGE (object)->project);
  G_OBJECT_CLASS (assay_runs_page_parent_class)->dispose (object);
}

static void
assay_runs_page_class_init (AssayRunsPageClass *class)
{
  G_OBJECT_CLASS (class)->dispose = assay_runs_page_dispose;
  ASSAY_LIST_PAGE_CLASS (class)->activate_item = activate_item;
  ASSAY_LIST_PAGE_CLASS (class)->selection_changed = selection_changed;
}

static void
assay_runs_page_init (AssayRunsPage *self)
{
  static const GActionEntry actions[] = {
    { .name = "delete", .activate = delete_selected },
    { .name = "report", .activate = report_selected },
  };

  g_action_map_add_action_entries (assay_page_get_actions (ASSAY_PAGE (self)), actions, G_N_ELEMENTS (actions), self);
}
