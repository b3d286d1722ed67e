#include "app/record-view.h"
#include <adwaita.h>
#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include "analysis/analysis.h"
#include "app/chart-reading.h"
#include "app/check-row.h"
#include "app/page.h"
#include "app/when.h"
#include "charts/format.h"

#define CHECKS_AT_ONCE 12        /* rows of widgets that an idle moment may make */

struct _AssayRecordView
{
  GtkWidget parent_instance;
  AdwPreferencesGroup *checks, *inputs, *provenance, *options, *notes;
  AssayRunData *data;
  guint n_filled;                /* of the parts below, from the top */
  guint n_checks;                /* that are shown already */
  GtkSizeGroup *chips;
  guint fill_source;
  GPtrArray *rows;               /* of GtkWidget, lent, with the group each is in: to be taken out again */
};

typedef struct { AdwPreferencesGroup *group; GtkWidget *row; } Placed;

G_DEFINE_FINAL_TYPE (AssayRecordView, assay_record_view, GTK_TYPE_WIDGET)

static void
place (AssayRecordView *self, AdwPreferencesGroup *group, GtkWidget *row)
{
  Placed *placed = g_new (Placed, 1);

  *placed = (Placed) { group, row };
  g_ptr_array_add (self->rows, placed);
  adw_preferences_group_add (group, row);
}

static void
add (AssayRecordView *self, AdwPreferencesGroup *group, const char *name, const char *value)
{
  if (value != NULL && *value != '\0')
    place (self, group, assay_check_row_new_value (name, value));
}

/* ---- checks ---- */

/* What needs attention first; the verdicts are numbered by how bad they are. Of hundreds some at a time. FALSE: all are there. */
static gboolean
add_checks (AssayRecordView *self, AssayResult *result)
{
  guint at = 0, n_new = 0;

  for (int verdict = ASSAY_VERDICT_FAIL; verdict >= ASSAY_VERDICT_NONE; verdict--)
    for (guint i = 0; i < assay_result_get_n_checks (result); i++)
      {
        if ((int) assay_result_get_check (result, i)->verdict != verdict || at++ < self->n_checks)
          continue;
        if (n_new++ == CHECKS_AT_ONCE)
          return TRUE;
        self->n_checks++;
        place (self, self->checks, assay_check_row_new (assay_result_get_check (result, i), self->chips));
      }
  return FALSE;
}

/* ---- the rest ---- */

static void
add_inputs (AssayRecordView *self, AssayResult *result)
{
  for (guint i = 0; i < assay_result_get_n_inputs (result); i++)
    {
      const AssayInput *input = assay_result_get_input (result, i);
      g_autofree char *rows = input->rows >= 0 ? assay_format_count ((double) input->rows) : NULL;
      g_autofree char *columns = input->columns >= 0 ? assay_format_count ((double) input->columns) : NULL;
      g_autofree char *size = rows != NULL && columns != NULL ? g_strdup_printf (_("%s rows · %s columns"), rows, columns) : NULL;

      add (self, self->inputs, assay_translate (input->role), input->name);
      add (self, self->inputs, _("Size"), size);
      add (self, self->inputs, _("SHA-256"), input->sha256);
    }
}

static void
add_provenance (AssayRecordView *self, AssayRunData *data)
{
  AssayResult *result = assay_run_data_get_result (data);
  const AssayRun *run = assay_run_data_get_run (data);
  g_autofree char *seed = g_strdup_printf ("%" G_GINT64_FORMAT, assay_result_get_seed (result));

  if (run != NULL)
    {
      g_autofree char *id = g_strdup_printf (_("Run %" PRId64), run->id);
      g_autofree char *started = assay_when_format (run->started, 0), *duration = assay_duration_format (run->duration);

      add (self, self->provenance, _("Run"), id);
      add (self, self->provenance, _("Started"), started);
      add (self, self->provenance, _("Duration"), duration);
    }
  add (self, self->provenance, _("Engine"), assay_result_get_engine (result));
  add (self, self->provenance, _("As Of"), assay_result_get_as_of (result));
  add (self, self->provenance, _("Seed"), seed);
  add (self, self->provenance, _("Policy"), assay_result_get_policy_name (result));
  add (self, self->provenance, _("Policy SHA-256"), assay_result_get_policy_sha256 (result));
  if (run != NULL)
    {
      add (self, self->provenance, _("Result SHA-256"), run->result);
      add (self, self->provenance, _("Rows SHA-256"), run->rows);
    }
}

