#include "app/model-facts.h"

#include <glib/gi18n.h>
#include <math.h>

#include "charts/format.h"

#define MOST_BESIDE 36           /* characters that stand beside their title; more stand below */
#define MOST_NAMED 5             /* of what is missing */
#define MOST_VALUES 12           /* of a category, in a cell */

GtkWidget *
assay_model_facts_new_row (const char *title, const char *text)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  if (g_utf8_strlen (text, -1) > MOST_BESIDE)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  else
    {
      GtkWidget *value = gtk_label_new (text);

      gtk_label_set_selectable (GTK_LABEL (value), TRUE);
      gtk_label_set_wrap (GTK_LABEL (value), TRUE);
      gtk_label_set_natural_wrap_mode (GTK_LABEL (value), GTK_NATURAL_WRAP_NONE);
      gtk_label_set_xalign (GTK_LABEL (value), 1);
      gtk_widget_set_can_focus (value, FALSE);
      gtk_widget_add_css_class (value, "dim-label");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), value);
    }
  return row;
}

GtkWidget *
assay_model_facts_new_verdict_row (AssayVerdict verdict, const char *title, const char *text)
{
  GtkWidget *row = assay_model_facts_new_row (title, text);
  GtkWidget *sign = gtk_label_new (verdict == ASSAY_VERDICT_PASS ? "✓" : verdict == ASSAY_VERDICT_FAIL ? "×" : "!");

  gtk_widget_add_css_class (sign, verdict == ASSAY_VERDICT_PASS ? "success" : verdict == ASSAY_VERDICT_FAIL ? "error" : "warning");
  gtk_widget_add_css_class (sign, "heading");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), sign);
  return row;
}

static void
add_verification (AdwPreferencesGroup *group, const AssayVerification *verification)
{
  g_autofree char *text = NULL;

  if (verification->n_rows == 0)
    {
      adw_preferences_group_add (group, assay_model_facts_new_verdict_row (ASSAY_VERDICT_WARN, _("Verification rows"),
                                 _("None in the file: whether it scores here as it did there can only be shown with recorded scores.")));
      return;
    }
  if (verification->n_equal == verification->n_rows)
    text = g_strdup_printf (ngettext ("%u row came with the model and scores the same here.", "%u rows came with the model and all score the same here.", verification->n_rows),
                            verification->n_rows);
  else
    text = g_strdup_printf (_("%u of %u rows that came with the model score differently here. %s"), verification->n_rows - verification->n_equal, verification->n_rows,
                            verification->first_difference != NULL ? verification->first_difference : "");
  adw_preferences_group_add (group, assay_model_facts_new_verdict_row (verification->n_equal == verification->n_rows ? ASSAY_VERDICT_PASS : ASSAY_VERDICT_FAIL,
                                                                        _("Verification rows"), text));
}

void
assay_model_facts_fill_findings (AdwPreferencesGroup *group, AssayArtifact *artifact)
{
  add_verification (group, assay_artifact_get_verification (artifact));
  for (guint i = 0; i < assay_artifact_get_n_notes (artifact); i++)
    adw_preferences_group_add (group, assay_model_facts_new_verdict_row (ASSAY_VERDICT_WARN, _("Beware"), _(assay_artifact_get_note (artifact, i))));
}

void
assay_model_facts_fill (AdwPreferencesGroup *group, AssayArtifact *artifact)
{
  adw_preferences_group_add (group, assay_model_facts_new_row (_("Format"), assay_artifact_get_format (artifact)));
  if (assay_artifact_get_writer (artifact) != NULL)
    adw_preferences_group_add (group, assay_model_facts_new_row (_("Written by"), assay_artifact_get_writer (artifact)));
  adw_preferences_group_add (group, assay_model_facts_new_row (_("Kind"), _(assay_artifact_get_kind (artifact))));
  if (assay_artifact_get_target (artifact) != NULL)
    adw_preferences_group_add (group, assay_model_facts_new_row (_("Predicts"), assay_artifact_get_target (artifact)));
  for (guint i = 0; i < assay_artifact_get_n_facts (artifact); i++)
    {
      const char *label, *fact = assay_artifact_get_fact (artifact, i, &label);

      adw_preferences_group_add (group, assay_model_facts_new_row (_(label), fact));
    }
  if (assay_artifact_get_sha256 (artifact) != NULL)
    adw_preferences_group_add (group, assay_model_facts_new_row (_("SHA-256"), assay_artifact_get_sha256 (artifact)));
}

