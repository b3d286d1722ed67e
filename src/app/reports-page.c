#include "app/reports-page.h"

#include <glib/gi18n.h>

#include "app/when.h"
#include "charts/format.h"

struct _AssayReportsPage
{
  AssayListPage parent;
  AssayProject *project;
};

G_DEFINE_FINAL_TYPE (AssayReportsPage, assay_reports_page, ASSAY_TYPE_LIST_PAGE)

#define REPORT(item) (assay_report_item_get (ASSAY_REPORT_ITEM ((gpointer) (item))))

static char *title_text (gpointer item, gpointer user_data) { return g_strdup (REPORT (item)->title); }
static char *pages_text (gpointer item, gpointer user_data) { return assay_format_count (REPORT (item)->n_pages); }
static char *when_text (gpointer item, gpointer user_data) { return assay_when_format (REPORT (item)->created, 0); }
static char *file_text (gpointer item, gpointer user_data) { return g_path_get_basename (REPORT (item)->file); }

static char *
runs_text (gpointer item, gpointer user_data)
{
  g_auto(GStrv) runs = g_strsplit (REPORT (item)->runs != NULL ? REPORT (item)->runs : "", ",", -1);

  return g_strjoinv (", ", runs);
}

static char *
search_text (gpointer item, gpointer user_data)
{
  return g_strjoin ("\n", REPORT (item)->title, REPORT (item)->file, NULL);
}

static int
compare (gint64 a, gint64 b)
{
  return (a > b) - (a < b);
}

static int by_pages (gconstpointer a, gconstpointer b, gpointer user_data) { return compare (REPORT (a)->n_pages, REPORT (b)->n_pages); }
static int by_when (gconstpointer a, gconstpointer b, gpointer user_data) { return compare (REPORT (a)->created, REPORT (b)->created); }
static int by_title (gconstpointer a, gconstpointer b, gpointer user_data) { return g_utf8_collate (REPORT (a)->title, REPORT (b)->title); }

/* The store keeps a name for what is in reports/ and a whole path for what was written elsewhere. */
static char *
report_path (AssayReportsPage *self, const AssayReportEntry *entry)
{
  g_autofree char *folder = assay_workspace_dup_reports_folder (assay_project_get_workspace (self->project));

  return g_path_is_absolute (entry->file) ? g_strdup (entry->file) : g_build_filename (folder, entry->file, NULL);
}

static void
activate_item (AssayListPage *page, gpointer item, gboolean new_tab)
{
  g_autofree char *path = report_path (ASSAY_REPORTS_PAGE (page), REPORT (item));

  gtk_widget_activate_action (GTK_WIDGET (page), "win.open-file", "s", path);
}

static void
selection_changed (AssayListPage *page, guint n_selected)
{
  GActionMap *actions = assay_page_get_actions (ASSAY_PAGE (page));

  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (actions, "open")), n_selected == 1);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (actions, "show")), n_selected == 1);
}

static void
with_selected (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr(GPtrArray) items = assay_list_page_dup_selected (user_data);
  g_autofree char *path = NULL;

  if (items->len == 0)
    return;
  path = report_path (user_data, REPORT (items->pdata[0]));
  gtk_widget_activate_action (GTK_WIDGET (user_data), g_str_equal (g_action_get_name (G_ACTION (action)), "show") ? "win.show-file" : "win.open-file",
                              "s", path);
}

AssayPage *
assay_reports_page_new (AssayProject *project)
{
  AssayReportsPage *self = g_object_new (ASSAY_TYPE_REPORTS_PAGE, "title", _("Reports"), "icon-name", "assay-report-symbolic",
                                         "place", "reports", NULL);
  AssayListPage *list = ASSAY_LIST_PAGE (self);

  self->project = g_object_ref (project);
  assay_list_page_add_column (list, "title", _("Title"), title_text, by_title, 30, ASSAY_COLUMN_EXPAND);
  assay_list_page_add_column (list, "runs", _("Runs"), runs_text, NULL, 8, 0);
  assay_list_page_add_column (list, "pages", _("Pages"), pages_text, by_pages, 6, ASSAY_COLUMN_END);
  assay_list_page_add_column (list, "file", _("File"), file_text, NULL, 24, ASSAY_COLUMN_EXTRA);
  assay_list_page_add_column (list, "when", _("Written"), when_text, by_when, 18, 0);
  assay_list_page_set_empty (list, "assay-report-symbolic", _("No Reports Yet"), _("Open a run and export it; the PDF is kept here."),
                             _("Go to _Runs"), "page.runs");
  assay_list_page_add_button (list, _("Show in _Folder"), "page.show", FALSE);
  assay_list_page_add_button (list, _("_Open"), "page.open", FALSE);
  assay_list_page_set_model (list, assay_project_get_reports (project), search_text);
  return ASSAY_PAGE (self);
}

static void
go_to_runs (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  assay_page_go (user_data, "runs");
}

static void
assay_reports_page_dispose (GObject *object)
{
  g_clear_object (&ASSAY_REPORTS_PAGE (object)->project);
  G_OBJECT_CLASS (assay_reports_page_parent_class)->dispose (object);
}

static void
assay_reports_page_class_init (AssayReportsPageClass *class)
{
  G_OBJECT_CLASS (class)->dispose = assay_reports_page_dispose;
  ASSAY_LIST_PAGE_CLASS (class)->activate_item = activate_item;
  ASSAY_LIST_PAGE_CLASS (class)->selection_changed = selection_changed;
}

static void
assay_reports_page_init (AssayReportsPage *self)
{
  static const GActionEntry actions[] = {
    { .name = "open", .activate = with_selected },
    { .name = "show", .activate = with_selected },
    { .name = "runs", .activate = go_to_runs },
  };

  g_action_map_add_action_entries (assay_page_get_actions (ASSAY_PAGE (self)), actions, G_N_ELEMENTS (actions), self);
}
