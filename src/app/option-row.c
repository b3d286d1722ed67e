#include "app/option-row.h"

#include "analysis/sensitivity/sensitivity-method.h"
#include "app/list-row.h"
#include "model/forecaster.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* The widget that holds the value, as data of the row. */
#define CONTROL "assay-control"
#define OPTION "assay-option"

static GtkWidget *
control_of (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), CONTROL);
}

const AssayOption *
assay_option_row_get_option (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), OPTION);
}

/* ---- making ---- */

/* A number with a default is a spin button; one that may be left open is a text. */
static gboolean
is_spin (const AssayOption *option)
{
  return (option->kind == ASSAY_OPTION_INTEGER || option->kind == ASSAY_OPTION_NUMBER) && option->fallback != NULL
         && isfinite (option->low) && isfinite (option->high) && option->high > option->low;
}

static GtkWidget *
new_spin (const AssayOption *option)
{
  gboolean whole = option->kind == ASSAY_OPTION_INTEGER;
  GtkWidget *spin = gtk_spin_button_new_with_range (MAX (option->low, -1e9), MIN (option->high, 1e9), whole ? 1 : 0.1);

  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), whole ? 0 : 2);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 5);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), TRUE);
  return spin;
}

static GtkWidget *
new_row_with (GtkWidget *control)
{
  GtkWidget *row = adw_action_row_new ();

  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), control);
  g_object_set_data (G_OBJECT (row), CONTROL, control);
  return row;
}

/* Choices are words of the command line: "seasonal-naive" is shown as "Seasonal naive". */
static char *
choice_label (const char *choice)
{
  g_autofree char *text = g_strdelimit (g_strdup (_(choice)), "-", ' ');
  const char *rest = *text != '\0' ? g_utf8_next_char (text) : text;
  g_autofree char *first = g_utf8_strup (text, rest - text);

  return g_strconcat (first, rest, NULL);
}

/* A choice that may be left open begins with “None”. */
static guint
n_before_choices (const AssayOption *option)
{
  return option->fallback == NULL ? 1 : 0;
}

static GtkWidget *
new_choice (const AssayOption *option)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr(GtkStringList) list = gtk_string_list_new (NULL);

  if (option->fallback == NULL)
    gtk_string_list_append (list, _("None"));
  for (guint i = 0; option->choices[i] != NULL; i++)
    gtk_string_list_take (list, choice_label (option->choices[i]));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
  g_object_set_data (G_OBJECT (row), CONTROL, row);
  return row;
}

/* Forecast models are a list of names; those there are get a check mark, a variant is written. */
static GtkWidget *
new_list (const AssayOption *option)
{
  GtkWidget *row = assay_list_row_new ();

  if (option->choices == NULL)
    {
      for (const AssayForecaster *const *one = assay_forecaster_list (); *one != NULL; one++)
        assay_list_row_add (ASSAY_LIST_ROW (row), (*one)->id, _((*one)->title), _((*one)->convention));
      assay_list_row_add_entry (ASSAY_LIST_ROW (row), _("Variants, such as ets:ANA or window-mean:14"));
      return row;
    }
  for (guint i = 0; option->choices[i] != NULL; i++)
    {
      const AssaySensitivityMethod *method = strcmp (option->name, "method") == 0 ? assay_sensitivity_method_find (option->choices[i]) : NULL;
      g_autofree char *title = method != NULL ? g_strdup (_(method->title)) : choice_label (option->choices[i]);

      assay_list_row_add (ASSAY_LIST_ROW (row), option->choices[i], title, NULL);
    }
  return row;
}

static gboolean
is_list (const AssayOption *option)
{
  return option->kind == ASSAY_OPTION_LIST && (option->choices != NULL || strcmp (option->name, "models") == 0);
}

gboolean
assay_option_is_column (const AssayOption *option)
{
  return option->value_name != NULL && g_str_has_prefix (option->value_name, "COL") && option->choices == NULL
         && (option->kind == ASSAY_OPTION_TEXT || option->kind == ASSAY_OPTION_LIST);
}

static GtkWidget *
new_column (const char *const *columns)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr(GtkStringList) list = gtk_string_list_new (columns);

  gtk_string_list_splice (list, 0, 0, (const char *const[]) { _("Not chosen"), NULL });
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
  return row;
}

static GtkWidget *
new_columns (const char *const *columns)
{
  GtkWidget *row = assay_list_row_new ();

  for (; *columns != NULL; columns++)
    assay_list_row_add (ASSAY_LIST_ROW (row), *columns, *columns, NULL);
  return row;
}

static void
finish_row (GtkWidget *row, const AssayOption *option)
{
  if (control_of (row) == NULL)
    g_object_set_data (G_OBJECT (row), CONTROL, row);
  g_object_set_data (G_OBJECT (row), OPTION, (gpointer) option);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(option->label != NULL ? option->label : option->name));
  if (ADW_IS_ACTION_ROW (row) && option->help != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _(option->help));
  else if (option->help != NULL)
    gtk_widget_set_tooltip_text (row, _(option->help));
  if (control_of (row) != row)
    gtk_accessible_update_property (GTK_ACCESSIBLE (control_of (row)), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    _(option->label != NULL ? option->label : option->name), -1);
}

GtkWidget *
assay_option_row_new_of_columns (const AssayOption *option, const char *const *columns, const char *value)
{
  GtkWidget *row = option->kind == ASSAY_OPTION_LIST ? new_columns (columns) : new_column (columns);

  finish_row (row, option);
  assay_option_row_set_value (row, value);
  return row;
}

