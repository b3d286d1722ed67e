#include "app/models-page.h"

#include <glib/gi18n.h>

#include "app/bin-items.h"
#include "app/when.h"
#include "charts/format.h"

struct _AssayModelsPage
{
  AssayListPage parent;
  AssayProject *project;
  GtkWidget *load;               /* the scope */
};

G_DEFINE_FINAL_TYPE (AssayModelsPage, assay_models_page, ASSAY_TYPE_LIST_PAGE)

#define MODEL(item) (assay_model_item_get (ASSAY_MODEL_ITEM ((gpointer) (item))))

static char *name_text (gpointer item, gpointer user_data) { return g_strdup (MODEL (item)->name); }
static char *version_text (gpointer item, gpointer user_data) { return g_strdup (MODEL (item)->version); }
static char *kind_text (gpointer item, gpointer user_data) { return g_strdup (_(MODEL (item)->kind)); }
static char *format_text (gpointer item, gpointer user_data) { return g_strdup (MODEL (item)->format); }
static char *stage_text (gpointer item, gpointer user_data) { return g_strdup (_(assay_stage_label (MODEL (item)->stage))); }
static char *when_text (gpointer item, gpointer user_data) { return assay_when_format (MODEL (item)->created, 0); }

static char *
search_text (gpointer item, gpointer user_data)
{
  const AssayModelVersion *model = MODEL (item);

  return g_strjoin ("\n", model->name, model->version, _(model->kind), model->format, _(assay_stage_label (model->stage)),
                    model->source != NULL ? model->source : "", NULL);
}

static int
compare (gint64 a, gint64 b)
{
  return (a > b) - (a < b);
}

static int by_name (gconstpointer a, gconstpointer b, gpointer user_data) { return g_utf8_collate (MODEL (a)->name, MODEL (b)->name); }
static int by_stage (gconstpointer a, gconstpointer b, gpointer user_data) { return compare (MODEL (a)->stage, MODEL (b)->stage); }
static int by_when (gconstpointer a, gconstpointer b, gpointer user_data) { return compare (MODEL (a)->created, MODEL (b)->created); }

static void
activate_item (AssayListPage *page, gpointer item, gboolean new_tab)
{
  g_autofree char *place = g_strdup_printf ("model/%" G_GINT64_FORMAT, MODEL (item)->id);

  gtk_widget_activate_action (GTK_WIDGET (page), new_tab ? "win.open-tab" : "win.open", "s", place);
}

static void
delete_selected (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AssayModelsPage *self = user_data;
  g_autoptr(GPtrArray) items = assay_list_page_dup_selected (user_data);
  g_autofree gint64 *ids = g_new (gint64, items->len + 1);

  for (guint i = 0; i < items->len; i++)
    ids[i] = MODEL (items->pdata[i])->id;
  if (items->len > 0)
    assay_bin_items (ASSAY_PAGE (self), self->project, ASSAY_BIN_MODELS, ids, items->len);
}

AssayPage *
assay_models_page_new (AssayProject *project)
{
  AssayModelsPage *self = g_object_new (ASSAY_TYPE_MODELS_PAGE, "title", _("Models"), "icon-name", "assay-model-symbolic", "place", "models", NULL);
  AssayListPage *list = ASSAY_LIST_PAGE (self);

  self->project = g_object_ref (project);
  assay_list_page_add_column (list, "name", _("Name"), name_text, by_name, 20, ASSAY_COLUMN_EXPAND);
  assay_list_page_add_column (list, "version", _("Version"), version_text, NULL, 9, 0);
  assay_list_page_add_column (list, "stage", _("Stage"), stage_text, by_stage, 13, 0);
  assay_list_page_add_column (list, "kind", _("Kind"), kind_text, NULL, 14, ASSAY_COLUMN_EXTRA);
  assay_list_page_add_column (list, "format", _("Format"), format_text, NULL, 14, ASSAY_COLUMN_EXTRA);
  assay_list_page_add_column (list, "when", _("Added"), when_text, by_when, 18, ASSAY_COLUMN_EXTRA);
  assay_list_page_set_empty (list, "assay-model-symbolic", _("No Models Yet"), _("Drop a model file into this window, or choose one: PMML, XGBoost, LightGBM, ONNX, assay-model, or a scorecard as CSV."),
                             _("_Load Model…"), "win.load-model");
  assay_list_page_add_button (list, _("_Delete"), "page.delete", TRUE);
  assay_list_page_set_model (list, assay_project_get_models (project), search_text);
  return ASSAY_PAGE (self);
}

static GtkWidget *
get_scope (AssayPage *page)
{
  return ASSAY_MODELS_PAGE (page)->load;
}

static void
assay_models_page_dispose (GObject *object)
{
  g_clear_object (&ASSAY_MODELS_PAGE (object)->load);
  g_clear_object (&ASSAY_MODELS_PAGE (object)->project);
  G_OBJECT_CLASS (assay_models_page_parent_class)->dispose (object);
}

static void
assay_models_page_class_init (AssayModelsPageClass *class)
{
  G_OBJECT_CLASS (class)->dispose = assay_models_page_dispose;
  ASSAY_PAGE_CLASS (class)->get_scope = get_scope;
  ASSAY_LIST_PAGE_CLASS (class)->activate_item = activate_item;
}

static void
assay_models_page_init (AssayModelsPage *self)
{
  static const GActionEntry actions[] = { { .name = "delete", .activate = delete_selected } };

  self->load = g_object_ref_sink (gtk_button_new_with_mnemonic (_("_Load Model…")));
  gtk_widget_add_css_class (self->load, "scope-chip");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->load), "win.load-model");
  g_action_map_add_action_entries (assay_page_get_actions (ASSAY_PAGE (self)), actions, G_N_ELEMENTS (actions), self);
}
