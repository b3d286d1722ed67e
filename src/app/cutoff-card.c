#include "app/cutoff-card.h"

#include <glib/gi18n.h>
#include <math.h>

#include "charts/format.h"

struct _AssayCutoffCard
{
  GtkWidget parent_instance;
  GtkWidget *scale, *text, *meaning, *tp, *fp, *fn, *tn;
  GtkAdjustment *adjustment;     /* a row of the table */
  AssayTable *table;
  AssaySelection *roc;
  int columns[6];
  gboolean following;            /* the curve has moved it */
};

G_DEFINE_FINAL_TYPE (AssayCutoffCard, assay_cutoff_card, GTK_TYPE_WIDGET)

enum { CUTOFF, FLAGGED, TP, FP, FN, TN };
static const char *const ids[] = { "cutoff", "flagged", "tp", "fp", "fn", "tn" };

static double
cell (AssayCutoffCard *self, guint row, guint column)
{
  return self->columns[column] >= 0 ? assay_table_get_number (self->table, row, self->columns[column]) : NAN;
}

/* Share of the other rows that are flagged: where the cut-off is on the curve. */
static double
false_alarm_rate (AssayCutoffCard *self, guint row)
{
  return cell (self, row, FP) / (cell (self, row, FP) + cell (self, row, TN));
}

static guint
chosen_row (AssayCutoffCard *self)
{
  return (guint) CLAMP (round (gtk_adjustment_get_value (self->adjustment)), 0, assay_table_get_n_rows (self->table) - 1.0);
}

static void
show_count (GtkWidget *label, double count)
{
  g_autofree char *text = assay_format_count (count);

  gtk_label_set_text (GTK_LABEL (label), text);
}

static void
update (AssayCutoffCard *self)
{
  guint row = chosen_row (self);
  double tp = cell (self, row, TP), fp = cell (self, row, FP), fn = cell (self, row, FN);
  g_autofree char *cutoff = assay_format_number (cell (self, row, CUTOFF), -1), *flagged = assay_format_fraction (cell (self, row, FLAGGED), 1);
  g_autofree char *found = assay_format_fraction (tp / (tp + fn), 1), *alarms = assay_format_fraction (false_alarm_rate (self, row), 1);
  g_autofree char *right = assay_format_fraction (tp / (tp + fp), 1), *meaning = NULL;

  gtk_label_set_text (GTK_LABEL (self->text), cutoff);
  show_count (self->tp, tp);
  show_count (self->fp, fp);
  show_count (self->fn, fn);
  show_count (self->tn, cell (self, row, TN));
  /* Translators: four shares */
  meaning = g_strdup_printf (_("%s of rows are flagged. They hold %s of the events and %s of the other rows; %s of those flagged have the event."), flagged, found, alarms, right);
  gtk_label_set_text (GTK_LABEL (self->meaning), meaning);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, cutoff, -1);
}

static void
on_moved (AssayCutoffCard *self)
{
  if (self->table == NULL)
    return;
  update (self);
  if (self->roc != NULL && !self->following)
    assay_selection_set_pinned (self->roc, false_alarm_rate (self, chosen_row (self)));
}

/* The cut-off nearest to the place on the curve. */
static void
on_pinned (AssayCutoffCard *self)
{
  double x = assay_selection_get_pinned (self->roc);
  guint best = 0;

  if (isnan (x) || fabs (x - false_alarm_rate (self, chosen_row (self))) < 1e-12)
    return;
  for (guint row = 1; row < assay_table_get_n_rows (self->table); row++)
    if (fabs (false_alarm_rate (self, row) - x) < fabs (false_alarm_rate (self, best) - x))
      best = row;
  self->following = TRUE;
  gtk_adjustment_set_value (self->adjustment, best);
  self->following = FALSE;
}

/* How far the shares of events and of other rows that are flagged lie apart. */
static double
separation (AssayCutoffCard *self, guint row)
{
  return cell (self, row, TP) / (cell (self, row, TP) + cell (self, row, FN)) - false_alarm_rate (self, row);
}

/* The row of the run's own cut-off, which the table has; where nobody chose one, that of the greatest separation. */
static guint
first_row (AssayCutoffCard *self, double cutoff)
{
  guint best = 0;

  for (guint row = 1; row < assay_table_get_n_rows (self->table); row++)
    if (isnan (cutoff) ? separation (self, row) > separation (self, best) : fabs (cell (self, row, CUTOFF) - cutoff) < fabs (cell (self, best, CUTOFF) - cutoff))
      best = row;
  return best;
}

GtkWidget *
assay_cutoff_card_new (AssayTable *cutoffs, AssaySelection *roc, double first)
{
  AssayCutoffCard *self = g_object_new (ASSAY_TYPE_CUTOFF_CARD, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    self->columns[i] = assay_table_find_column (cutoffs, ids[i]);
  self->table = assay_table_ref (cutoffs);
  gtk_adjustment_set_upper (self->adjustment, assay_table_get_n_rows (cutoffs) - 1.0);
  gtk_adjustment_set_value (self->adjustment, first_row (self, first));
  update (self);
  if (roc != NULL)
    {
      self->roc = g_object_ref (roc);
      g_signal_connect_object (roc, "notify::pinned-x", G_CALLBACK (on_pinned), self, G_CONNECT_SWAPPED);
      assay_selection_set_pinned (roc, false_alarm_rate (self, chosen_row (self)));
    }
  return GTK_WIDGET (self);
}

static void
assay_cutoff_card_dispose (GObject *object)
{
  AssayCutoffCard *self = ASSAY_CUTOFF_CARD (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->table, assay_table_unref);
  g_clear_object (&self->roc);
  G_OBJECT_CLASS (assay_cutoff_card_parent_class)->dispose (object);
}

static void
assay_cutoff_card_class_init (AssayCutoffCardClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_cutoff_card_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/cutoff-card.ui");
  gtk_widget_class_bind_template_child (widget_class, AssayCutoffCard, scale);
  gtk_widget_class_bind_template_child (widget_class, AssayCutoffCard, text);
  gtk_widget_class_bind_template_child (widget_class, AssayCutoffCard, meaning);
  gtk_widget_class_bind_template_child (widget_class, AssayCutoffCard, tp);
  gtk_widget_class_bind_template_child (widget_class, AssayCutoffCard, fp);
  gtk_widget_class_bind_template_child (widget_class, AssayCutoffCard, fn);
  gtk_widget_class_bind_template_child (widget_class, AssayCutoffCard, tn);
  gtk_widget_class_bind_template_child (widget_class, AssayCutoffCard, adjustment);
  gtk_widget_class_bind_template_callback (widget_class, on_moved);
}

static void
assay_cutoff_card_init (AssayCutoffCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
