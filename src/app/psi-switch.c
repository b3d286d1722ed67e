#include "app/psi-switch.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/accessible-names.h"
#include "app/chart-reading.h"
#include "charts/format.h"

struct _AssayPsiSwitch
{
  GtkBox parent_instance;
  GtkWidget *choice, *spread;
  AssayTable *table;             /* a row a score or feature, a column a convention */
  AssayFigure *figure;
  AssayChartCard *card;          /* this stands on it */
  guint first, n;                /* columns that are conventions */
};

G_DEFINE_FINAL_TYPE (AssayPsiSwitch, assay_psi_switch, GTK_TYPE_BOX)

static gint64
find_row (AssayPsiSwitch *self, const char *name)
{
  for (guint row = 0; row < assay_table_get_n_rows (self->table); row++)
    if (g_strcmp0 (assay_table_get_text (self->table, row, 0), name) == 0)
      return row;
  return -1;
}

/* NaN: infinite by this convention, which the table cannot hold. */
static double
value_of (AssayPsiSwitch *self, const char *name, guint convention)
{
  gint64 row = find_row (self, name);

  return row >= 0 ? assay_table_get_number (self->table, (guint) row, self->first + convention) : NAN;
}

/* The bars in their places, so that the eye can follow each of them from one convention to the next. */
static AssayFigure *
make_figure (AssayPsiSwitch *self, guint convention)
{
  const AssayAxis *x = assay_figure_get_x (self->figure), *y = assay_figure_get_y (self->figure);
  const AssayFigureSeries *bars = assay_figure_get_series (self->figure, 0);
  AssayFigure *figure = assay_figure_new (assay_figure_get_id (self->figure), ASSAY_FIGURE_RANKED, assay_figure_get_title (self->figure));
  double *value = g_new (double, bars->n + 1);

  for (gsize i = 0; i < bars->n; i++)
    value[i] = value_of (self, x->categories[i], convention);
  assay_figure_set_subtitle (figure, assay_figure_get_subtitle (self->figure));
  assay_figure_set_convention (figure, assay_table_get_column_label (self->table, self->first + convention));
  assay_figure_set_x (figure, x->type, x->unit, x->label, x->unit_text);
  assay_figure_set_categories (figure, (const char *const *) x->categories);
  assay_figure_set_y (figure, y->unit, y->label, y->unit_text);
  assay_figure_add_series (figure, bars->id, bars->label, bars->role, bars->n, NULL, g_bytes_new_take (value, bars->n * sizeof *value), NULL, NULL, NULL);
  for (guint i = 0; i < assay_figure_get_n_rules (self->figure); i++)
    assay_figure_add_rule (figure, assay_figure_get_rule (self->figure, i)->value, assay_figure_get_rule (self->figure, i)->label);
  return figure;
}

/* ---- how far conventions lie apart ---- */

static guint
band_of (AssayPsiSwitch *self, double value)
{
  guint band = 0;

  for (guint i = 0; i < assay_figure_get_n_rules (self->figure); i++)
    band += isnan (value) || value >= assay_figure_get_rule (self->figure, i)->value;
  return band;
}

typedef struct { double low, high; gboolean is_infinite, changes; } Spread;

static Spread
spread_of (AssayPsiSwitch *self, const char *name)
{
  Spread spread = { INFINITY, -INFINITY, FALSE, FALSE };
  guint band = 0;

  for (guint k = 0; k < self->n; k++)
    {
      double value = value_of (self, name, k);

      spread.changes |= k > 0 && band_of (self, value) != band;
      band = band_of (self, value);
      spread.is_infinite |= isnan (value) != 0;
      spread.low = fmin (spread.low, value);
      spread.high = fmax (spread.high, value);
    }
  return spread;
}

