#include "app/shock-row.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/accessible-names.h"
#include "app/scenario-text.h"
#include "app/wrap-layout.h"

struct _AssayShockRow
{
  AdwPreferencesRow parent_instance;
  GtkWidget *input, *kind, *amount, *word, *unit, *remove, *effect, *problem;
  AssayPortfolio *portfolio;
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (AssayShockRow, assay_shock_row, ADW_TYPE_PREFERENCES_ROW)

enum { EDITED, REMOVED, N_SIGNALS };
static guint signals[N_SIGNALS];

static const AssaySensitivityInput *
chosen_input (AssayShockRow *self)
{
  guint index = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->input));

  return index < assay_portfolio_get_n_inputs (self->portfolio) ? assay_portfolio_get_input (self->portfolio, index) : NULL;
}

static gboolean
is_of_words (AssayShockRow *self)
{
  const AssaySensitivityInput *input = chosen_input (self);

  return input != NULL && input->words != NULL;
}

static AssayShockKind
chosen_kind (AssayShockRow *self)
{
  guint kind = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->kind));

  return is_of_words (self) || kind >= ASSAY_N_SHOCK_KINDS ? ASSAY_SHOCK_SET : kind;
}

/* ---- what is seen ---- */

/* Words can only be set, and are chosen; numbers are typed. */
static void
show_controls (AssayShockRow *self)
{
  const AssaySensitivityInput *input = chosen_input (self);
  const char *name = input != NULL ? input->name : "";
  /* Translators: the name of an input */
  g_autofree char *how = g_strdup_printf (_("How “%s” is moved"), name), *much = g_strdup_printf (_("How much “%s” is moved"), name);

  gtk_widget_set_visible (self->kind, !is_of_words (self));
  gtk_widget_set_visible (self->amount, !is_of_words (self));
  gtk_widget_set_visible (self->word, is_of_words (self));
  gtk_label_set_text (GTK_LABEL (self->unit), is_of_words (self) ? "" : assay_shock_kind_unit (chosen_kind (self), input));
  gtk_widget_set_visible (self->unit, *gtk_label_get_text (GTK_LABEL (self->unit)) != '\0');
  assay_name_drop_down (GTK_DROP_DOWN (self->kind), how);
  assay_name_drop_down (GTK_DROP_DOWN (self->word), much);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->amount), GTK_ACCESSIBLE_PROPERTY_LABEL, much, -1);
}

static void
fill_words (AssayShockRow *self, const char *chosen)
{
  const AssaySensitivityInput *input = chosen_input (self);
  g_autoptr(GtkStringList) words = gtk_string_list_new (NULL);
  guint selected = 0;

  for (guint i = 0; input != NULL && input->words != NULL && i < input->n_words; i++)
    {
      if (g_strcmp0 (input->words[i], chosen) == 0 || (chosen == NULL && i == (guint) input->base))
        selected = i;
      gtk_string_list_append (words, input->words[i]);
    }
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->word), G_LIST_MODEL (words));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->word), selected);
}

void
assay_shock_row_set_problem (AssayShockRow *self, const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->problem), text != NULL ? text : "");
  gtk_widget_set_visible (self->problem, text != NULL);
  if (text != NULL)
    gtk_widget_add_css_class (self->amount, "error");
  else
    gtk_widget_remove_css_class (self->amount, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->amount), GTK_ACCESSIBLE_STATE_INVALID, text != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

const char *
assay_shock_row_get_problem (AssayShockRow *self)
{
  return gtk_widget_get_visible (self->problem) ? gtk_label_get_text (GTK_LABEL (self->problem)) : NULL;
}

void
assay_shock_row_set_effect (AssayShockRow *self, const char *text, gboolean is_stale)
{
  gtk_widget_set_sensitive (self->effect, !is_stale);
  gtk_label_set_text (GTK_LABEL (self->effect), text != NULL ? text : "");
  gtk_widget_set_visible (self->effect, text != NULL && *text != '\0');
}

void
assay_shock_row_set_removable (AssayShockRow *self, gboolean removable)
{
  gtk_widget_set_sensitive (self->remove, removable);
  gtk_widget_set_tooltip_text (self->remove, removable ? _("Remove Shock") : _("A scenario has at least one shock"));
}

void
assay_shock_row_set (AssayShockRow *self, const AssayScenarioShock *shock)
{
  int index = assay_portfolio_find_input (self->portfolio, shock->input);
  g_autofree char *text = shock->word == NULL ? assay_shock_amount_to_text (shock->kind, shock->amount) : NULL;
  g_autofree char *problem = NULL;

  self->filling = TRUE;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->input), index >= 0 ? (guint) index : GTK_INVALID_LIST_POSITION);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->kind), shock->kind);
  gtk_editable_set_text (GTK_EDITABLE (self->amount), text != NULL ? text : "");
  fill_words (self, shock->word);
  show_controls (self);
  self->filling = FALSE;
  if (index < 0)
    problem = g_strdup_printf (_("The model has no input “%s”. Choose another, or remove the shock."), shock->input);
  assay_shock_row_set_problem (self, problem);
}

/* ---- what is done ---- */

gboolean
assay_shock_row_get (AssayShockRow *self, AssayScenarioShock *shock)
{
  const AssaySensitivityInput *input = chosen_input (self);
  g_autoptr(GError) error = NULL;

  if (input == NULL)
    return FALSE;
  *shock = (AssayScenarioShock) { .input = input->name, .kind = chosen_kind (self), .amount = NAN };
  if (input->words != NULL)
    {
      guint word = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->word));

      shock->word = word < input->n_words ? input->words[word] : NULL;
      return shock->word != NULL;
    }
  if (assay_shock_amount_from_text (shock->kind, gtk_editable_get_text (GTK_EDITABLE (self->amount)), &shock->amount, &error))
    return TRUE;
  assay_shock_row_set_problem (self, error->message);
  return FALSE;
}

