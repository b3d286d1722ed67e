#include "app/width-bin.h"

#define HYSTERESIS 16
#define LEAST 300

static const int edges[] = { 560, 860, 1100 };   /* lower edge of NARROW, MEDIUM, WIDE */
static const char *const style_classes[] = { "tiny", "narrow", "medium", "wide" };

typedef struct
{
  AssayWidthClass width_class;
  int noted_width;       /* of the last layout */
  guint idle;
  gboolean settled;      /* was laid out once */
} AssayWidthBinPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (AssayWidthBin, assay_width_bin, ADW_TYPE_BIN)

enum { PROP_WIDTH_CLASS = 1, N_PROPERTIES };
static GParamSpec *properties[N_PROPERTIES];

GType
assay_width_class_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type))
    {
      static const GEnumValue values[] = {
        { ASSAY_WIDTH_TINY, "ASSAY_WIDTH_TINY", "tiny" },
        { ASSAY_WIDTH_NARROW, "ASSAY_WIDTH_NARROW", "narrow" },
        { ASSAY_WIDTH_MEDIUM, "ASSAY_WIDTH_MEDIUM", "medium" },
        { ASSAY_WIDTH_WIDE, "ASSAY_WIDTH_WIDE", "wide" },
        { 0, NULL, NULL },
      };
      g_once_init_leave (&type, g_enum_register_static ("AssayWidthClass", values));
    }
  return type;
}

AssayWidthClass
assay_width_class_for (int width, int before)
{
  guint class = 0;

  for (guint i = 0; i < G_N_ELEMENTS (edges); i++)
    {
      int edge = edges[i];

      if (before >= 0)
        edge += before > (int) i ? -HYSTERESIS : HYSTERESIS;
      if (width >= edge)
        class = i + 1;
    }
  return class;
}

static gboolean
settle (gpointer user_data)
{
  AssayWidthBin *self = user_data;
  AssayWidthBinPrivate *priv = assay_width_bin_get_instance_private (self);
  AssayWidthClass class = assay_width_class_for (priv->noted_width, priv->settled ? (int) priv->width_class : -1);

  priv->idle = 0;
  priv->settled = TRUE;
  if (class == priv->width_class)
    return G_SOURCE_REMOVE;
  gtk_widget_remove_css_class (GTK_WIDGET (self), style_classes[priv->width_class]);
  priv->width_class = class;
  gtk_widget_add_css_class (GTK_WIDGET (self), style_classes[class]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WIDTH_CLASS]);
  return G_SOURCE_REMOVE;
}

static void
assay_width_bin_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AssayWidthBin *self = ASSAY_WIDTH_BIN (widget);
  AssayWidthBinPrivate *priv = assay_width_bin_get_instance_private (self);
  GtkWidget *child = adw_bin_get_child (ADW_BIN (self));

  if (child != NULL && gtk_widget_should_layout (child))
    {
      int minimum;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      gtk_widget_allocate (child, priv->settled ? width : MAX (width, minimum), height, baseline, NULL);
    }
  if (width == priv->noted_width || width <= 0)
    return;
  priv->noted_width = width;
  /* Before the next frame is drawn, so that a window that opens narrow does not flash its wide layout. */
  if (priv->idle == 0)
    priv->idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, settle, self, NULL);
}

/* Until the width is known the child is laid out for a wide window; what it then needs must not make a narrow one wide. */
static void
assay_width_bin_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                         int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  AssayWidthBinPrivate *priv = assay_width_bin_get_instance_private (ASSAY_WIDTH_BIN (widget));
  GtkWidget *child = adw_bin_get_child (ADW_BIN (widget));

  if (child != NULL && gtk_widget_should_layout (child))
    gtk_widget_measure (child, orientation, for_size, minimum, natural, minimum_baseline, natural_baseline);
  if (orientation == GTK_ORIENTATION_HORIZONTAL && !priv->settled)
    *minimum = MIN (*minimum, LEAST);
}

static GtkSizeRequestMode
assay_width_bin_get_request_mode (GtkWidget *widget)
{
  GtkWidget *child = adw_bin_get_child (ADW_BIN (widget));

  return child != NULL ? gtk_widget_get_request_mode (child) : GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

GtkWidget *
assay_width_bin_new (void)
{
  return g_object_new (ASSAY_TYPE_WIDTH_BIN, NULL);
}

AssayWidthClass
assay_width_bin_get_width_class (AssayWidthBin *self)
{
  AssayWidthBinPrivate *priv = assay_width_bin_get_instance_private (self);

  g_return_val_if_fail (ASSAY_IS_WIDTH_BIN (self), ASSAY_WIDTH_WIDE);
  return priv->width_class;
}

static void
assay_width_bin_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_WIDTH_CLASS)
    g_value_set_enum (value, assay_width_bin_get_width_class (ASSAY_WIDTH_BIN (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
assay_width_bin_dispose (GObject *object)
{
  AssayWidthBinPrivate *priv = assay_width_bin_get_instance_private (ASSAY_WIDTH_BIN (object));

  g_clear_handle_id (&priv->idle, g_source_remove);
  G_OBJECT_CLASS (assay_width_bin_parent_class)->dispose (object);
}

static void
assay_width_bin_class_init (AssayWidthBinClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = assay_width_bin_get_property;
  object_class->dispose = assay_width_bin_dispose;
  widget_class->measure = assay_width_bin_measure;
  widget_class->size_allocate = assay_width_bin_size_allocate;
  widget_class->get_request_mode = assay_width_bin_get_request_mode;
  properties[PROP_WIDTH_CLASS] = g_param_spec_enum ("width-class", NULL, NULL, ASSAY_TYPE_WIDTH_CLASS, ASSAY_WIDTH_WIDE,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
assay_width_bin_init (AssayWidthBin *self)
{
  AssayWidthBinPrivate *priv = assay_width_bin_get_instance_private (self);

  priv->width_class = ASSAY_WIDTH_WIDE;
  gtk_widget_add_css_class (GTK_WIDGET (self), style_classes[ASSAY_WIDTH_WIDE]);
  /* AdwBin lays out through a layout manager, and then size_allocate is never called. */
  gtk_widget_set_layout_manager (GTK_WIDGET (self), NULL);
}
