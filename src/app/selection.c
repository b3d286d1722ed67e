#include "app/selection.h"
#include <math.h>

#define HISTORY_LENGTH 50

struct _AssaySelection
{
  GObject parent_instance;
  AssaySpan extent, visible, brush;
  double least, hover, pinned;
  GtkBitset *rows;
  int category;
  gint64 series;
  GArray *past, *future;          /* of AssaySpan, newest last */
};

G_DEFINE_FINAL_TYPE (AssaySelection, assay_selection, G_TYPE_OBJECT)

enum { PROP_0, PROP_VISIBLE, PROP_BRUSH, PROP_HOVER, PROP_PINNED, PROP_ROWS, PROP_CATEGORY, PROP_SERIES, N_PROPS };
static GParamSpec *props[N_PROPS];

AssaySelection *
assay_selection_new (void)
{
  return g_object_new (ASSAY_TYPE_SELECTION, NULL);
}

static gboolean
same_number (double a, double b)
{
  return a == b || (isnan (a) && isnan (b));
}

static void
set_visible (AssaySelection *self, AssaySpan span)
{
  span = assay_span_fit (span, self->extent, self->least);
  if (assay_span_equal (span, self->visible))
    return;
  self->visible = span;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VISIBLE]);
}

static void
push (GArray *history, AssaySpan span)
{
  if (history->len == HISTORY_LENGTH)
    g_array_remove_index (history, 0);
  g_array_append_val (history, span);
}

void
assay_selection_set_extent (AssaySelection *self, AssaySpan extent, double least)
{
  self->extent = extent;
  self->least = least;
  set_visible (self, self->visible);
}

AssaySpan
assay_selection_get_extent (AssaySelection *self)
{
  return self->extent;
}

double
assay_selection_get_least (AssaySelection *self)
{
  return self->least;
}

AssaySpan
assay_selection_get_visible (AssaySelection *self)
{
  return self->visible;
}

void
assay_selection_remember (AssaySelection *self)
{
  /* Two remembered views that are the same would make the first step back do nothing. */
  if (self->past->len > 0 && assay_span_equal (g_array_index (self->past, AssaySpan, self->past->len - 1), self->visible))
    return;
  push (self->past, self->visible);
  g_array_set_size (self->future, 0);
}

void
assay_selection_show (AssaySelection *self, AssaySpan span)
{
  if (assay_span_equal (assay_span_fit (span, self->extent, self->least), self->visible))
    return;
  assay_selection_remember (self);
  set_visible (self, span);
}

void
assay_selection_track (AssaySelection *self, AssaySpan span)
{
  set_visible (self, span);
}

void
assay_selection_reset (AssaySelection *self)
{
  assay_selection_show (self, assay_span_all ());
}

/* Views that look the same as the current one are passed over: a movement that came back to where it began. */
static gboolean
step (AssaySelection *self, GArray *from, GArray *to)
{
  while (from->len > 0)
    {
      AssaySpan span = g_array_index (from, AssaySpan, from->len - 1);

      g_array_set_size (from, from->len - 1);
      if (assay_span_equal (assay_span_fit (span, self->extent, self->least), self->visible))
        continue;
      push (to, self->visible);
      set_visible (self, span);
      return TRUE;
    }
  return FALSE;
}

gboolean
assay_selection_go_back (AssaySelection *self)
{
  return step (self, self->past, self->future);
}

gboolean
assay_selection_go_forward (AssaySelection *self)
{
  return step (self, self->future, self->past);
}

double
assay_selection_get_hover (AssaySelection *self)
{
  return self->hover;
}

void
assay_selection_set_hover (AssaySelection *self, double x)
{
  if (same_number (self->hover, x))
    return;
  self->hover = x;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HOVER]);
}

double
assay_selection_get_pinned (AssaySelection *self)
{
  return self->pinned;
}

void
assay_selection_set_pinned (AssaySelection *self, double x)
{
  if (same_number (self->pinned, x))
    return;
  self->pinned = x;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PINNED]);
}

AssaySpan
assay_selection_get_brush (AssaySelection *self)
{
  return self->brush;
}

void
assay_selection_set_brush (AssaySelection *self, AssaySpan brush)
{
  if (assay_span_equal (self->brush, brush))
    return;
  self->brush = brush;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BRUSH]);
}

GtkBitset *
assay_selection_get_rows (AssaySelection *self)
{
  return self->rows;
}