static void
say_edited (AssayShockRow *self)
{
  AssayScenarioShock shock;

  if (self->filling || !assay_shock_row_get (self, &shock))
    return;
  assay_shock_row_set_problem (self, NULL);
  g_signal_emit (self, signals[EDITED], 0);
}

/* Another kind, or another input, begins with what is usual for it: 2 sd are no 2 percent. */
static void
start_over (AssayShockRow *self)
{
  const AssaySensitivityInput *input = chosen_input (self);
  g_autofree char *text = input != NULL && input->words == NULL ? assay_shock_amount_to_text (chosen_kind (self), assay_shock_kind_usual (chosen_kind (self), input)) : NULL;

  gtk_editable_set_text (GTK_EDITABLE (self->amount), text != NULL ? text : "");
}

static void
on_input (AssayShockRow *self)
{
  AssayShockKind kind = chosen_kind (self);

  if (self->filling)
    return;
  self->filling = TRUE;
  fill_words (self, NULL);
  /* sd, percent and percentile mean the same for every number; amounts do not */
  if (!is_of_words (self) && (kind == ASSAY_SHOCK_SET || kind == ASSAY_SHOCK_ADD || *gtk_editable_get_text (GTK_EDITABLE (self->amount)) == '\0'))
    start_over (self);
  show_controls (self);
  self->filling = FALSE;
  say_edited (self);
}

static void
on_kind (AssayShockRow *self)
{
  if (self->filling)
    return;
  self->filling = TRUE;
  start_over (self);
  show_controls (self);
  self->filling = FALSE;
  say_edited (self);
}

static void
on_remove (AssayShockRow *self)
{
  g_signal_emit (self, signals[REMOVED], 0);
}

/* ---- making ---- */

void
assay_shock_row_align (AssayShockRow *self, GtkSizeGroup *inputs, GtkSizeGroup *kinds)
{
  gtk_size_group_add_widget (inputs, self->input);
  gtk_size_group_add_widget (kinds, self->kind);
}

static GtkWidget *
new_kinds (void)
{
  g_autoptr(GtkStringList) kinds = gtk_string_list_new (NULL);

  for (AssayShockKind kind = 0; kind < ASSAY_N_SHOCK_KINDS; kind++)
    gtk_string_list_append (kinds, _(assay_shock_kind_title (kind)));
  return gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&kinds)), NULL);
}

static GtkWidget *
new_label (const char *class_name)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, class_name);
  gtk_widget_set_visible (label, FALSE);
  return label;
}

static GtkWidget *
build (AssayShockRow *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), *controls = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *all = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *const parts[] = { self->input, self->kind, self->amount, self->word, self->unit, self->effect };

  gtk_widget_set_layout_manager (controls, assay_wrap_layout_new (8, 6));
  gtk_widget_set_hexpand (controls, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    gtk_box_append (GTK_BOX (controls), parts[i]);
  gtk_box_append (GTK_BOX (line), controls);
  gtk_box_append (GTK_BOX (line), self->remove);
  gtk_box_append (GTK_BOX (all), line);
  gtk_box_append (GTK_BOX (all), self->problem);
  gtk_widget_add_css_class (all, "shock-row");
  return all;
}

static void
assay_shock_row_dispose (GObject *object)
{
  AssayShockRow *self = ASSAY_SHOCK_ROW (object);

  self->filling = TRUE;
  g_clear_pointer (&self->portfolio, assay_portfolio_unref);
  G_OBJECT_CLASS (assay_shock_row_parent_class)->dispose (object);
}

static void
assay_shock_row_class_init (AssayShockRowClass *class)
{
  G_OBJECT_CLASS (class)->dispose = assay_shock_row_dispose;
  signals[EDITED] = g_signal_new ("edited", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REMOVED] = g_signal_new ("removed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
assay_shock_row_init (AssayShockRow *self)
{
  self->kind = new_kinds ();
  self->amount = gtk_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (self->amount), 7);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->amount), 10);
  gtk_entry_set_alignment (GTK_ENTRY (self->amount), 1);
  gtk_entry_set_input_purpose (GTK_ENTRY (self->amount), GTK_INPUT_PURPOSE_NUMBER);
  self->word = gtk_drop_down_new (NULL, NULL);
  self->unit = new_label ("dim-label");
  self->effect = new_label ("numeric");
  gtk_widget_add_css_class (self->effect, "dim-label");
  self->problem = new_label ("error");
  self->remove = gtk_button_new_from_icon_name ("list-remove-symbolic");
  gtk_widget_add_css_class (self->remove, "flat");
  gtk_widget_set_valign (self->remove, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Remove Shock"), -1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
}

GtkWidget *
assay_shock_row_new (const AssayPortfolio *portfolio, GtkStringList *inputs, const AssayScenarioShock *shock)
{
  AssayShockRow *self = g_object_new (ASSAY_TYPE_SHOCK_ROW, NULL);

  self->portfolio = assay_portfolio_ref ((AssayPortfolio *) portfolio);
  self->input = gtk_drop_down_new (G_LIST_MODEL (g_object_ref (inputs)), NULL);
  assay_name_drop_down (GTK_DROP_DOWN (self->input), _("Input"));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), build (self));
  assay_shock_row_set (self, shock);
  g_signal_connect_object (self->input, "notify::selected", G_CALLBACK (on_input), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->kind, "notify::selected", G_CALLBACK (on_kind), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->word, "notify::selected", G_CALLBACK (say_edited), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->amount, "changed", G_CALLBACK (say_edited), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->remove, "clicked", G_CALLBACK (on_remove), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
