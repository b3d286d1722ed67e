#include "app/shapes-view.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/accessible-names.h"

struct _AssayShapesView
{
  GtkBox parent_instance;
  GtkWidget *bar, *choice, *hint;
  AssayFiguresView *figures;
  AssayResult *result;
  GtkStringList *names;          /* of the inputs that have a shape, in the order of the result */
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (AssayShapesView, assay_shapes_view, GTK_TYPE_BOX)

enum { INPUT_CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

/* ---- which figures ---- */

static const char *const methods[] = { "pdp", "ice", "ale", "shap", NULL };
static const char *const tables[] = { "pdp", "ice", "ale", NULL };      /* of all inputs */

/* "pdp-income" is about “income”; NULL: the id is of no shape of one input. */
static const char *
input_of (const char *id)
{
  for (guint i = 0; methods[i] != NULL; i++)
    if (g_str_has_prefix (id, methods[i]) && id[strlen (methods[i])] == '-')
      return id + strlen (methods[i]) + 1;
  return NULL;
}

/* A figure of one input, or the table of all of them. */
gboolean
assay_is_shape (const char *id, const char *section)
{
  return input_of (id) != NULL || g_strv_contains (tables, id);
}

gboolean
assay_result_has_shape (AssayResult *result, const char *input)
{
  for (guint i = 0; i < assay_result_get_n_figures (result); i++)
    if (g_strcmp0 (input_of (assay_figure_get_id (assay_result_get_figure (result, i))), input) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_any (const char *id, const char *section)
{
  return TRUE;
}

static void
copy_row (AssayTable *to, const AssayTable *from, guint row)
{
  assay_table_add_row (to);
  for (guint i = 0; i < assay_table_get_n_columns (from); i++)
    switch (assay_table_get_column_type (from, i))
      {
      case ASSAY_CELL_TEXT: case ASSAY_CELL_RISK: case ASSAY_CELL_VERDICT:
        assay_table_set_text (to, i, assay_table_get_text (from, row, i));
        break;
      default:
        assay_table_set_number (to, i, assay_table_get_number (from, row, i));
        break;
      }
}

/* The rows of one input. (transfer full) */
static AssayTable *
pick_rows (const AssayTable *table, const char *input)
{
  AssayTable *part = assay_table_new (assay_table_get_id (table), assay_table_get_title (table));
  const int column = assay_table_find_column (table, "input");

  for (guint i = 0; i < assay_table_get_n_columns (table); i++)
    assay_table_add_column (part, assay_table_get_column_id (table, i), assay_table_get_column_label (table, i), assay_table_get_column_type (table, i));
  assay_table_set_note (part, assay_table_get_note (table));
  for (guint row = 0; column >= 0 && row < assay_table_get_n_rows (table); row++)
    if (g_strcmp0 (assay_table_get_text (table, row, (guint) column), input) == 0)
      copy_row (part, table, row);
  return part;
}

/* The part of the result that is about one input. (transfer full) */
static AssayResult *
pick (AssayResult *result, const char *input)
{
  AssayResult *part = assay_result_new (assay_result_get_analysis (result), assay_result_get_title (result));

  for (guint i = 0; i < assay_result_get_n_figures (result); i++)
    if (g_strcmp0 (input_of (assay_figure_get_id (assay_result_get_figure (result, i))), input) == 0)
      assay_result_take_figure (part, assay_figure_ref (assay_result_get_figure (result, i)));
  for (guint i = 0; i < assay_result_get_n_tables (result); i++)
    if (g_strv_contains (tables, assay_table_get_id (assay_result_get_table (result, i))))
      {
        g_autoptr(AssayTable) rows = pick_rows (assay_result_get_table (result, i), input);

        if (assay_table_get_n_rows (rows) > 0)
          assay_result_take_table (part, g_steal_pointer (&rows));
      }
  return part;
}

/* ---- choosing ---- */

static const char *
chosen (AssayShapesView *self)
{
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->choice));

  return selected != GTK_INVALID_LIST_POSITION ? gtk_string_list_get_string (self->names, selected) : NULL;
}

static guint
position_of (AssayShapesView *self, const char *input)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->names)); i++)
    if (g_strcmp0 (gtk_string_list_get_string (self->names, i), input) == 0)
      return i;
  return GTK_INVALID_LIST_POSITION;
}

static void
show_chosen (AssayShapesView *self)
{
  g_autoptr(AssayResult) part = chosen (self) != NULL ? pick (self->result, chosen (self)) : NULL;

  if (part != NULL)
    assay_figures_view_set_result (self->figures, part, is_any, ASSAY_FIGURES_ALL);
}

