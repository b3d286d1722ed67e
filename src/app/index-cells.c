#include "app/index-cells.h"
#include <glib/gi18n.h>
#include "app/accessible-names.h"
#include "app/index-list.h"
#include "app/risk-mark.h"
#include "app/verdict-chip.h"

#define LEAST_TEXT 22            /* characters; what is cut can be read in the tooltip */

typedef struct
{
  AssayIndexCells cells;
  int width;
  AssayIndexFunc func;
  guint column;
  gpointer user_data;
} Recipe;

/* The whole of a text that does not fit. */
static gboolean
on_query_tooltip (GtkWidget *text, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip)
{
  const char *shown = gtk_inscription_get_text (GTK_INSCRIPTION (text));
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (text, shown);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  if (shown == NULL || width <= gtk_widget_get_width (text))
    return FALSE;
  gtk_tooltip_set_text (tooltip, shown);
  return TRUE;
}

static GtkWidget *
new_text (const Recipe *recipe)
{
  GtkWidget *text = gtk_inscription_new (NULL);

  gtk_inscription_set_xalign (GTK_INSCRIPTION (text), recipe->cells == ASSAY_INDEX_NUMBER ? 1 : 0);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  /* A number that is cut is wrong; a text that is cut can be guessed. */
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), (guint) (recipe->cells == ASSAY_INDEX_NUMBER ? recipe->width : MIN (recipe->width, LEAST_TEXT)));
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (text), (guint) recipe->width);
  gtk_inscription_set_min_lines (GTK_INSCRIPTION (text), 1);
  gtk_widget_set_hexpand (text, TRUE);
  if (recipe->cells != ASSAY_INDEX_NUMBER)
    {
      gtk_widget_set_has_tooltip (text, TRUE);
      g_signal_connect (text, "query-tooltip", G_CALLBACK (on_query_tooltip), NULL);
    }
  if (recipe->cells == ASSAY_INDEX_NUMBER)
    gtk_widget_add_css_class (text, "numeric");
  return text;
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, const Recipe *recipe)
{
  GtkWidget *box;

  if (recipe->cells == ASSAY_INDEX_TEXT || recipe->cells == ASSAY_INDEX_NUMBER)
    {
      gtk_list_item_set_child (item, new_text (recipe));
      return;
    }
  if (recipe->cells == ASSAY_INDEX_VERDICT)
    {
      gtk_list_item_set_child (item, assay_verdict_chip_new (ASSAY_VERDICT_NONE));
      return;
    }
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (box), assay_risk_mark_new ());
  gtk_box_append (GTK_BOX (box), new_text (recipe));
  gtk_list_item_set_child (item, box);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, const Recipe *recipe)
{
  GtkWidget *child = gtk_list_item_get_child (item);
  AssayIndexItem *index = gtk_list_item_get_item (item);
  g_autofree char *text = recipe->func (assay_index_item_get (index), recipe->column, recipe->user_data);
  AssayVerdict verdict = ASSAY_VERDICT_NONE;

  switch (recipe->cells)
    {
    case ASSAY_INDEX_RISK:
      assay_risk_mark_set_risk (ASSAY_RISK_MARK (gtk_widget_get_first_child (child)), assay_risk_from_name (text));
      gtk_inscription_set_text (GTK_INSCRIPTION (gtk_widget_get_last_child (child)),
                                text != NULL && *text != '\0' ? _(text) : "");
      break;
    case ASSAY_INDEX_VERDICT:
      assay_verdict_from_name (text, &verdict);
      assay_verdict_chip_set (GTK_LABEL (child), verdict);
      break;
    default:
      gtk_inscription_set_text (GTK_INSCRIPTION (child), text);
      assay_name_row (child, text);
    }
}

GtkColumnViewColumn *
assay_index_cells_new_column (const char *title, AssayIndexCells cells, int width, AssayIndexFunc func, guint column,
                              gpointer user_data)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  Recipe *recipe = g_new (Recipe, 1);
  GtkColumnViewColumn *self;

  *recipe = (Recipe) { cells, width, func, column, user_data };
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), recipe);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), recipe);
  g_object_set_data_full (G_OBJECT (factory), "recipe", recipe, g_free);
  self = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_resizable (self, TRUE);
  if (cells == ASSAY_INDEX_NUMBER)
    g_object_set_data (G_OBJECT (self), "at-end", GINT_TO_POINTER (TRUE));
  return self;
}

/* A header is a box with a label and a sort arrow; GTK 4.8 always starts it on the left. */
static void
align_header (GtkWidget *header)
{
  GtkWidget *box = gtk_widget_get_first_child (header);
  GtkWidget *label = box != NULL && GTK_IS_BOX (box) ? gtk_widget_get_first_child (box) : NULL;

  if (label != NULL && GTK_IS_LABEL (label))
    {
      gtk_widget_set_hexpand (label, TRUE);
      gtk_label_set_xalign (GTK_LABEL (label), 1);
    }
}

void
assay_index_cells_finish (GtkColumnView *view, const char *label)
{
  GListModel *columns = gtk_column_view_get_columns (view);
  GtkWidget *header = gtk_widget_get_first_child (gtk_widget_get_first_child (GTK_WIDGET (view)));

  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  for (guint i = 0; header != NULL && i < g_list_model_get_n_items (columns); i++, header = gtk_widget_get_next_sibling (header))
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      gtk_accessible_update_property (GTK_ACCESSIBLE (header), GTK_ACCESSIBLE_PROPERTY_LABEL, gtk_column_view_column_get_title (column), -1);
      if (g_object_get_data (G_OBJECT (column), "at-end") != NULL)
        align_header (header);
    }
}

/* By the action of the inner list, which takes its focus along. Not for a row that is in view already: the action would leave
 * a gap above it. All rows are of one height. */
void
assay_index_cells_scroll_to (GtkColumnView *view, guint position)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (view));
  GtkSelectionModel *model = gtk_column_view_get_model (view);
  const guint n = model != NULL ? g_list_model_get_n_items (G_LIST_MODEL (model)) : 0;
  const double page = gtk_adjustment_get_page_size (adjustment), upper = gtk_adjustment_get_upper (adjustment);
  const double height = n > 0 ? upper / n : 0, top = position * height;

  if (n == 0 || upper <= page)
    return;
  if (top < gtk_adjustment_get_value (adjustment) || top + height > gtk_adjustment_get_value (adjustment) + page)
    gtk_widget_activate_action (gtk_widget_get_last_child (GTK_WIDGET (view)), "list.scroll-to-item", "u", position);
}

void
assay_index_cells_focus_selected (GtkColumnView *view)
{
  GtkWidget *list = gtk_widget_get_last_child (GTK_WIDGET (view));

  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL; row = gtk_widget_get_next_sibling (row))
    if ((gtk_widget_get_state_flags (row) & GTK_STATE_FLAG_SELECTED) != 0)
      {
        gtk_widget_grab_focus (row);
        return;
      }
}
