#include "app/input-list.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/model-facts.h"

#define BATCH 12                 /* rows made in one go: each is about a millisecond */
#define MOST_HEIGHT 420

struct _AssayInputList
{
  AdwBin parent;
  GtkWidget *scroller, *list;    /* the list is a GtkListBox */
  AssayTaskModel *model;         /* lent, as is */
  AssayFrame *frame;
  GArray *order;                 /* guint: fields, those without a column first */
  guint n_made;                  /* of order */
  guint making;                  /* source */
};

G_DEFINE_FINAL_TYPE (AssayInputList, assay_input_list, ADW_TYPE_BIN)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static const AssayField *
field_of (AssayInputList *self, GtkWidget *row)
{
  return assay_artifact_get_field (self->model->artifact, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "field")));
}

/* ---- what is said of one ---- */

static gboolean
is_words (const AssayColumn *column)
{
  return assay_column_get_type (column) == ASSAY_TYPE_CATEGORY || assay_column_get_type (column) == ASSAY_TYPE_TEXT;
}

/* "number, 0 to 10", and below it what stands in the way. */
static char *
describe (AssayInputList *self, const AssayField *field, const AssayColumn *column)
{
  g_autofree char *plain = assay_model_facts_describe_field (field);
  /* The name that is looked for, where the title is another one. */
  g_autofree char *kind = field->label != NULL && strcmp (field->label, field->name) != 0 ? g_strdup_printf ("%s · %s", field->name, plain) : g_strdup (plain);
  const char *nearest = self->frame != NULL && column == NULL ? assay_scorer_find_nearest (self->frame, field) : NULL;

  if (self->frame == NULL)
    return g_steal_pointer (&kind);
  if (nearest != NULL)
    /* Translators: kind and range of an input, name of a column */
    return g_strdup_printf (_("%s\nNot in the data; nearest: “%s”"), kind, nearest);
  if (column == NULL)
    return g_strdup_printf (_("%s\nNot in the data"), kind);
  if (field->kind != ASSAY_FIELD_CATEGORY && is_words (column))
    return g_strdup_printf (_("%s\nThe column holds words; what is no number counts as missing"), kind);
  return g_steal_pointer (&kind);
}

static void
update_row (AssayInputList *self, GtkWidget *row, const AssayField *field, const AssayColumn *column)
{
  g_autofree char *text = describe (self, field, column);
  gboolean is_wrong = self->frame != NULL && column == NULL && !field->is_optional && !self->model->settings.allow_absent;

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  if (is_wrong)
    gtk_widget_add_css_class (row, "error");
  else
    gtk_widget_remove_css_class (row, "error");
}

/* ---- one row ---- */

/* Columns that are like the field first, the rest as the data have them. Where the field's own name is not among them, none is a choice. */
static GtkStringList *
list_choices (AssayInputList *self, const AssayField *field)
{
  GtkStringList *list = gtk_string_list_new (NULL);
  const char *nearest = assay_scorer_find_nearest (self->frame, field);

  if (assay_frame_find (self->frame, field->name) == NULL)
    gtk_string_list_append (list, _("None"));
  if (nearest != NULL)
    gtk_string_list_append (list, nearest);
  for (guint i = 0; i < assay_frame_get_n_columns (self->frame); i++)
    {
      const char *name = assay_column_get_name (assay_frame_get_column (self->frame, i));

      if (g_strcmp0 (name, nearest) != 0)
        gtk_string_list_append (list, name);
    }
  return list;
}

static gboolean
has_none (AssayInputList *self, const AssayField *field)
{
  return assay_frame_find (self->frame, field->name) == NULL;
}

