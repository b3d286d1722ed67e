#include "app/inspector.h"
#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>
#include "app/accessible-names.h"
#include "app/chart-reading.h"
#include "app/reason-text.h"
#include "app/risk-mark.h"
#include "charts/format.h"

#define N_LISTED 5               /* peers, and earlier anomalies */

struct _AssayInspector
{
  GtkWidget parent_instance;
  GtkWidget *previous, *next, *close, *stack, *scroller, *date, *series, *risk_mark, *risk, *facts;
  GtkWidget *peers_title, *peers, *history_title, *history, *review, *note;
  AssaySelection *selection;
  AssayRunData *data;
  AssayReviewBook *reviews;
  AssayUndo *undo;
  gint64 row;                    /* shown; -1: none */
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (AssayInspector, assay_inspector, GTK_TYPE_WIDGET)

enum { STEP, CLOSE, N_SIGNALS };
static guint signals[N_SIGNALS];

/* ---- facts ---- */

static void
remove_children (GtkWidget *parent)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (parent)) != NULL)
    gtk_flow_box_remove (GTK_FLOW_BOX (parent), child);
}

static void
empty_box (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

static void
add_fact (AssayInspector *self, const char *name, const char *value)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *name_label = gtk_label_new (name), *value_label = gtk_label_new (value);
  GtkWidget *child;

  gtk_label_set_xalign (GTK_LABEL (name_label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name_label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (name_label, "caption");
  gtk_widget_add_css_class (name_label, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (value_label), 0);
  gtk_label_set_wrap (GTK_LABEL (value_label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (value_label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (value_label), 10);
  gtk_widget_add_css_class (value_label, "numeric");
  gtk_box_append (GTK_BOX (box), name_label);
  gtk_box_append (GTK_BOX (box), value_label);
  gtk_flow_box_append (GTK_FLOW_BOX (self->facts), box);
  /* A fact is read, not chosen: no stop for the Tab key. */
  child = gtk_widget_get_last_child (self->facts);
  gtk_widget_set_focusable (child, FALSE);
}

static void
add_number (AssayInspector *self, const char *name, double value)
{
  g_autofree char *text = assay_format_number (value, -1);

  add_fact (self, name, text);
}

/* What makes a row an anomaly: a limit of the score, or a rate of alarms that sets a limit of the p-value. */
static void
add_rule (AssayInspector *self)
{
  const char *rate = assay_run_data_get_option (self->data, "alarm-rate-used", NULL);
  g_autofree char *limit = assay_format_number (rate != NULL ? g_ascii_strtod (rate, NULL) : assay_run_data_get_threshold (self->data), -1);
  /* Translators: the rule that makes a row an anomaly; %s is the limit */
  g_autofree char *rule = rate != NULL ? g_strdup_printf (_("p ≤ %s"), limit)
                          : assay_run_data_get_option (self->data, "detectors-run", NULL) != NULL ? g_strdup_printf (_("score ≥ %s"), limit)
                                                                                                   : g_strdup_printf (_("|z| ≥ %s"), limit);

  add_fact (self, _("Rule"), rule);
}

static void
add_method (AssayInspector *self)
{
  const char *detectors = assay_run_data_get_option (self->data, "detectors-run", NULL);
  g_auto(GStrv) names = detectors != NULL ? g_strsplit (detectors, ",", -1) : NULL;
  /* Translators: how the expected value and the Z-score were made: a value of one season before, over a window of residuals */
  g_autofree char *method = names != NULL ? g_strjoinv (", ", names)
                                          : g_strdup_printf (_("t − %s, window %s"), assay_run_data_get_option (self->data, "season", "–"),
                                                             assay_run_data_get_option (self->data, "window", "–"));

  add_fact (self, names != NULL ? _("Detectors") : _("Method"), method);
}

static void
fill_facts (AssayInspector *self, gsize row)
{
  const double actual = assay_run_data_get_actual (self->data, row), forecast = assay_run_data_get_forecast (self->data, row);
  g_autofree char *z = assay_format_zscore (assay_run_data_get_zscore (self->data, row));

  remove_children (self->facts);
  add_number (self, _("Actual"), actual);
  add_number (self, _("Expected"), forecast);
  add_number (self, _("Difference"), actual - forecast);
  add_fact (self, _("Z-Score"), z);
  add_rule (self);
  add_fact (self, _("Reason"), assay_reason_text (assay_run_data_get_reason (self->data, row)));
  add_method (self);
}

/* ---- peers and history ---- */

static void
on_row_link (GtkButton *button, AssayInspector *self)
{
  assay_selection_set_row (self->selection, GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (button), "row")));
}

static void
add_link (AssayInspector *self, GtkWidget *to, gsize row, const char *text)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *mark = assay_risk_mark_new (), *name = gtk_label_new (text), *value;
  g_autofree char *z = assay_format_zscore (assay_run_data_get_zscore (self->data, row));
  g_autofree char *label = g_strdup_printf (_("%s %s"), text, z);

  assay_risk_mark_set_risk (ASSAY_RISK_MARK (mark), assay_run_data_get_risk (self->data, row));
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (name, TRUE);
  value = gtk_label_new (z);
  gtk_widget_add_css_class (value, "numeric");
  gtk_box_append (GTK_BOX (box), mark);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), value);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "row-link");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data (G_OBJECT (button), "row", GSIZE_TO_POINTER (row));
  g_signal_connect (button, "clicked", G_CALLBACK (on_row_link), self);
  gtk_box_append (GTK_BOX (to), button);
}

