#include "app/threshold-card.h"
#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "charts/format.h"
#include "math/distribution.h"
#include "math/order.h"

#define DAYS_A_MONTH 30.4375
#define MOST_Z 8
#define MOST_P 6                 /* -log10 p */

struct _AssayThresholdCard
{
  GtkWidget parent_instance;
  GtkWidget *limit_text, *limit, *meaning, *budget, *run;
  GtkAdjustment *adjustment;
  AssayThresholdRows *rows;
  double used;                   /* the run's own limit, on the scale of the slider */
  GCancellable *making;
  gboolean setting;
};

G_DEFINE_FINAL_TYPE (AssayThresholdCard, assay_threshold_card, GTK_TYPE_WIDGET)

enum { RUN, N_SIGNALS };
static guint signals[N_SIGNALS];

/* ---- rows ---- */

/* The result knows how many rows a month of all series has, once detectors are warm; so many months are its scored rows. */
static double
months_of_result (AssayTable *rates, gsize n)
{
  const double share = assay_table_get_number (rates, 0, 1), expected = assay_table_get_number (rates, 0, 3);

  return expected > 0 && share > 0 ? n * share / expected : NAN;
}

static double
find_months (AssayRunData *data, gsize n)
{
  AssayTable *rates = assay_result_find_table (assay_run_data_get_result (data), "alarm-rates");
  const AssaySpan extent = assay_run_data_get_extent (data);
  const double span = extent.high - extent.low;

  if (rates != NULL && assay_table_get_n_rows (rates) > 0)
    return months_of_result (rates, n);
  switch (assay_run_data_get_x_axis (data).type)
    {
    case ASSAY_AXIS_DATE: return (span + 1) / DAYS_A_MONTH;
    case ASSAY_AXIS_DATETIME: return span / 86400 / DAYS_A_MONTH;
    default: return NAN;         /* numbers are no time */
    }
}

AssayThresholdRows *
assay_threshold_rows_new (AssayRunData *data, GCancellable *cancellable)
{
  AssayFrame *frame = assay_run_data_get_rows (data);
  AssayColumn *p = assay_frame_find (frame, "pvalue"), *z = assay_frame_find (frame, "zscore");
  const double *values = assay_column_get_doubles (p != NULL ? p : z);
  AssayThresholdRows *self = g_new0 (AssayThresholdRows, 1);

  self->is_p = p != NULL;
  self->sizes = g_new (double, MAX (assay_frame_get_n_rows (frame), 1));
  for (gsize i = 0; i < assay_frame_get_n_rows (frame); i++)
    if (!isnan (values[i]))
      self->sizes[self->n++] = self->is_p ? -log10 (MAX (values[i], 1e-300)) : fabs (values[i]);
  if (g_cancellable_is_cancelled (cancellable))
    {
      assay_threshold_rows_free (self);
      return NULL;
    }
  qsort (self->sizes, self->n, sizeof (double), am_compare_doubles);
  self->months = find_months (data, self->n);
  self->window = g_ascii_strtod (assay_run_data_get_option (data, "window", "30"), NULL);
  self->include_current = g_str_equal (assay_run_data_get_option (data, "include-current", "false"), "true");
  return self;
}

void
assay_threshold_rows_free (AssayThresholdRows *self)
{
  if (self == NULL)
    return;
  g_free (self->sizes);
  g_free (self);
}

double
assay_threshold_rows_found (const AssayThresholdRows *self, double limit)
{
  gsize low = 0, high = self->n;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (self->sizes[middle] < limit)
        low = middle + 1;
      else
        high = middle;
    }
  return self->months > 1 / DAYS_A_MONTH ? (self->n - low) / self->months : NAN;
}

double
assay_threshold_rows_expected (const AssayThresholdRows *self, double limit)
{
  double share = self->is_p ? pow (10, -limit) : am_rolling_z_alarm_share (self->window, limit, self->include_current);

  return self->months > 1 / DAYS_A_MONTH ? share * self->n / self->months : NAN;
}

double
assay_threshold_rows_solve (const AssayThresholdRows *self, double a_month)
{
  double low = 0, high = self->is_p ? MOST_P : MOST_Z;

  for (int i = 0; i < 60; i++)
    {
      double middle = (low + high) / 2;

      if (assay_threshold_rows_expected (self, middle) > a_month)
        low = middle;
      else
        high = middle;
    }
  return high;
}

/* ---- the card ---- */

static char *
format_monthly (double count)
{
  if (isnan (count))
    return g_strdup ("–");
  return count >= 100 ? assay_format_count (round (count)) : assay_format_number (count, count >= 10 ? 0 : 1);
}

