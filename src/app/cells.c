#include "app/cells.h"

#include "app/verdict-chip.h"

typedef struct
{
  AssayCellText text, row_name;
  AssayCellVerdict verdict;
  gpointer user_data;
  guint chars, min_chars;
  gboolean end;
} Recipe;

static void
set_up_text (GtkListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  const Recipe *recipe = user_data;
  GtkWidget *cell = g_object_new (GTK_TYPE_INSCRIPTION, "min-chars", recipe->min_chars, "nat-chars", recipe->chars,
                                  "text-overflow", GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END, "xalign", recipe->end ? 1.0 : 0.0, NULL);

  if (recipe->end)
    gtk_widget_add_css_class (cell, "numeric");
  gtk_list_item_set_child (item, cell);
}

/* A row of a column view has no name of its own. It is the parent of the cell's parent once the cell is in the tree. */
static void
name_row (GtkWidget *cell, GtkListItem *item, const Recipe *recipe)
{
  GtkWidget *holder = gtk_widget_get_parent (cell);
  GtkWidget *row = holder != NULL ? gtk_widget_get_parent (holder) : NULL;
  g_autofree char *name = NULL;

  if (row == NULL || recipe->row_name == NULL)
    return;
  name = g_strdelimit (recipe->row_name (gtk_list_item_get_item (item), recipe->user_data), "\n", ' ');
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
bind_text (GtkListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  const Recipe *recipe = user_data;
  GtkWidget *cell = gtk_list_item_get_child (item);
  g_autofree char *text = recipe->text (gtk_list_item_get_item (item), recipe->user_data);

  gtk_inscription_set_text (GTK_INSCRIPTION (cell), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, text != NULL ? text : "", -1);
  g_object_set_data (G_OBJECT (cell), "assay-item", gtk_list_item_get_item (item));
  name_row (cell, item, recipe);
}

static void
set_up_verdict (GtkListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkWidget *chip = assay_verdict_chip_new (ASSAY_VERDICT_NONE);

  gtk_widget_set_halign (chip, GTK_ALIGN_START);
  gtk_widget_set_valign (chip, GTK_ALIGN_CENTER);
  gtk_list_item_set_child (item, chip);
}

static void
bind_verdict (GtkListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  const Recipe *recipe = user_data;
  GtkWidget *chip = gtk_list_item_get_child (item);

  assay_verdict_chip_set (GTK_LABEL (chip), recipe->verdict (gtk_list_item_get_item (item), recipe->user_data));
  g_object_set_data (G_OBJECT (chip), "assay-item", gtk_list_item_get_item (item));
}

static void
unbind (GtkListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  g_object_set_data (G_OBJECT (gtk_list_item_get_child (item)), "assay-item", NULL);
}

static GtkListItemFactory *
new_factory (Recipe recipe, GCallback set_up, GCallback bind)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  Recipe *copy = g_memdup2 (&recipe, sizeof recipe);

  g_object_set_data_full (G_OBJECT (factory), "assay-recipe", copy, g_free);
  g_signal_connect (factory, "setup", set_up, copy);
  g_signal_connect (factory, "bind", bind, copy);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind), NULL);
  return factory;
}

/* Names stay readable in large text: the table scrolls sideways before they shrink to nothing. */
static guint
least_chars (guint chars)
{
  return chars >= 20 ? 18 : MIN (chars, 6);
}

GtkListItemFactory *
assay_cells_new_text (AssayCellText text, gpointer user_data, guint chars, gboolean end)
{
  return new_factory ((Recipe) { .text = text, .user_data = user_data, .chars = chars, .min_chars = least_chars (chars), .end = end },
                      G_CALLBACK (set_up_text), G_CALLBACK (bind_text));
}

GtkListItemFactory *
assay_cells_new_naming (AssayCellText text, AssayCellText row_name, gpointer user_data, guint chars, gboolean end)
{
  return new_factory ((Recipe) { .text = text, .row_name = row_name, .user_data = user_data, .chars = chars, .min_chars = least_chars (chars), .end = end },
                      G_CALLBACK (set_up_text), G_CALLBACK (bind_text));
}

GtkListItemFactory *
assay_cells_new_verdict (AssayCellVerdict verdict, gpointer user_data)
{
  return new_factory ((Recipe) { .verdict = verdict, .user_data = user_data }, G_CALLBACK (set_up_verdict), G_CALLBACK (bind_verdict));
}

static const Recipe *
recipe_of (GtkColumnViewColumn *column)
{
  return g_object_get_data (G_OBJECT (gtk_column_view_column_get_factory (column)), "assay-recipe");
}

/* A header is a box with a label and a sort arrow; GTK 4.8 always starts it on the left. */
static void
align_header (GtkWidget *header)
{
  GtkWidget *box = gtk_widget_get_first_child (header);
  GtkWidget *label = GTK_IS_BOX (box) ? gtk_widget_get_first_child (box) : NULL;

  if (!GTK_IS_LABEL (label))
    return;
  gtk_widget_set_hexpand (label, TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
}

void
assay_cells_label_headers (GtkColumnView *view)
{
  GListModel *columns = gtk_column_view_get_columns (view);
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (view));
  guint index = 0;

  for (GtkWidget *title = header != NULL ? gtk_widget_get_first_child (header) : NULL; title != NULL;
       title = gtk_widget_get_next_sibling (title), index++)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, index);

      if (column == NULL)
        return;
      gtk_accessible_update_property (GTK_ACCESSIBLE (title), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      gtk_column_view_column_get_title (column), -1);
      if (recipe_of (column)->end)
        align_header (title);
    }
}

gpointer
assay_cells_pick (GtkColumnView *view, double x, double y)
{
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (view), x, y, GTK_PICK_DEFAULT);

  for (; widget != NULL && widget != GTK_WIDGET (view); widget = gtk_widget_get_parent (widget))
    {
      GtkWidget *child = gtk_widget_get_first_child (widget);
      gpointer item = g_object_get_data (G_OBJECT (widget), "assay-item");

      if (item == NULL && child != NULL)
        item = g_object_get_data (G_OBJECT (child), "assay-item");
      if (item != NULL)
        return item;
    }
  return NULL;
}