/* Under its label in dialogs, where there is one. */
static const char *
option_label (AssayResult *result, const char *name)
{
  const AssayAnalysis *analysis = assay_analysis_find (assay_result_get_analysis (result));
  const AssayOption *option = analysis != NULL ? assay_option_find (analysis->options, name) : NULL;

  return option != NULL && option->label != NULL ? _(option->label) : name;
}

static void
add_options (AssayRecordView *self, AssayResult *result)
{
  for (guint i = 0; i < assay_result_get_n_options (result); i++)
    {
      const char *value, *name = assay_result_get_option (result, i, &value);

      add (self, self->options, option_label (result, name), value);
    }
}

static void
add_notes (AssayRecordView *self, AssayResult *result)
{
  for (guint i = 0; i < assay_result_get_n_notes (result); i++)
    {
      GtkWidget *label = gtk_label_new (assay_translate (assay_result_get_note (result, i)));

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_widget_set_margin_bottom (label, 6);
      place (self, self->notes, label);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->notes), assay_result_get_n_notes (result) > 0);
}

static void
clear (AssayRecordView *self)
{
  g_clear_handle_id (&self->fill_source, g_source_remove);
  for (guint i = 0; i < self->rows->len; i++)
    {
      const Placed *placed = g_ptr_array_index (self->rows, i);

      adw_preferences_group_remove (placed->group, placed->row);
    }
  g_ptr_array_set_size (self->rows, 0);
  self->n_filled = 0;
  self->n_checks = 0;
}

/* A part at a time, from the top: all at once would hold the window up. */
static gboolean
fill_next (gpointer data)
{
  AssayRecordView *self = data;
  AssayResult *result = assay_run_data_get_result (self->data);

  if (self->n_filled == 0 && add_checks (self, result))
    return G_SOURCE_CONTINUE;
  switch (self->n_filled++)
    {
    case 0: return G_SOURCE_CONTINUE;
    case 1: add_inputs (self, result); return G_SOURCE_CONTINUE;
    case 2: add_provenance (self, self->data); return G_SOURCE_CONTINUE;
    case 3: add_options (self, result); return G_SOURCE_CONTINUE;
    default: add_notes (self, result); break;
    }
  assay_page_came_later (GTK_WIDGET (self));
  self->fill_source = 0;
  return G_SOURCE_REMOVE;
}

static void
fill (AssayRecordView *self)
{
  if (self->data == NULL || self->n_filled > 0 || self->fill_source != 0)
    return;
  fill_next (self);
  self->fill_source = g_idle_add (fill_next, self);
}

void
assay_record_view_set_data (AssayRecordView *self, AssayRunData *data)
{
  clear (self);
  g_clear_pointer (&self->data, assay_run_data_unref);
  self->data = assay_run_data_ref (data);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    fill (self);
}

/* ---- class ---- */

static void
assay_record_view_map (GtkWidget *widget)
{
  fill (ASSAY_RECORD_VIEW (widget));
  GTK_WIDGET_CLASS (assay_record_view_parent_class)->map (widget);
}

static void
assay_record_view_dispose (GObject *object)
{
  AssayRecordView *self = ASSAY_RECORD_VIEW (object);
  GtkWidget *child;

  g_clear_handle_id (&self->fill_source, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->chips);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->data, assay_run_data_unref);
  G_OBJECT_CLASS (assay_record_view_parent_class)->dispose (object);
}

static void
assay_record_view_class_init (AssayRecordViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_record_view_dispose;
  widget_class->map = assay_record_view_map;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/record-view.ui");
  gtk_widget_class_bind_template_child (widget_class, AssayRecordView, checks);
  gtk_widget_class_bind_template_child (widget_class, AssayRecordView, inputs);
  gtk_widget_class_bind_template_child (widget_class, AssayRecordView, provenance);
  gtk_widget_class_bind_template_child (widget_class, AssayRecordView, options);
  gtk_widget_class_bind_template_child (widget_class, AssayRecordView, notes);
}

static void
assay_record_view_init (AssayRecordView *self)
{
  self->chips = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  self->rows = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
assay_record_view_new (void)
{
  return g_object_new (ASSAY_TYPE_RECORD_VIEW, NULL);
}