GtkWidget *
assay_option_row_new (const AssayOption *option, const char *value)
{
  GtkWidget *row;

  if (option->kind == ASSAY_OPTION_BOOLEAN)
    row = new_row_with (gtk_switch_new ());
  else if (option->kind == ASSAY_OPTION_CHOICE && option->choices != NULL)
    row = new_choice (option);
  else if (is_list (option))
    row = new_list (option);
  else if (is_spin (option))
    row = new_row_with (new_spin (option));
  else
    row = adw_entry_row_new ();
  finish_row (row, option);
  assay_option_row_set_value (row, value);
  return row;
}

/* ---- values ---- */

static void
select_column (AdwComboRow *row, const char *value)
{
  GListModel *columns = adw_combo_row_get_model (row);

  adw_combo_row_set_selected (row, 0);
  for (guint i = 1; value != NULL && i < g_list_model_get_n_items (columns); i++)
    if (g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (columns), i), value))
      adw_combo_row_set_selected (row, i);
}

void
assay_option_row_set_value (GtkWidget *row, const char *value)
{
  const AssayOption *option = assay_option_row_get_option (row);
  GtkWidget *control = control_of (row);

  if (value == NULL)
    value = option->fallback;
  if (GTK_IS_SWITCH (control))
    gtk_switch_set_active (GTK_SWITCH (control), g_strcmp0 (value, "true") == 0);
  else if (GTK_IS_SPIN_BUTTON (control))
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (control), g_ascii_strtod (value, NULL));
  else if (ADW_IS_COMBO_ROW (control) && option->choices == NULL)
    select_column (ADW_COMBO_ROW (control), value);
  else if (ADW_IS_COMBO_ROW (control))
    {
      if (value == NULL)
        adw_combo_row_set_selected (ADW_COMBO_ROW (control), 0);
      for (guint i = 0; value != NULL && option->choices[i] != NULL; i++)
        if (g_str_equal (option->choices[i], value))
          adw_combo_row_set_selected (ADW_COMBO_ROW (control), i + n_before_choices (option));
    }
  else if (ASSAY_IS_LIST_ROW (control))
    assay_list_row_set_text (ASSAY_LIST_ROW (control), value);
  else
    gtk_editable_set_text (GTK_EDITABLE (control), value != NULL ? value : "");
}

void
assay_option_row_set_open (GtkWidget *row, const char *text)
{
  GtkStringList *list = GTK_STRING_LIST (adw_combo_row_get_model (ADW_COMBO_ROW (row)));
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (row));

  gtk_string_list_splice (list, 0, 1, (const char *const[]) { text != NULL ? text : _("Not chosen"), NULL });
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), selected);
}

static char *
spin_text (const AssayOption *option, GtkSpinButton *spin)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (option->kind == ASSAY_OPTION_INTEGER)
    return g_strdup_printf ("%d", gtk_spin_button_get_value_as_int (spin));
  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.10g", gtk_spin_button_get_value (spin)));
}

static gboolean
is_default (const AssayOption *option, const char *value)
{
  if (*value == '\0' || g_strcmp0 (value, option->fallback) == 0)
    return TRUE;
  if (option->fallback == NULL)
    return option->kind == ASSAY_OPTION_BOOLEAN && g_str_equal (value, "false");
  return (option->kind == ASSAY_OPTION_NUMBER || option->kind == ASSAY_OPTION_INTEGER)
         && g_ascii_strtod (value, NULL) == g_ascii_strtod (option->fallback, NULL);
}

char *
assay_option_row_dup_value (GtkWidget *row)
{
  const AssayOption *option = assay_option_row_get_option (row);
  GtkWidget *control = control_of (row);
  char *value;

  if (GTK_IS_SWITCH (control))
    value = g_strdup (gtk_switch_get_active (GTK_SWITCH (control)) ? "true" : "false");
  else if (GTK_IS_SPIN_BUTTON (control))
    value = spin_text (option, GTK_SPIN_BUTTON (control));
  else if (ADW_IS_COMBO_ROW (control) && option->choices == NULL)
    {
      guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (control));

      value = g_strdup (selected > 0 ? gtk_string_list_get_string (GTK_STRING_LIST (adw_combo_row_get_model (ADW_COMBO_ROW (control))), selected) : "");
    }
  else if (ADW_IS_COMBO_ROW (control))
    {
      guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (control));

      value = g_strdup (selected >= n_before_choices (option) ? option->choices[selected - n_before_choices (option)] : "");
    }
  else if (ASSAY_IS_LIST_ROW (control))
    value = assay_list_row_dup_text (ASSAY_LIST_ROW (control));
  else
    value = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (control))));
  /* What nobody changed stays a default, so that the record of the run says what was chosen. */
  if (is_default (option, value))
    g_clear_pointer (&value, g_free);
  return value;
}

void
assay_option_row_set_error (GtkWidget *row, const char *message)
{
  const AssayOption *option = assay_option_row_get_option (row);

  if (message == NULL)
    gtk_widget_remove_css_class (row, "error");
  else
    gtk_widget_add_css_class (row, "error");
  if (ADW_IS_ACTION_ROW (row))
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), message != NULL ? message : option->help != NULL ? _(option->help) : NULL);
}

gboolean
assay_option_rows_apply (GPtrArray *rows, AssayOptions *options, GError **error)
{
  for (guint i = 0; i < rows->len; i++)
    {
      GtkWidget *row = rows->pdata[i];
      g_autofree char *value = assay_option_row_dup_value (row);
      GError *problem = NULL;

      if (assay_options_set (options, assay_option_row_get_option (row)->name, value, &problem))
        {
          assay_option_row_set_error (row, NULL);
          continue;
        }
      assay_option_row_set_error (row, problem->message);
      g_propagate_error (error, problem);
      return FALSE;
    }
  return TRUE;
}