static void
show_limit (AssayThresholdCard *self)
{
  const double limit = gtk_adjustment_get_value (self->adjustment);
  g_autofree char *expected = format_monthly (assay_threshold_rows_expected (self->rows, limit));
  g_autofree char *found = format_monthly (assay_threshold_rows_found (self->rows, limit));
  g_autofree char *share = self->rows->is_p ? assay_format_fraction (pow (10, -limit), limit > 3 ? 4 : 2) : NULL;
  g_autofree char *z = self->rows->is_p ? NULL : assay_format_number (limit, 2);
  g_autofree char *text = self->rows->is_p ? g_strdup_printf ("p ≤ %s", share) : g_strdup_printf ("|Z| ≥ %s", z);
  /* Translators: two numbers of alarms a month */
  g_autofree char *meaning = g_strdup_printf (_("Expected on ordinary data: %s alarms a month. In the rows of this run: %s a month."), expected, found);

  gtk_label_set_text (GTK_LABEL (self->limit_text), text);
  gtk_label_set_text (GTK_LABEL (self->meaning), isnan (self->rows->months) ? _("The times of this run are numbers: there is no month to count by.") : meaning);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->limit), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
  gtk_widget_set_sensitive (self->run, fabs (limit - self->used) > 1e-9);
}

static void
on_limit (AssayThresholdCard *self)
{
  if (self->rows == NULL || self->setting)
    return;
  self->setting = TRUE;
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->budget), assay_threshold_rows_expected (self->rows, gtk_adjustment_get_value (self->adjustment)));
  self->setting = FALSE;
  show_limit (self);
}

static void
on_budget (AssayThresholdCard *self)
{
  if (self->rows == NULL || self->setting)
    return;
  self->setting = TRUE;
  gtk_adjustment_set_value (self->adjustment, assay_threshold_rows_solve (self->rows, gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->budget))));
  self->setting = FALSE;
  show_limit (self);
}

/* The option of the command line has two digits of |Z|, and a share. */
static void
on_run (AssayThresholdCard *self)
{
  const double limit = gtk_adjustment_get_value (self->adjustment);

  g_signal_emit (self, signals[RUN], 0, self->rows->is_p ? pow (10, -limit) : round (limit * 100) / 100);
}

/* ---- making ---- */

static void
make_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  AssayThresholdRows *rows = assay_threshold_rows_new (task_data, cancellable);

  if (rows != NULL)
    g_task_return_pointer (task, rows, (GDestroyNotify) assay_threshold_rows_free);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
}

static double
used_limit (AssayRunData *data, const AssayThresholdRows *rows)
{
  const double rate = g_ascii_strtod (assay_run_data_get_option (data, "alarm-rate-used", "0.01"), NULL);

  return rows->is_p ? -log10 (rate > 0 ? rate : 0.01) : assay_run_data_get_threshold (data);
}

static void
on_made (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(AssayThresholdCard) self = user_data;
  AssayThresholdRows *rows = g_task_propagate_pointer (G_TASK (result), NULL);

  if (rows == NULL || g_task_get_cancellable (G_TASK (result)) != self->making)
    {
      assay_threshold_rows_free (rows);
      return;
    }
  g_clear_object (&self->making);
  self->rows = rows;
  self->used = used_limit (g_task_get_task_data (G_TASK (result)), rows);
  self->setting = TRUE;
  gtk_adjustment_configure (self->adjustment, self->used, rows->is_p ? 1 : 0.5, rows->is_p ? MOST_P : MOST_Z, 0.05, 0.5, 0);
  self->setting = FALSE;
  gtk_widget_set_sensitive (self->budget, !isnan (rows->months));
  on_limit (self);
}

void
assay_threshold_card_set_data (AssayThresholdCard *self, AssayRunData *data)
{
  g_autoptr(GTask) task = NULL;

  self->making = g_cancellable_new ();
  task = g_task_new (NULL, self->making, on_made, g_object_ref (self));
  g_task_set_task_data (task, assay_run_data_ref (data), (GDestroyNotify) assay_run_data_unref);
  g_task_run_in_thread (task, make_in_thread);
}

gboolean
assay_threshold_card_is_busy (AssayThresholdCard *self)
{
  return self->making != NULL;
}

/* ---- class ---- */

static void
assay_threshold_card_dispose (GObject *object)
{
  AssayThresholdCard *self = ASSAY_THRESHOLD_CARD (object);
  GtkWidget *child;

  if (self->making != NULL)
    g_cancellable_cancel (self->making);
  g_clear_object (&self->making);
  g_clear_pointer (&self->rows, assay_threshold_rows_free);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (assay_threshold_card_parent_class)->dispose (object);
}

static void
assay_threshold_card_class_init (AssayThresholdCardClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_threshold_card_dispose;
  signals[RUN] = g_signal_new ("run", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_DOUBLE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/threshold-card.ui");
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, AssayThresholdCard, name)
  CHILD (limit_text); CHILD (limit); CHILD (meaning); CHILD (budget); CHILD (run); CHILD (adjustment);
#undef CHILD
  gtk_widget_class_bind_template_callback (widget_class, on_limit);
  gtk_widget_class_bind_template_callback (widget_class, on_budget);
  gtk_widget_class_bind_template_callback (widget_class, on_run);
}

static void
assay_threshold_card_init (AssayThresholdCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
assay_threshold_card_new (void)
{
  return g_object_new (ASSAY_TYPE_THRESHOLD_CARD, NULL);
}