static void
on_choice (AssayShapesView *self)
{
  if (self->filling || chosen (self) == NULL)
    return;
  show_chosen (self);
  g_signal_emit (self, signals[INPUT_CHOSEN], 0, chosen (self));
}

void
assay_shapes_view_select_input (AssayShapesView *self, const char *input)
{
  const guint position = position_of (self, input);

  if (position == GTK_INVALID_LIST_POSITION || position == gtk_drop_down_get_selected (GTK_DROP_DOWN (self->choice)))
    return;
  self->filling = TRUE;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->choice), position);
  self->filling = FALSE;
  show_chosen (self);
}

static void
list_inputs (AssayShapesView *self)
{
  for (guint i = 0; i < assay_result_get_n_figures (self->result); i++)
    {
      const char *input = input_of (assay_figure_get_id (assay_result_get_figure (self->result, i)));

      if (input != NULL && position_of (self, input) == GTK_INVALID_LIST_POSITION)
        gtk_string_list_append (self->names, input);
    }
}

void
assay_shapes_view_set_result (AssayShapesView *self, AssayResult *result)
{
  g_autofree char *before = g_strdup (chosen (self));
  guint position;

  g_clear_pointer (&self->result, assay_result_unref);
  self->result = assay_result_ref (result);
  self->filling = TRUE;
  gtk_string_list_splice (self->names, 0, g_list_model_get_n_items (G_LIST_MODEL (self->names)), NULL);
  list_inputs (self);
  position = before != NULL ? position_of (self, before) : GTK_INVALID_LIST_POSITION;
  if (g_list_model_get_n_items (G_LIST_MODEL (self->names)) > 0)
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->choice), position != GTK_INVALID_LIST_POSITION ? position : 0);
  self->filling = FALSE;
  gtk_widget_set_visible (self->bar, chosen (self) != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->figures), chosen (self) != NULL);
  gtk_widget_set_visible (self->hint, chosen (self) == NULL);
  show_chosen (self);
}

void
assay_shapes_view_set_width_class (AssayShapesView *self, AssayWidthClass width_class)
{
  assay_figures_view_set_width_class (self->figures, width_class);
}

gboolean
assay_shapes_view_is_busy (AssayShapesView *self)
{
  return assay_figures_view_is_busy (self->figures);
}

void
assay_shapes_view_focus (AssayShapesView *self)
{
  gtk_widget_grab_focus (self->choice);
}

/* ---- class ---- */

static GtkWidget *
new_bar (AssayShapesView *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *label = gtk_label_new (_("Input"));

  gtk_widget_set_margin_start (bar, 12);
  gtk_widget_set_margin_end (bar, 12);
  gtk_widget_add_css_class (label, "dim-label");
  assay_name_drop_down (GTK_DROP_DOWN (self->choice), _("Input"));
  gtk_drop_down_set_enable_search (GTK_DROP_DOWN (self->choice), TRUE);
  gtk_box_append (GTK_BOX (bar), label);
  gtk_box_append (GTK_BOX (bar), self->choice);
  return bar;
}

static GtkWidget *
new_hint (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_margin_start (label, 12);
  gtk_widget_set_margin_end (label, 12);
  return label;
}

static void
assay_shapes_view_dispose (GObject *object)
{
  g_clear_pointer (&ASSAY_SHAPES_VIEW (object)->result, assay_result_unref);
  G_OBJECT_CLASS (assay_shapes_view_parent_class)->dispose (object);
}

static void
assay_shapes_view_class_init (AssayShapesViewClass *class)
{
  G_OBJECT_CLASS (class)->dispose = assay_shapes_view_dispose;
  signals[INPUT_CHOSEN] = g_signal_new ("input-chosen", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
assay_shapes_view_init (AssayShapesView *self)
{
  self->names = gtk_string_list_new (NULL);
  self->choice = gtk_drop_down_new (G_LIST_MODEL (self->names), gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string"));
  self->bar = new_bar (self);
  self->hint = new_hint (_("This run has no shapes. Run it again with the methods “pdp”, “ice” or “ale” to see how each input moves the output."));
  self->figures = ASSAY_FIGURES_VIEW (assay_figures_view_new (_("Shapes")));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_set_vexpand (GTK_WIDGET (self->figures), TRUE);
  gtk_box_append (GTK_BOX (self), self->bar);
  gtk_box_append (GTK_BOX (self), self->hint);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->figures));
  g_signal_connect_object (self->choice, "notify::selected", G_CALLBACK (on_choice), self, G_CONNECT_SWAPPED);
}

GtkWidget *
assay_shapes_view_new (void)
{
  return g_object_new (ASSAY_TYPE_SHAPES_VIEW, NULL);
}