static int
by_severity (gconstpointer a, gconstpointer b, gpointer data)
{
  const double za = fabs (assay_run_data_get_zscore (data, *(const gsize *) a)), zb = fabs (assay_run_data_get_zscore (data, *(const gsize *) b));

  /* No score is a constant history that was left: as severe as can be. */
  if (isnan (za) != isnan (zb))
    return isnan (za) ? -1 : 1;
  return za > zb ? -1 : za < zb;
}

static void
fill_peers (AssayInspector *self, gsize row)
{
  const double x = assay_run_data_get_x (self->data, row);
  g_autoptr(GArray) peers = g_array_new (FALSE, FALSE, sizeof (gsize));
  g_autofree char *title = NULL;
  gsize n;
  const gsize *rows = assay_run_data_get_anomalies (self->data, &n);

  empty_box (self->peers);
  gtk_widget_set_visible (self->peers_title, assay_run_data_get_n_series (self->data) > 1);
  gtk_widget_set_visible (self->peers, assay_run_data_get_n_series (self->data) > 1);
  for (gsize i = 0; i < n; i++)
    if (rows[i] != row && assay_run_data_get_x (self->data, rows[i]) == x)
      g_array_append_val (peers, rows[i]);
  if (peers->len == 0)
    title = g_strdup (_("No other series on that date"));
  else
    title = g_strdup_printf (ngettext ("%u other series on that date", "%u other series on that date", peers->len), peers->len);
  gtk_label_set_text (GTK_LABEL (self->peers_title), title);
  g_qsort_with_data (peers->data, (int) peers->len, sizeof (gsize), by_severity, self->data);
  for (guint i = 0; i < MIN (peers->len, N_LISTED); i++)
    {
      const gsize peer = g_array_index (peers, gsize, i);
      g_autofree char *label = assay_run_data_dup_label (self->data, assay_run_data_find_series (self->data, peer));

      add_link (self, self->peers, peer, label);
    }
}

static void
fill_history (AssayInspector *self, gsize row)
{
  const AssayAnomalyRows *series_rows = assay_run_data_get_anomaly_rows (self->data);
  const gsize series = assay_run_data_find_series (self->data, row);
  const gsize first = assay_anomaly_rows_get_first (series_rows, series);
  const AssayAxis axis = assay_run_data_get_x_axis (self->data);
  g_autofree char *title = NULL;
  gsize n, before = 0;
  const gsize *rows = assay_run_data_get_anomalies (self->data, &n);
  gsize at = 0;

  empty_box (self->history);
  while (at < n && rows[at] < row)
    before += rows[at++] >= first;
  title = before == 0 ? g_strdup (_("First anomaly of this series"))
          : g_strdup_printf (ngettext ("%u earlier anomaly of this series", "%u earlier anomalies of this series", (guint) before), (guint) before);
  gtk_label_set_text (GTK_LABEL (self->history_title), title);
  for (gsize i = 0; i < MIN (before, N_LISTED); i++)
    {
      const gsize earlier = rows[at - 1 - i];
      g_autofree char *date = assay_chart_format_x (&axis, assay_run_data_get_x (self->data, earlier), TRUE);

      add_link (self, self->history, earlier, date);
    }
}

/* ---- review ---- */

static char *
note_text (AssayInspector *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->note));
  GtkTextIter start, end;
  char *text;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  return g_strstrip (text);
}

static void
fill_review (AssayInspector *self)
{
  const char *note;
  const AssayReview review = assay_review_book_get (self->reviews, (gsize) self->row, &note);
  g_autofree char *shown = note_text (self);

  self->filling = TRUE;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->review), review);
  /* Not while it says the same: the cursor would jump to the start. */
  if (g_strcmp0 (shown, note != NULL ? note : "") != 0)
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->note)), note != NULL ? note : "", -1);
  self->filling = FALSE;
}

static void
keep_note (AssayInspector *self)
{
  g_autofree char *text = NULL;

  if (self->row < 0 || self->reviews == NULL || self->filling)
    return;
  text = note_text (self);
  assay_review_book_mark (self->reviews, (gsize) self->row, assay_review_book_get (self->reviews, (gsize) self->row, NULL), text, self->undo);
}

gboolean
assay_inspector_mark (AssayInspector *self, AssayReview review)
{
  g_autofree char *text = NULL;

  if (self->row < 0 || self->reviews == NULL)
    return FALSE;
  text = note_text (self);
  assay_review_book_mark (self->reviews, (gsize) self->row, review, text, self->undo);
  return TRUE;
}

static void
on_review_selected (AssayInspector *self)
{
  const guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->review));

  if (!self->filling && selected < ASSAY_N_REVIEWS)
    assay_inspector_mark (self, (AssayReview) selected);
}

