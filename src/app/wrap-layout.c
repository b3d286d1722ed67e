#include "app/wrap-layout.h"

struct _AssayWrapLayout
{
  GtkLayoutManager parent_instance;
  int column_spacing, row_spacing;
  gboolean first_expands, end;
};

G_DEFINE_FINAL_TYPE (AssayWrapLayout, assay_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

enum { PROP_COLUMN_SPACING = 1, PROP_ROW_SPACING, PROP_FIRST_EXPANDS, PROP_END, N_PROPERTIES };
static GParamSpec *properties[N_PROPERTIES];

GtkLayoutManager *
assay_wrap_layout_new (int column_spacing, int row_spacing)
{
  return g_object_new (ASSAY_TYPE_WRAP_LAYOUT, "column-spacing", column_spacing, "row-spacing", row_spacing, NULL);
}

typedef struct { GtkWidget *first; guint n; int width, height; } Line;

/* The next line of a box this wide; FALSE when no child is left. `child` moves on. */
static gboolean
next_line (AssayWrapLayout *self, GtkWidget **child, int width, Line *line)
{
  *line = (Line) { NULL };
  for (; *child != NULL; *child = gtk_widget_get_next_sibling (*child))
    {
      int minimum, natural, wanted, height;

      if (!gtk_widget_should_layout (*child))
        continue;
      gtk_widget_measure (*child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
      wanted = MAX (minimum, MIN (natural, width));
      if (line->n > 0 && line->width + self->column_spacing + wanted > width)
        return TRUE;
      gtk_widget_measure (*child, GTK_ORIENTATION_VERTICAL, wanted, &height, NULL, NULL, NULL);
      line->width += wanted + (line->n > 0 ? self->column_spacing : 0);
      line->height = MAX (line->height, height);
      if (line->n++ == 0)
        line->first = *child;
    }
  return line->n > 0;
}

static int
height_for (AssayWrapLayout *self, GtkWidget *widget, int width)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);
  int height = 0;
  Line line;

  while (next_line (self, &child, width, &line))
    height += line.height + (height > 0 ? self->row_spacing : 0);
  return height;
}

static void
assay_wrap_layout_measure (GtkLayoutManager *manager, GtkWidget *widget, GtkOrientation orientation, int for_size,
                           int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  AssayWrapLayout *self = ASSAY_WRAP_LAYOUT (manager);
  int least = 0, all = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum, child_natural;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, &child_natural, NULL, NULL);
      least = MAX (least, child_minimum);
      all += child_natural + (all > 0 ? self->column_spacing : 0);
    }
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = least;
      *natural = MAX (least, all);
    }
  else
    {
      /* With no width asked about, the height of one line: what the children take when they have the room they want. */
      *minimum = *natural = height_for (self, widget, for_size < 0 ? MAX (least, all) : for_size);
    }
}

static void
place_line (AssayWrapLayout *self, const Line *line, int width, int top)
{
  const int spare = MAX (width - line->width, 0);
  int x = self->end && !self->first_expands ? spare : 0;
  GtkWidget *child = line->first;

  for (guint i = 0; i < line->n; child = gtk_widget_get_next_sibling (child))
    {
      int minimum, natural, wanted;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
      wanted = MAX (minimum, MIN (natural, width));
      if (self->first_expands && i == 0)
        wanted += spare;
      gtk_widget_size_allocate (child, &(GtkAllocation) { x, top, wanted, line->height }, -1);
      x += wanted + self->column_spacing;
      i++;
    }
}

/* Mirrored afterwards: the same lines, read from the other side. */
static void
mirror (GtkWidget *widget, int width)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkAllocation at;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_get_allocation (child, &at);
      at.x = width - at.x - at.width;
      gtk_widget_size_allocate (child, &at, -1);
    }
}

static void
assay_wrap_layout_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  AssayWrapLayout *self = ASSAY_WRAP_LAYOUT (manager);
  GtkWidget *child = gtk_widget_get_first_child (widget);
  int top = 0;
  Line line;

  while (next_line (self, &child, width, &line))
    {
      place_line (self, &line, width, top);
      top += line.height + self->row_spacing;
    }
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    mirror (widget, width);
}

static GtkSizeRequestMode
assay_wrap_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
assay_wrap_layout_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AssayWrapLayout *self = ASSAY_WRAP_LAYOUT (object);

  switch (id)
    {
    case PROP_COLUMN_SPACING: g_value_set_int (value, self->column_spacing); break;
    case PROP_ROW_SPACING: g_value_set_int (value, self->row_spacing); break;
    case PROP_FIRST_EXPANDS: g_value_set_boolean (value, self->first_expands); break;
    case PROP_END: g_value_set_boolean (value, self->end); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
assay_wrap_layout_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AssayWrapLayout *self = ASSAY_WRAP_LAYOUT (object);

  switch (id)
    {
    case PROP_COLUMN_SPACING: self->column_spacing = g_value_get_int (value); break;
    case PROP_ROW_SPACING: self->row_spacing = g_value_get_int (value); break;
    case PROP_FIRST_EXPANDS: self->first_expands = g_value_get_boolean (value); break;
    case PROP_END: self->end = g_value_get_boolean (value); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}

static void
assay_wrap_layout_class_init (AssayWrapLayoutClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (class);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = assay_wrap_layout_get_property;
  object_class->set_property = assay_wrap_layout_set_property;
  layout_class->measure = assay_wrap_layout_measure;
  layout_class->allocate = assay_wrap_layout_allocate;
  layout_class->get_request_mode = assay_wrap_layout_get_request_mode;
  properties[PROP_COLUMN_SPACING] = g_param_spec_int ("column-spacing", NULL, NULL, 0, 1000, 0, flags);
  properties[PROP_ROW_SPACING] = g_param_spec_int ("row-spacing", NULL, NULL, 0, 1000, 0, flags);
  properties[PROP_FIRST_EXPANDS] = g_param_spec_boolean ("first-expands", NULL, NULL, FALSE, flags);
  properties[PROP_END] = g_param_spec_boolean ("end", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
assay_wrap_layout_init (AssayWrapLayout *self)
{
}