static void
show_spread (AssayPsiSwitch *self)
{
  const AssayAxis *x = assay_figure_get_x (self->figure);
  const gsize n = assay_figure_get_series (self->figure, 0)->n;
  g_autofree char *low = NULL, *high = NULL, *text = NULL;
  guint n_changing = 0;
  Spread widest = { 0 };
  gsize at = 0;

  for (gsize i = 0; i < n; i++)
    {
      Spread own = spread_of (self, x->categories[i]);

      n_changing += own.changes;
      if (i > 0 && (own.is_infinite < widest.is_infinite || (own.is_infinite == widest.is_infinite && own.high - own.low <= widest.high - widest.low)))
        continue;
      widest = own;
      at = i;
    }
  low = assay_format_number (widest.low, 3);
  high = widest.is_infinite ? g_strdup ("∞") : assay_format_number (widest.high, 3);
  /* Translators: a feature, two numbers, how many features of how many */
  text = g_strdup_printf (_("Widest apart for %s: %s to %s. The convention decides which side of a limit %u of %u are on. A dash is infinite."),
                          x->categories[at], low, high, n_changing, (guint) n);
  gtk_label_set_text (GTK_LABEL (self->spread), text);
}

/* ---- the choice ---- */

/* Some tens of bars: made here, the picture changes with the choice. */
static void
on_chosen (AssayPsiSwitch *self)
{
  const guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->choice));
  g_autoptr(AssayFigure) figure = chosen < self->n ? make_figure (self, chosen) : NULL;
  g_autoptr(AssayChart) chart = figure != NULL ? assay_chart_new (figure, NULL) : NULL;

  if (chart != NULL)
    assay_chart_card_set_charts (self->card, &chart, 1, NULL);
}

void
assay_psi_switch_choose (AssayPsiSwitch *self, guint convention)
{
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->choice), convention);
}

GtkWidget *
assay_psi_switch_new (AssayResult *result, AssayFigure *figure, AssayChartCard *card)
{
  AssayTable *table = assay_result_find_table (result, "psi-conventions");
  g_autoptr(GtkStringList) labels = gtk_string_list_new (NULL);
  AssayPsiSwitch *self;
  int last = table != NULL ? assay_table_find_column (table, "critical") : -1;

  if (last < 2 || assay_figure_get_n_series (figure) != 1 || assay_figure_get_series (figure, 0)->n == 0)
    return NULL;
  self = g_object_new (ASSAY_TYPE_PSI_SWITCH, NULL);
  self->table = assay_table_ref (table);
  self->figure = assay_figure_ref (figure);
  self->card = card;
  self->first = 1;
  self->n = (guint) last - 1;
  for (guint k = 0; k < self->n; k++)
    gtk_string_list_append (labels, assay_translate (assay_table_get_column_label (table, self->first + k)));
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->choice), G_LIST_MODEL (labels));
  assay_name_drop_down (GTK_DROP_DOWN (self->choice), _("Convention"));
  show_spread (self);
  g_signal_connect_object (self->choice, "notify::selected", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

static void
assay_psi_switch_finalize (GObject *object)
{
  g_clear_pointer (&ASSAY_PSI_SWITCH (object)->table, assay_table_unref);
  g_clear_pointer (&ASSAY_PSI_SWITCH (object)->figure, assay_figure_unref);
  G_OBJECT_CLASS (assay_psi_switch_parent_class)->finalize (object);
}

static void
assay_psi_switch_class_init (AssayPsiSwitchClass *class)
{
  G_OBJECT_CLASS (class)->finalize = assay_psi_switch_finalize;
}

static void
assay_psi_switch_init (AssayPsiSwitch *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 4);
  self->choice = gtk_drop_down_new (NULL, NULL);
  self->spread = gtk_label_new (NULL);
  gtk_widget_set_halign (self->choice, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (self->choice, _("Convention for empty bins"));
  gtk_label_set_wrap (GTK_LABEL (self->spread), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->spread), 0);
  gtk_widget_add_css_class (self->spread, "caption");
  gtk_widget_add_css_class (self->spread, "numeric");
  gtk_box_append (GTK_BOX (self), self->choice);
  gtk_box_append (GTK_BOX (self), self->spread);
}