static const char *
kind_name (AssayFieldKind kind)
{
  switch (kind)
    {
    case ASSAY_FIELD_CATEGORY: return N_("category");
    case ASSAY_FIELD_DATE: return N_("date");
    case ASSAY_FIELD_DATETIME: return N_("date and time");
    case ASSAY_FIELD_NUMBER:
    default: return N_("number");
    }
}

static char *
describe_values (const AssayField *field)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *low = assay_format_number (field->low, -1), *high = assay_format_number (field->high, -1);

  if (field->values == NULL)
    {
      if (!isnan (field->low) && !isnan (field->high))
        /* Translators: a range of numbers */
        g_string_printf (text, _("%s to %s"), low, high);
      else if (!isnan (field->low))
        g_string_printf (text, _("at least %s"), low);
      else if (!isnan (field->high))
        g_string_printf (text, _("at most %s"), high);
      return g_string_free (g_steal_pointer (&text), FALSE);
    }
  for (guint i = 0; field->values[i] != NULL && i < MOST_VALUES; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", field->values[i]);
  if (g_strv_length (field->values) > MOST_VALUES)
    g_string_append (text, ", …");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
assay_model_facts_describe_field (const AssayField *field)
{
  g_autofree char *values = describe_values (field);

  return *values != '\0' ? g_strdup_printf ("%s, %s", _(kind_name (field->kind)), values) : g_strdup (_(kind_name (field->kind)));
}

AssayTable *
assay_model_facts_make_inputs (const AssayTaskModel *model)
{
  AssayTable *table = assay_table_new ("inputs", N_("Inputs"));
  guint name = assay_table_add_column (table, "name", N_("Name"), ASSAY_CELL_TEXT), kind = assay_table_add_column (table, "kind", N_("Kind"), ASSAY_CELL_TEXT);
  guint values = assay_table_add_column (table, "values", N_("Valid Values"), ASSAY_CELL_TEXT), column = 0;
  gboolean is_bound = model->settings.bind != NULL;

  if (is_bound)
    column = assay_table_add_column (table, "column", N_("Column"), ASSAY_CELL_TEXT);
  for (guint i = 0; i < assay_artifact_get_n_fields (model->artifact); i++)
    {
      const AssayField *field = assay_artifact_get_field (model->artifact, i);
      g_autofree char *text = describe_values (field);
      const char *bound = assay_model_settings_find_column (&model->settings, field->name);

      assay_table_add_row (table);
      assay_table_set_text (table, name, field->label != NULL ? field->label : field->name);
      assay_table_set_text (table, kind, _(kind_name (field->kind)));
      assay_table_set_text (table, values, text);
      if (is_bound)
        assay_table_set_text (table, column, bound != NULL ? bound : field->name);
    }
  return table;
}

char *
assay_model_facts_say_match (const AssayTaskModel *model, const AssayFrame *frame, gboolean *complete)
{
  guint n = assay_artifact_get_n_fields (model->artifact), n_found = 0, n_missing = 0;
  g_autofree AssayColumn **match = assay_task_model_match (model, frame);
  g_autoptr(GString) missing = g_string_new (NULL);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      const AssayField *field = assay_artifact_get_field (model->artifact, i);
      const char *nearest;

      if (match[i] != NULL)
        {
          n_found++;
          continue;
        }
      n_missing += !field->is_optional;
      if (field->is_optional || n_missing > MOST_NAMED)
        continue;
      nearest = assay_scorer_find_nearest (frame, field);
      g_string_append_printf (missing, "%s“%s”", missing->len > 0 ? ", " : "", field->name);
      if (nearest != NULL)
        /* Translators: a column whose name is like that of a missing one */
        g_string_append_printf (missing, _(" (nearest: “%s”)"), nearest);
    }
  *complete = n_missing == 0 || model->settings.allow_absent;
  g_string_printf (text, ngettext ("%u of %u input is a column of this dataset.", "%u of %u inputs are columns of this dataset.", n), n_found, n);
  if (n_missing > 0)
    g_string_append_printf (text, n_missing > MOST_NAMED ? _(" Missing: %s, …") : _(" Missing: %s."), missing->str);
  return g_string_free (text, FALSE);
}