static void
on_chosen (AdwComboRow *row, GParamSpec *pspec, AssayInputList *self)
{
  const AssayField *field = field_of (self, GTK_WIDGET (row));
  guint selected = adw_combo_row_get_selected (row);
  GtkStringObject *item = adw_combo_row_get_selected_item (row);
  const char *name = item == NULL || (selected == 0 && has_none (self, field)) ? NULL : gtk_string_object_get_string (item);

  /* What has the field's own name needs no word. */
  assay_model_settings_bind (&self->model->settings, field->name, g_strcmp0 (name, field->name) == 0 ? NULL : name);
  update_row (self, GTK_WIDGET (row), field, name != NULL ? assay_frame_find (self->frame, name) : NULL);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
select_column (AssayInputList *self, AdwComboRow *row, const AssayColumn *column)
{
  GListModel *choices = adw_combo_row_get_model (row);

  for (guint i = 0; column != NULL && i < g_list_model_get_n_items (choices); i++)
    {
      g_autoptr(GtkStringObject) item = g_list_model_get_item (choices, i);

      if (strcmp (gtk_string_object_get_string (item), assay_column_get_name (column)) != 0 || (i == 0 && has_none (self, field_of (self, GTK_WIDGET (row)))))
        continue;
      adw_combo_row_set_selected (row, i);
      return;
    }
}

static GtkWidget *
new_row (AssayInputList *self, guint index, const AssayColumn *column)
{
  const AssayField *field = assay_artifact_get_field (self->model->artifact, index);
  GtkWidget *row = self->frame != NULL ? adw_combo_row_new () : adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), field->label != NULL ? field->label : field->name);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  g_object_set_data (G_OBJECT (row), "field", GUINT_TO_POINTER (index));
  update_row (self, row, field, column);
  if (self->frame != NULL)
    {
      g_autoptr(GtkStringList) choices = list_choices (self, field);

      adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (choices));
      select_column (self, ADW_COMBO_ROW (row), column);
      g_signal_connect_object (row, "notify::selected", G_CALLBACK (on_chosen), self, 0);
    }
  return row;
}

/* ---- all of them ---- */

/* A scroller would be as low as it can. */
static void
fit_height (AssayInputList *self)
{
  int height;

  gtk_widget_measure (self->list, GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (self->scroller), MIN (height, MOST_HEIGHT));
}

static gboolean
make_rows (gpointer user_data)
{
  AssayInputList *self = user_data;
  g_autofree AssayColumn **match = self->frame != NULL ? assay_task_model_match (self->model, self->frame) : NULL;

  for (guint i = 0; i < BATCH && self->n_made < self->order->len; i++, self->n_made++)
    {
      guint index = g_array_index (self->order, guint, self->n_made);

      gtk_list_box_append (GTK_LIST_BOX (self->list), new_row (self, index, match != NULL ? match[index] : NULL));
    }
  fit_height (self);
  if (self->n_made < self->order->len)
    return G_SOURCE_CONTINUE;
  self->making = 0;
  return G_SOURCE_REMOVE;
}

static void
make_order (AssayInputList *self)
{
  g_autofree AssayColumn **match = self->frame != NULL ? assay_task_model_match (self->model, self->frame) : NULL;
  guint n = assay_artifact_get_n_fields (self->model->artifact);

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < n; i++)
      if ((match == NULL || match[i] != NULL) == (pass > 0))
        g_array_append_val (self->order, i);
}

void
assay_input_list_set (AssayInputList *self, AssayTaskModel *model, AssayFrame *frame)
{
  GtkWidget *row;

  g_clear_handle_id (&self->making, g_source_remove);
  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (self->scroller), 0);
  g_array_set_size (self->order, 0);
  self->n_made = 0;
  self->model = model;
  self->frame = frame;
  if (model == NULL)
    return;
  make_order (self);
  if (make_rows (self) == G_SOURCE_CONTINUE)
    self->making = g_idle_add (make_rows, self);
}

static void
assay_input_list_dispose (GObject *object)
{
  g_clear_handle_id (&ASSAY_INPUT_LIST (object)->making, g_source_remove);
  G_OBJECT_CLASS (assay_input_list_parent_class)->dispose (object);
}

static void
assay_input_list_finalize (GObject *object)
{
  g_array_unref (ASSAY_INPUT_LIST (object)->order);
  G_OBJECT_CLASS (assay_input_list_parent_class)->finalize (object);
}

static void
assay_input_list_class_init (AssayInputListClass *class)
{
  G_OBJECT_CLASS (class)->dispose = assay_input_list_dispose;
  G_OBJECT_CLASS (class)->finalize = assay_input_list_finalize;
  signals[CHANGED] = g_signal_new ("changed", ASSAY_TYPE_INPUT_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
assay_input_list_init (AssayInputList *self)
{
  self->scroller = gtk_scrolled_window_new ();
  self->order = g_array_new (FALSE, FALSE, sizeof (guint));
  self->list = gtk_list_box_new ();
  gtk_list_box_set_show_separators (GTK_LIST_BOX (self->list), TRUE);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scroller), MOST_HEIGHT);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scroller), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Inputs"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Inputs"), -1);
  gtk_widget_set_overflow (self->scroller, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (self->scroller, "card");
  gtk_widget_add_css_class (self->list, "input-list");
  adw_bin_set_child (ADW_BIN (self), self->scroller);
}
