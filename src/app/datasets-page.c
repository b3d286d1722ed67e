#include "app/datasets-page.h"

#include <glib/gi18n.h>

#include "app/bin-items.h"
#include "app/when.h"
#include "charts/format.h"

struct _AssayDatasetsPage
{
  AssayListPage parent;
  AssayProject *project;
  GtkWidget *import;             /* the scope */
};

G_DEFINE_FINAL_TYPE (AssayDatasetsPage, assay_datasets_page, ASSAY_TYPE_LIST_PAGE)

#define DATASET(item) (assay_dataset_item_get (ASSAY_DATASET_ITEM ((gpointer) (item))))

static char *name_text (gpointer item, gpointer user_data) { return g_strdup (DATASET (item)->name); }
static char *source_text (gpointer item, gpointer user_data) { return g_strdup (DATASET (item)->source); }
static char *rows_text (gpointer item, gpointer user_data) { return assay_format_count (DATASET (item)->n_rows); }
static char *columns_text (gpointer item, gpointer user_data) { return assay_format_count (DATASET (item)->n_columns); }
static char *size_text (gpointer item, gpointer user_data) { return assay_size_format (DATASET (item)->n_bytes); }
static char *when_text (gpointer item, gpointer user_data) { return assay_when_format (DATASET (item)->created, 0); }

static char *
search_text (gpointer item, gpointer user_data)
{
  return g_strjoin ("\n", DATASET (item)->name, DATASET (item)->source != NULL ? DATASET (item)->source : "", NULL);
}

static int
compare (gint64 a, gint64 b)
{
  return (a > b) - (a < b);
}

static int by_rows (gconstpointer a, gconstpointer b, gpointer user_data) { return compare (DATASET (a)->n_rows, DATASET (b)->n_rows); }
static int by_columns (gconstpointer a, gconstpointer b, gpointer user_data) { return compare (DATASET (a)->n_columns, DATASET (b)->n_columns); }
static int by_size (gconstpointer a, gconstpointer b, gpointer user_data) { return compare (DATASET (a)->n_bytes, DATASET (b)->n_bytes); }
static int by_when (gconstpointer a, gconstpointer b, gpointer user_data) { return compare (DATASET (a)->created, DATASET (b)->created); }
static int by_name (gconstpointer a, gconstpointer b, gpointer user_data) { return g_utf8_collate (DATASET (a)->name, DATASET (b)->name); }

static void
activate_item (AssayListPage *page, gpointer item, gboolean new_tab)
{
  g_autofree char *place = g_strdup_printf ("dataset/%" G_GINT64_FORMAT, DATASET (item)->id);

  gtk_widget_activate_action (GTK_WIDGET (page), new_tab ? "win.open-tab" : "win.open", "s", place);
}

static void
selection_changed (AssayListPage *page, guint n_selected)
{
  g_autoptr(GPtrArray) items = assay_list_page_dup_selected (page);

  /* A new run is about the one dataset that is selected. */
  assay_page_set_dataset (ASSAY_PAGE (page), n_selected == 1 ? DATASET (items->pdata[0])->id : 0);
}

static void
delete_selected (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AssayDatasetsPage *self = user_data;
  g_autoptr(GPtrArray) items = assay_list_page_dup_selected (user_data);
  g_autofree gint64 *ids = g_new (gint64, items->len + 1);

  for (guint i = 0; i < items->len; i++)
    ids[i] = DATASET (items->pdata[i])->id;
  if (items->len > 0)
    assay_bin_items (ASSAY_PAGE (self), self->project, ASSAY_BIN_DATASETS, ids, items->len);
}

AssayPage *
assay_datasets_page_new (AssayProject *project)
{
  AssayDatasetsPage *self = g_object_new (ASSAY_TYPE_DATASETS_PAGE, "title", _("Datasets"), "icon-name", "assay-dataset-symbolic",
                                          "place", "datasets", NULL);
  AssayListPage *list = ASSAY_LIST_PAGE (self);

  self->project = g_object_ref (project);
  assay_list_page_add_column (list, "name", _("Name"), name_text, by_name, 22, ASSAY_COLUMN_EXPAND);
  assay_list_page_add_column (list, "source", _("Source"), source_text, NULL, 16, ASSAY_COLUMN_EXTRA);
  assay_list_page_add_column (list, "rows", _("Rows"), rows_text, by_rows, 10, ASSAY_COLUMN_END);
  assay_list_page_add_column (list, "columns", _("Columns"), columns_text, by_columns, 8, ASSAY_COLUMN_END | ASSAY_COLUMN_EXTRA);
  assay_list_page_add_column (list, "size", _("Size"), size_text, by_size, 9, ASSAY_COLUMN_END | ASSAY_COLUMN_EXTRA);
  assay_list_page_add_column (list, "when", _("Imported"), when_text, by_when, 18, 0);
  assay_list_page_set_empty (list, "assay-dataset-symbolic", _("No Data Yet"), _("Drop a file into this window, or choose one."),
                             _("_Import Data…"), "win.import");
  assay_list_page_add_button (list, _("_Delete"), "page.delete", TRUE);
  assay_list_page_add_button (list, _("New _Run…"), "win.new-run", FALSE);
  assay_list_page_set_model (list, assay_project_get_datasets (project), search_text);
  return ASSAY_PAGE (self);
}

static GtkWidget *
get_scope (AssayPage *page)
{
  return ASSAY_DATASETS_PAGE (page)->import;
}

static void
assay_datasets_page_dispose (GObject *object)
{
  g_clear_object (&ASSAY_DATASETS_PAGE (object)->import);
  g_clear_object (&ASSAY_DATASETS_PAGE (object)->project);
  G_OBJECT_CLASS (assay_datasets_page_parent_class)->dispose (object);
}

static void
assay_datasets_page_class_init (AssayDatasetsPageClass *class)
{
  G_OBJECT_CLASS (class)->dispose = assay_datasets_page_dispose;
  ASSAY_PAGE_CLASS (class)->get_scope = get_scope;
  ASSAY_LIST_PAGE_CLASS (class)->activate_item = activate_item;
  ASSAY_LIST_PAGE_CLASS (class)->selection_changed = selection_changed;
}

static void
assay_datasets_page_init (AssayDatasetsPage *self)
{
  static const GActionEntry actions[] = { { .name = "delete", .activate = delete_selected } };

  self->import = g_object_ref_sink (gtk_button_new_with_mnemonic (_("_Import Data…")));
  gtk_widget_add_css_class (self->import, "scope-chip");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->import), "win.import");
  g_action_map_add_action_entries (assay_page_get_actions (ASSAY_PAGE (self)), actions, G_N_ELEMENTS (actions), self);
}