static void
on_review_changed (AssayReviewBook *reviews, guint64 row, AssayInspector *self)
{
  if (self->row >= 0 && (row == G_MAXUINT64 || row == (guint64) self->row))
    fill_review (self);
}

/* ---- what it shows ---- */

static void
fill (AssayInspector *self)
{
  const gsize row = (gsize) self->row;
  const AssayAxis axis = assay_run_data_get_x_axis (self->data);
  const AssayRisk risk = assay_run_data_get_risk (self->data, row);
  g_autofree char *date = assay_reading_long_x (&axis, assay_run_data_get_x (self->data, row));
  g_autofree char *series = assay_run_data_dup_label (self->data, assay_run_data_find_series (self->data, row));

  gtk_label_set_text (GTK_LABEL (self->date), date);
  gtk_label_set_text (GTK_LABEL (self->series), series);
  gtk_label_set_text (GTK_LABEL (self->risk), risk != ASSAY_RISK_NONE ? _(assay_risk_name (risk)) : _("No Score"));
  assay_risk_mark_set_risk (ASSAY_RISK_MARK (self->risk_mark), risk);
  fill_facts (self, row);
  fill_peers (self, row);
  fill_history (self, row);
  fill_review (self);
}

static void
on_rows_changed (AssayInspector *self)
{
  const gint64 row = assay_selection_get_row (self->selection);

  if (row == self->row && row >= 0)
    return;
  keep_note (self);
  self->row = self->data != NULL && assay_run_data_has_anomalies (self->data) ? row : -1;
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), self->row >= 0 ? "anomaly" : "empty");
  if (self->row >= 0)
    fill (self);
}

void
assay_inspector_set_data (AssayInspector *self, AssayRunData *data, AssayReviewBook *reviews)
{
  g_clear_pointer (&self->data, assay_run_data_unref);
  if (self->reviews != NULL)
    g_signal_handlers_disconnect_by_data (self->reviews, self);
  self->row = -1;
  self->data = data != NULL ? assay_run_data_ref (data) : NULL;
  g_set_object (&self->reviews, reviews);
  if (reviews != NULL)
    g_signal_connect_object (reviews, "changed", G_CALLBACK (on_review_changed), self, 0);
  on_rows_changed (self);
}

void
assay_inspector_set_undo (AssayInspector *self, AssayUndo *undo)
{
  g_set_object (&self->undo, undo);
}

static void
on_previous (AssayInspector *self)
{
  g_signal_emit (self, signals[STEP], 0, -1);
}

static void
on_next (AssayInspector *self)
{
  g_signal_emit (self, signals[STEP], 0, 1);
}

static void
on_close (AssayInspector *self)
{
  g_signal_emit (self, signals[CLOSE], 0);
}

static void
assay_inspector_dispose (GObject *object)
{
  AssayInspector *self = ASSAY_INSPECTOR (object);
  GtkWidget *child;

  if (self->note != NULL && gtk_widget_get_first_child (GTK_WIDGET (self)) != NULL)
    keep_note (self);
  self->row = -1;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->selection);
  g_clear_object (&self->reviews);
  g_clear_object (&self->undo);
  g_clear_pointer (&self->data, assay_run_data_unref);
  G_OBJECT_CLASS (assay_inspector_parent_class)->dispose (object);
}

static void
assay_inspector_class_init (AssayInspectorClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_inspector_dispose;
  signals[STEP] = g_signal_new ("step", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[CLOSE] = g_signal_new ("close", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (ASSAY_TYPE_RISK_MARK);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/inspector.ui");
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, AssayInspector, name)
  CHILD (previous); CHILD (next); CHILD (close); CHILD (stack); CHILD (scroller); CHILD (date); CHILD (series); CHILD (risk_mark);
  CHILD (risk); CHILD (facts); CHILD (peers_title); CHILD (peers); CHILD (history_title); CHILD (history); CHILD (review); CHILD (note);
#undef CHILD
}

static void
assay_inspector_init (AssayInspector *self)
{
  g_autoptr(GtkStringList) choices = gtk_string_list_new (NULL);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->row = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  for (int i = 0; i < ASSAY_N_REVIEWS; i++)
    gtk_string_list_append (choices, assay_review_label ((AssayReview) i));
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->review), G_LIST_MODEL (choices));
  assay_name_drop_down (GTK_DROP_DOWN (self->review), _("Review"));
  g_signal_connect_swapped (self->review, "notify::selected", G_CALLBACK (on_review_selected), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (keep_note), self);
  gtk_widget_add_controller (self->note, focus);
  g_signal_connect_swapped (self->previous, "clicked", G_CALLBACK (on_previous), self);
  g_signal_connect_swapped (self->next, "clicked", G_CALLBACK (on_next), self);
  g_signal_connect_swapped (self->close, "clicked", G_CALLBACK (on_close), self);
}

GtkWidget *
assay_inspector_new (AssaySelection *selection)
{
  AssayInspector *self = g_object_new (ASSAY_TYPE_INSPECTOR, NULL);

  self->selection = g_object_ref (selection);
  g_signal_connect_object (selection, "notify::rows", G_CALLBACK (on_rows_changed), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