void
assay_selection_set_rows (AssaySelection *self, GtkBitset *rows)
{
  if (gtk_bitset_equals (self->rows, rows))
    return;
  gtk_bitset_unref (self->rows);
  self->rows = gtk_bitset_copy (rows);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ROWS]);
}

gint64
assay_selection_get_row (AssaySelection *self)
{
  return gtk_bitset_get_size (self->rows) == 1 ? (gint64) gtk_bitset_get_minimum (self->rows) : -1;
}

void
assay_selection_set_row (AssaySelection *self, gint64 row)
{
  g_autoptr(GtkBitset) rows = gtk_bitset_new_empty ();

  if (row >= 0 && row < G_MAXUINT)
    gtk_bitset_add (rows, (guint) row);
  assay_selection_set_rows (self, rows);
}

int
assay_selection_get_category (AssaySelection *self)
{
  return self->category;
}

void
assay_selection_set_category (AssaySelection *self, int category)
{
  if (self->category == category)
    return;
  self->category = category;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CATEGORY]);
}

gint64
assay_selection_get_series (AssaySelection *self)
{
  return self->series;
}

void
assay_selection_set_series (AssaySelection *self, gint64 series)
{
  if (self->series == series)
    return;
  self->series = series;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SERIES]);
}

static void
assay_selection_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AssaySelection *self = ASSAY_SELECTION (object);

  switch (id)
    {
    case PROP_VISIBLE: g_value_set_boxed (value, &self->visible); break;
    case PROP_BRUSH: g_value_set_boxed (value, &self->brush); break;
    case PROP_HOVER: g_value_set_double (value, self->hover); break;
    case PROP_PINNED: g_value_set_double (value, self->pinned); break;
    case PROP_ROWS: g_value_set_boxed (value, self->rows); break;
    case PROP_CATEGORY: g_value_set_int (value, self->category); break;
    case PROP_SERIES: g_value_set_int64 (value, self->series); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
assay_selection_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AssaySelection *self = ASSAY_SELECTION (object);

  switch (id)
    {
    case PROP_HOVER: assay_selection_set_hover (self, g_value_get_double (value)); break;
    case PROP_PINNED: assay_selection_set_pinned (self, g_value_get_double (value)); break;
    case PROP_CATEGORY: assay_selection_set_category (self, g_value_get_int (value)); break;
    case PROP_SERIES: assay_selection_set_series (self, g_value_get_int64 (value)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
assay_selection_finalize (GObject *object)
{
  AssaySelection *self = ASSAY_SELECTION (object);

  gtk_bitset_unref (self->rows);
  g_array_unref (self->past);
  g_array_unref (self->future);
  G_OBJECT_CLASS (assay_selection_parent_class)->finalize (object);
}

static void
assay_selection_class_init (AssaySelectionClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  const GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  const GParamFlags both = read | G_PARAM_WRITABLE;

  object_class->get_property = assay_selection_get_property;
  object_class->set_property = assay_selection_set_property;
  object_class->finalize = assay_selection_finalize;
  props[PROP_VISIBLE] = g_param_spec_boxed ("visible-range", NULL, NULL, ASSAY_TYPE_SPAN, read);
  props[PROP_BRUSH] = g_param_spec_boxed ("brush", NULL, NULL, ASSAY_TYPE_SPAN, read);
  props[PROP_HOVER] = g_param_spec_double ("hover-x", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, both);
  props[PROP_PINNED] = g_param_spec_double ("pinned-x", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, both);
  props[PROP_ROWS] = g_param_spec_boxed ("rows", NULL, NULL, GTK_TYPE_BITSET, read);
  props[PROP_CATEGORY] = g_param_spec_int ("category", NULL, NULL, -1, G_MAXINT, -1, both);
  props[PROP_SERIES] = g_param_spec_int64 ("series", NULL, NULL, -1, G_MAXINT64, -1, both);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
assay_selection_init (AssaySelection *self)
{
  self->extent = self->visible = self->brush = assay_span_all ();
  self->hover = self->pinned = NAN;
  self->rows = gtk_bitset_new_empty ();
  self->category = -1;
  self->series = -1;
  self->past = g_array_new (FALSE, FALSE, sizeof (AssaySpan));
  self->future = g_array_new (FALSE, FALSE, sizeof (AssaySpan));
}
