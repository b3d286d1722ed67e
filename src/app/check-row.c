#include "app/check-row.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/chart-reading.h"
#include "app/rows-view.h"
#include "app/verdict-chip.h"
#include "charts/format.h"

#define UNBROKEN 22              /* characters; at 360 px they fit beside the name */

const char *
assay_check_row_source_text (char source)
{
  switch (source)
    {
    case 'S': return _("published source");
    case 'A': return _("another tool’s default");
    case 'C': return _("convention without a source");
    case 'U': return _("set by the user");
    default: return "";
    }
}

char *
assay_check_row_limits_text (const AssayCheck *check)
{
  g_autofree char *warn = isnan (check->warn) ? NULL : assay_format_number (check->warn, -1);
  g_autofree char *fail = isnan (check->fail) ? NULL : assay_format_number (check->fail, -1);

  if (warn != NULL && fail != NULL)
    /* Translators: from here on a value is worth watching, and from there on it fails */
    return g_strdup_printf (_("watch %s, fail %s"), warn, fail);
  if (warn != NULL)
    return g_strdup_printf (_("watch %s"), warn);
  return fail != NULL ? g_strdup_printf (_("fail %s"), fail) : NULL;
}

/* The value is a line of its own and can be copied: hashes are long. */
GtkWidget *
assay_check_row_new_value (const char *name, const char *value)
{
  GtkWidget *row = adw_action_row_new (), *label = gtk_label_new (value);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_RIGHT);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 48);
  /* a number or a name is never broken */
  gtk_label_set_width_chars (GTK_LABEL (label), MIN (g_utf8_strlen (value, -1), UNBROKEN));
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_halign (label, GTK_ALIGN_END);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_set_can_focus (label, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, value, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  return row;
}

static void
add_detail (AdwExpanderRow *row, const char *name, const char *value)
{
  if (value != NULL && *value != '\0')
    adw_expander_row_add_row (row, assay_check_row_new_value (name, value));
}

static void
add_number_detail (AdwExpanderRow *row, const char *name, double value, gboolean count)
{
  g_autofree char *text = isnan (value) ? NULL : count ? assay_format_count (value) : assay_format_number (value, -1);

  add_detail (row, name, text);
}

static void
add_rows (AdwExpanderRow *expander, const AssayCheck *check, AssayRowFilter *filter)
{
  GtkWidget *row = adw_action_row_new ();
  const double n = assay_row_filter_get_n_rows (filter);
  g_autofree char *condition = assay_rows_view_word_filter (filter), *at = g_strconcat ("check:", check->id, NULL), *count = isnan (n) ? NULL : assay_format_count (n);
  g_autofree char *title = count != NULL ? g_strdup_printf (ngettext ("Show %s Row", "Show %s Rows", (gulong) n), count) : g_strdup (_("Show the Rows"));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), condition);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "page.show-rows");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "(ssx)", at, check->subject != NULL ? check->subject : "", (gint64) -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, condition, -1);
  adw_expander_row_add_row (expander, row);
}

/* Ten rows a check, and most checks are never opened: made when one is. */
static void
fill_check (AdwExpanderRow *expander)
{
  const AssayCheck *check = g_object_steal_data (G_OBJECT (expander), "assay-check");
  AssayRowFilter *filter = g_object_get_data (G_OBJECT (expander), "assay-rows");
  g_autofree char *limits = NULL, *p_value = NULL;

  if (check == NULL)
    return;
  limits = assay_check_row_limits_text (check);
  p_value = isnan (check->p_value) ? NULL : assay_format_p_value (check->p_value);
  if (filter != NULL)
    add_rows (expander, check, filter);
  add_detail (expander, _("Subject"), assay_check_subject_is_wording (check->section, check->subject) ? assay_translate (check->subject) : check->subject);
  add_number_detail (expander, check->statistic != NULL && *check->statistic != '\0' ? assay_translate (check->statistic) : _("Value"), check->value, FALSE);
  add_detail (expander, _("p-Value"), p_value);
  if (!isnan (check->p_adjusted))
    {
      g_autofree char *adjusted = assay_format_p_value (check->p_adjusted);

      add_detail (expander, _("p-Value, Adjusted"), adjusted);
    }
  add_number_detail (expander, check->effect_name != NULL ? assay_translate (check->effect_name) : _("Effect"), check->effect, FALSE);
  add_number_detail (expander, _("Observations"), check->n, TRUE);
  add_number_detail (expander, _("Events"), check->events, TRUE);
  add_detail (expander, _("Limits"), limits);
  add_detail (expander, _("Source of the Limits"), limits != NULL ? assay_check_row_source_text (check->source) : NULL);
  add_detail (expander, _("Note on the Limits"), assay_translate (check->limit_note));
  add_detail (expander, _("Convention"), assay_translate (check->convention));
  add_detail (expander, _("Reference"), check->reference);
}

/* With the column, segment or grade it is about: a check is made of each. */
static char *
title_of (const AssayCheck *check)
{
  const char *subject = assay_check_subject_is_wording (check->section, check->subject) ? assay_translate (check->subject) : check->subject;

  return subject != NULL && *subject != '\0' && strcmp (check->subject, "all rows") != 0 ? g_strdup_printf (_("%s: %s"), assay_translate (check->title), subject)
                                                                                        : g_strdup (assay_translate (check->title));
}

GtkWidget *
assay_check_row_new (const AssayCheck *check, GtkSizeGroup *chips)
{
  GtkWidget *row = adw_expander_row_new (), *chip = assay_verdict_chip_new_as (check->verdict, _(assay_check_get_verdict_label (check)));
  AdwExpanderRow *expander = ADW_EXPANDER_ROW (row);
  g_autofree char *title = title_of (check);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_expander_row_set_subtitle (expander, assay_translate (check->message));
  gtk_size_group_add_widget (chips, chip);
  adw_expander_row_add_prefix (expander, chip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, assay_translate (check->message), -1);
  g_object_set_data (G_OBJECT (row), "assay-check", (gpointer) check);
  g_signal_connect (row, "notify::expanded", G_CALLBACK (fill_check), NULL);
  return row;
}

void
assay_check_row_set_rows (GtkWidget *row, AssayRowFilter *filter)
{
  if (filter != NULL)
    g_object_set_data_full (G_OBJECT (row), "assay-rows", assay_row_filter_ref (filter), (GDestroyNotify) assay_row_filter_unref);
}
