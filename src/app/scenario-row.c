#include "app/scenario-row.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/accessible-names.h"
#include "app/measure-text.h"
#include "app/scenario-text.h"
#include "app/shock-row.h"

enum { NAME, SEVERITY, LEVELS, N_FIELDS };

struct _AssayScenarioRow
{
  AdwExpanderRow parent_instance;
  GtkWidget *answer, *menu;
  GtkWidget *fields[N_FIELDS], *problems[N_FIELDS];      /* NULL until it was opened once */
  GtkWidget *add, *add_problem, *results;
  GPtrArray *shocks;               /* of AssayShockRow, lent by the list */
  GSimpleActionGroup *actions;
  AssayPortfolio *portfolio;
  GtkStringList *inputs;
  AssayScenarios *alone;           /* of the one scenario */
  AssayStressOutcome *outcome;     /* NULL: it is being computed */
  char *problem;                   /* why there is none */
  guint measure;
  gboolean filling, is_stale;
};

G_DEFINE_FINAL_TYPE (AssayScenarioRow, assay_scenario_row, ADW_TYPE_EXPANDER_ROW)

enum { TRY, ACT, N_SIGNALS };
static guint signals[N_SIGNALS];

static const AssayScenario *
scenario_of (AssayScenarioRow *self)
{
  return self->alone != NULL ? self->alone->scenarios->pdata[0] : NULL;
}

static const AssayPortfolioMeasure *
measure_of (AssayScenarioRow *self)
{
  return assay_portfolio_get_measure (self->portfolio, self->measure);
}

static double
base_of (AssayScenarioRow *self)
{
  return assay_portfolio_get_base (self->portfolio)[self->measure];
}

/* ---- what it does ---- */

/* The run that changes most; undefined ones are passed over. */
static guint
strongest_run (AssayScenarioRow *self)
{
  double most = -1;
  guint strongest = 0;

  for (guint run = 0; run < self->outcome->n_runs; run++)
    {
      const double change = fabs (assay_stress_outcome_get_joint (self->outcome, run, self->measure) - base_of (self));

      if (change > most)
        {
          most = change;
          strongest = run;
        }
    }
  return strongest;
}

static char *
answer_text (AssayScenarioRow *self)
{
  double value;
  g_autofree char *after = NULL, *change = NULL;

  if (self->problem != NULL)
    return g_strdup ("\u2013");
  if (self->outcome == NULL || self->is_stale)
    return g_strdup ("…");
  value = assay_stress_outcome_get_joint (self->outcome, strongest_run (self), self->measure);
  after = assay_measure_format (measure_of (self), value);
  change = assay_measure_format_change (measure_of (self), value - base_of (self));
  /* Translators: a value, and by how much it differs from the value now */
  return g_strdup_printf (_("%s (%s)"), after, change);
}

static GtkWidget *
new_cell (const char *text, gboolean is_number, gboolean is_head)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), is_number ? 1 : 0);
  gtk_label_set_wrap (GTK_LABEL (label), !is_number || is_head);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (is_number)
    gtk_widget_add_css_class (label, "numeric");
  if (is_head)
    gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_hexpand (label, TRUE);
  return label;
}

static void
attach (GtkWidget *grid, int column, int row, const char *text, gboolean is_head)
{
  gtk_grid_attach (GTK_GRID (grid), new_cell (text, column > 0, is_head), column, row, 1, 1);
}

static void
attach_run (AssayScenarioRow *self, GtkWidget *grid, guint run)
{
  const double base = base_of (self), value = assay_stress_outcome_get_joint (self->outcome, run, self->measure);
  const double interaction = assay_stress_outcome_get_interaction (self->outcome, run, self->measure, base);
  /* while it is computed anew the scenario may have fewer levels than what is shown */
  const char *severity = run < assay_scenario_get_n_runs (scenario_of (self)) ? assay_scenario_get_severity (scenario_of (self), run) : "";
  g_autofree char *before = assay_measure_format (measure_of (self), base), *after = assay_measure_format (measure_of (self), value);
  g_autofree char *change = assay_measure_format_change (measure_of (self), value - base), *together = assay_measure_format_change (measure_of (self), interaction);
  const int row = (int) run + 1;

  attach (grid, 0, row, severity != NULL && *severity != '\0' ? severity : _("As it stands"), FALSE);
  attach (grid, 1, row, before, FALSE);
  attach (grid, 2, row, after, FALSE);
  attach (grid, 3, row, change, FALSE);
  if (self->outcome->n_shocks > 1)
    attach (grid, 4, row, together, FALSE);
}

static GtkWidget *
new_grid (AssayScenarioRow *self)
{
  GtkWidget *grid = gtk_grid_new ();
  static const char *const heads[] = { N_("Severity"), N_("Now"), N_("Stressed"), N_("Change"), N_("Of Which Together") };

  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 3);
  for (guint i = 0; i < G_N_ELEMENTS (heads) - (self->outcome->n_shocks < 2); i++)
    attach (grid, (int) i, 0, _(heads[i]), TRUE);
  for (guint run = 0; run < self->outcome->n_runs; run++)
    attach_run (self, grid, run);
  return grid;
}

static void
show_effects (AssayScenarioRow *self)
{
  for (guint i = 0; self->shocks != NULL && i < self->shocks->len; i++)
    {
      gboolean is_known = self->outcome != NULL && i < self->outcome->n_shocks && self->outcome->n_shocks > 1;
      g_autofree char *change = is_known ? assay_measure_format_change (measure_of (self), assay_stress_outcome_get_alone (self->outcome, strongest_run (self), i, self->measure) - base_of (self)) : NULL;
      /* Translators: what one shock does by itself: "alone +2.8 pp" */
      g_autofree char *text = is_known ? g_strdup_printf (_("alone %s"), change) : NULL;

      assay_shock_row_set_effect (self->shocks->pdata[i], text, self->is_stale);
    }
}

static void
show_outcome (AssayScenarioRow *self)
{
  g_autofree char *answer = answer_text (self);
  GtkWidget *content;

  gtk_label_set_text (GTK_LABEL (self->answer), answer);
  gtk_widget_set_tooltip_text (self->answer, self->problem);
  if (self->results == NULL)
    return;
  content = self->outcome != NULL ? new_grid (self) : gtk_label_new (self->problem != NULL ? self->problem : _("Computing…"));
  if (GTK_IS_LABEL (content))
    {
      gtk_label_set_wrap (GTK_LABEL (content), TRUE);
      gtk_label_set_xalign (GTK_LABEL (content), 0);
      gtk_widget_add_css_class (content, self->problem != NULL ? "error" : "dim-label");
    }
  gtk_widget_add_css_class (content, "scenario-results");
  gtk_widget_set_sensitive (content, !self->is_stale);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self->results), content);
  show_effects (self);
}

void
assay_scenario_row_take_outcome (AssayScenarioRow *self, AssayStressOutcome *outcome, const char *problem)
{
  assay_stress_outcome_free (self->outcome);
  self->outcome = outcome;
  g_free (self->problem);
  self->problem = g_strdup (problem);
  self->is_stale = FALSE;
  show_outcome (self);
}

void
assay_scenario_row_wait_outcome (AssayScenarioRow *self)
{
  self->is_stale = TRUE;
  show_outcome (self);
}

const char *
assay_scenario_row_find_problem (AssayScenarioRow *self)
{
  const char *problem = NULL;

  for (guint i = 0; self->shocks != NULL && i < N_FIELDS; i++)
    if (gtk_widget_get_visible (self->problems[i]))
      {
        adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
        gtk_widget_grab_focus (self->fields[i]);
        return gtk_label_get_text (GTK_LABEL (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (self->problems[i]))));
      }
  for (guint i = 0; self->shocks != NULL && i < self->shocks->len && problem == NULL; i++)
    if ((problem = assay_shock_row_get_problem (self->shocks->pdata[i])) != NULL)
      {
        adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
        gtk_widget_child_focus (self->shocks->pdata[i], GTK_DIR_TAB_FORWARD);
      }
  return problem;
}

const AssayStressOutcome *
assay_scenario_row_get_outcome (AssayScenarioRow *self)
{
  return self->outcome;
}

void
assay_scenario_row_set_measure (AssayScenarioRow *self, guint measure)
{
  self->measure = measure;
  show_outcome (self);
}

/* ---- editing ---- */

static void
show_title (AssayScenarioRow *self)
{
  const AssayScenario *scenario = scenario_of (self);
  g_autofree char *shocks = assay_scenario_to_text (scenario), *title = g_markup_escape_text (scenario->name, -1), *subtitle = g_markup_escape_text (shocks, -1);
  /* Translators: the name of a scenario */
  g_autofree char *menu = g_strdup_printf (_("Actions for %s"), scenario->name);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu), GTK_ACCESSIBLE_PROPERTY_LABEL, menu, -1);
  gtk_widget_set_tooltip_text (self->menu, menu);
}

/* What is wrong, or NULL: then the scenario is as it was proposed. Takes the proposal. */
static char *
try_scenario (AssayScenarioRow *self, AssayScenarios *proposal, const char *field)
{
  char *problem = NULL;

  g_signal_emit (self, signals[TRY], 0, proposal, field, &problem);
  if (problem != NULL)
    {
      assay_scenarios_free (proposal);
      return problem;
    }
  assay_scenarios_free (self->alone);
  self->alone = proposal;
  show_title (self);
  if (strcmp (field, "severity") == 0)
    show_outcome (self);
  return NULL;
}

static void
set_problem (AssayScenarioRow *self, guint field, const char *text)
{
  gtk_label_set_text (GTK_LABEL (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (self->problems[field]))), text != NULL ? text : "");
  gtk_widget_set_visible (self->problems[field], text != NULL);
  if (text != NULL)
    gtk_widget_add_css_class (self->fields[field], "error");
  else
    gtk_widget_remove_css_class (self->fields[field], "error");
}

static gboolean
take_field (AssayScenarioRow *self, guint field, AssayScenario *scenario, const char *text, GError **error)
{
  switch (field)
    {
    case NAME:
      g_free (scenario->name);
      scenario->name = g_strdup (text);
      return TRUE;
    case SEVERITY:
      g_free (scenario->severity);
      scenario->severity = *text != '\0' ? g_strdup (text) : NULL;
      return TRUE;
    default:
      g_array_set_size (scenario->levels, 0);
      return assay_levels_from_text (text, scenario, error);
    }
}

static void
on_field (AssayScenarioRow *self, GtkWidget *entry)
{
  static const char *const names[] = { "name", "severity", "levels" };
  guint field = entry == self->fields[NAME] ? NAME : entry == self->fields[SEVERITY] ? SEVERITY : LEVELS;
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry)))), *problem = NULL;
  g_autoptr(AssayScenarios) proposal = NULL;
  g_autoptr(GError) error = NULL;

  if (self->filling)
    return;
  proposal = assay_scenario_dup_alone (scenario_of (self));
  if (field == NAME && *text == '\0')
    problem = g_strdup (_("A scenario needs a name."));
  else if (!take_field (self, field, proposal->scenarios->pdata[0], text, &error))
    problem = g_strdup (error->message);
  else
    problem = try_scenario (self, g_steal_pointer (&proposal), names[field]);
  set_problem (self, field, problem);
}

static guint
index_of_shock (AssayScenarioRow *self, AssayShockRow *row)
{
  guint index = 0;

  g_ptr_array_find (self->shocks, row, &index);
  return index;
}

static void
add_shock (AssayScenario *scenario, const AssayScenarioShock *shock)
{
  if (shock->word != NULL)
    assay_scenario_add_word (scenario, shock->input, shock->word);
  else
    assay_scenario_add_shock (scenario, shock->input, shock->kind, shock->amount);
}

/* The scenario with this shock at its place, in the order that it has. */
static AssayScenarios *
with_shock (AssayScenarioRow *self, guint index, const AssayScenarioShock *shock)
{
  AssayScenarios *proposal = assay_scenario_dup_alone (scenario_of (self));
  AssayScenario *scenario = proposal->scenarios->pdata[0];
  const GArray *before = scenario_of (self)->shocks;

  g_array_set_size (scenario->shocks, 0);
  for (guint i = 0; i < before->len; i++)
    add_shock (scenario, i == index ? shock : &g_array_index (before, AssayScenarioShock, i));
  return proposal;
}

static void
on_shock_edited (AssayScenarioRow *self, AssayShockRow *row)
{
  AssayScenarioShock shock;
  guint index = index_of_shock (self, row);
  g_autofree char *field = g_strdup_printf ("shock-%u", index), *problem = NULL;

  if (self->filling || !assay_shock_row_get (row, &shock))
    return;
  problem = try_scenario (self, with_shock (self, index, &shock), field);
  assay_shock_row_set_problem (row, problem);
}

static void build_shocks (AssayScenarioRow *self);

static void
set_add_problem (AssayScenarioRow *self, const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->add_problem), text != NULL ? text : "");
  gtk_widget_set_visible (self->add_problem, text != NULL);
}

static void
on_shock_removed (AssayScenarioRow *self, AssayShockRow *row)
{
  AssayScenarios *proposal = assay_scenario_dup_alone (scenario_of (self));
  guint index = index_of_shock (self, row);
  g_autofree char *problem = NULL;

  assay_scenario_remove_shock (proposal->scenarios->pdata[0], index);
  problem = try_scenario (self, proposal, "remove");
  if (problem != NULL)
    {
      assay_shock_row_set_problem (row, problem);
      return;
    }
  build_shocks (self);
  gtk_widget_child_focus (self->shocks->pdata[MIN (index, self->shocks->len - 1)], GTK_DIR_TAB_FORWARD);
}

static gboolean
is_moved (const AssayScenario *scenario, const char *input)
{
  for (guint i = 0; i < scenario->shocks->len; i++)
    if (strcmp (g_array_index (scenario->shocks, AssayScenarioShock, i).input, input) == 0)
      return TRUE;
  return FALSE;
}

/* The first input that is not moved yet; levels cannot multiply words. */
static const AssaySensitivityInput *
find_free_input (AssayScenarioRow *self)
{
  for (guint i = 0; i < assay_portfolio_get_n_inputs (self->portfolio); i++)
    {
      const AssaySensitivityInput *input = assay_portfolio_get_input (self->portfolio, i);

      if (!is_moved (scenario_of (self), input->name) && (input->words == NULL || (scenario_of (self)->levels->len == 0 && input->n_words > 0)))
        return input;
    }
  return NULL;
}

static void
on_add (AssayScenarioRow *self)
{
  const AssaySensitivityInput *input = find_free_input (self);
  AssayScenarios *proposal;
  g_autofree char *problem = NULL;

  if (input == NULL)
    {
      set_add_problem (self, scenario_of (self)->levels->len > 0 ? _("All numbers are moved already, and levels cannot multiply words.") : _("All inputs are moved already."));
      return;
    }
  proposal = assay_scenario_dup_alone (scenario_of (self));
  if (input->words != NULL)
    assay_scenario_add_word (proposal->scenarios->pdata[0], input->name, input->words[isfinite (input->base) ? (guint) input->base : 0]);
  else
    assay_scenario_add_shock (proposal->scenarios->pdata[0], input->name, ASSAY_SHOCK_SD, 1);
  problem = try_scenario (self, proposal, "add");
  set_add_problem (self, problem);
  if (problem != NULL)
    return;
  build_shocks (self);
  gtk_widget_child_focus (self->shocks->pdata[self->shocks->len - 1], GTK_DIR_TAB_FORWARD);
}

/* ---- what it opens to ---- */

static void
fill_fields (AssayScenarioRow *self)
{
  const AssayScenario *scenario = scenario_of (self);
  g_autofree char *levels = assay_levels_to_text (scenario);
  const char *const texts[] = { scenario->name, scenario->severity != NULL ? scenario->severity : "", levels };

  for (guint i = 0; i < N_FIELDS; i++)
    {
      g_autofree char *shown = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->fields[i]))));

      /* who types "2." does not want it back as "2" */
      if (strcmp (shown, texts[i]) != 0)
        gtk_editable_set_text (GTK_EDITABLE (self->fields[i]), texts[i]);
      set_problem (self, i, NULL);
    }
}

static GtkWidget *
new_problem_row (void)
{
  GtkWidget *row = gtk_list_box_row_new (), *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "error");
  gtk_widget_add_css_class (label, "scenario-problem");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_widget_set_visible (row, FALSE);
  return row;
}

static void
add_field (AssayScenarioRow *self, guint field, const char *title)
{
  self->fields[field] = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->fields[field]), title);
  self->problems[field] = new_problem_row ();
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), self->fields[field]);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), self->problems[field]);
  g_signal_connect_object (self->fields[field], "changed", G_CALLBACK (on_field), self, G_CONNECT_SWAPPED);
}

/* An expander row only adds at its end, so what comes behind the shocks goes and comes back. */
static void
build_shocks (AssayScenarioRow *self)
{
  const AssayScenario *scenario = scenario_of (self);
  g_autoptr(GtkSizeGroup) inputs = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL), kinds = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);

  g_object_ref (self->add);
  g_object_ref (self->results);
  adw_expander_row_remove (ADW_EXPANDER_ROW (self), self->add);
  adw_expander_row_remove (ADW_EXPANDER_ROW (self), self->results);
  for (guint i = 0; i < self->shocks->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), self->shocks->pdata[i]);
  g_ptr_array_set_size (self->shocks, 0);
  for (guint i = 0; i < scenario->shocks->len; i++)
    {
      GtkWidget *row = assay_shock_row_new (self->portfolio, self->inputs, &g_array_index (scenario->shocks, AssayScenarioShock, i));

      assay_shock_row_align (ASSAY_SHOCK_ROW (row), inputs, kinds);
      assay_shock_row_set_removable (ASSAY_SHOCK_ROW (row), scenario->shocks->len > 1);
      g_signal_connect_object (row, "edited", G_CALLBACK (on_shock_edited), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (row, "removed", G_CALLBACK (on_shock_removed), self, G_CONNECT_SWAPPED);
      adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
      g_ptr_array_add (self->shocks, row);
    }
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), self->add);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), self->results);
  g_object_unref (self->add);
  g_object_unref (self->results);
  set_add_problem (self, NULL);
  show_effects (self);
}

static GtkWidget *
new_add_row (AssayScenarioRow *self)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3), *button = gtk_button_new_with_mnemonic (_("Add S_hock"));

  self->add_problem = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->add_problem), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->add_problem), 0);
  gtk_widget_add_css_class (self->add_problem, "error");
  gtk_widget_set_visible (self->add_problem, FALSE);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_add_css_class (button, "flat");
  gtk_box_append (GTK_BOX (box), button);
  gtk_box_append (GTK_BOX (box), self->add_problem);
  gtk_widget_add_css_class (box, "shock-row");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_add), self, G_CONNECT_SWAPPED);
  return row;
}

/* Two hundred scenarios are two hundred lines; only those that are opened are forms. */
static void
build (AssayScenarioRow *self)
{
  if (self->shocks != NULL || self->alone == NULL)
    return;
  self->filling = TRUE;
  add_field (self, NAME, _("Name"));
  add_field (self, SEVERITY, _("Severity, such as mild, moderate or severe"));
  add_field (self, LEVELS, _("Levels, such as mild 0.5; moderate 1; severe 2"));
  self->add = new_add_row (self);
  self->results = gtk_list_box_row_new ();
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->results), FALSE);
  gtk_widget_set_focusable (self->results, FALSE);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), self->add);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), self->results);
  self->shocks = g_ptr_array_new ();
  fill_fields (self);
  build_shocks (self);
  self->filling = FALSE;
  show_outcome (self);
}

static gboolean
has_same_shocks (const AssayScenario *a, const AssayScenario *b)
{
  if (a->shocks->len != b->shocks->len)
    return FALSE;
  for (guint i = 0; i < a->shocks->len; i++)
    {
      const AssayScenarioShock *x = &g_array_index (a->shocks, AssayScenarioShock, i), *y = &g_array_index (b->shocks, AssayScenarioShock, i);

      if (strcmp (x->input, y->input) != 0 || x->kind != y->kind || g_strcmp0 (x->word, y->word) != 0 || (x->word == NULL && x->amount != y->amount))
        return FALSE;
    }
  return TRUE;
}

void
assay_scenario_row_set_scenario (AssayScenarioRow *self, const AssayScenario *scenario)
{
  const gboolean is_same = self->alone != NULL && has_same_shocks (scenario_of (self), scenario);
  AssayScenarios *alone = assay_scenario_dup_alone (scenario);

  assay_scenarios_free (self->alone);
  self->alone = alone;
  show_title (self);
  if (self->shocks == NULL)
    return;
  self->filling = TRUE;
  fill_fields (self);
  if (!is_same)
    build_shocks (self);
  self->filling = FALSE;
}

const AssayScenario *
assay_scenario_row_get_scenario (AssayScenarioRow *self)
{
  return scenario_of (self);
}

void
assay_scenario_row_edit_name (AssayScenarioRow *self)
{
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
  build (self);
  gtk_widget_grab_focus (self->fields[NAME]);
  gtk_editable_select_region (GTK_EDITABLE (self->fields[NAME]), 0, -1);
}

/* ---- up, down, copy, away ---- */

static void
act (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_signal_emit (data, signals[ACT], 0, g_action_get_name (G_ACTION (action)));
}

void
assay_scenario_row_set_place (AssayScenarioRow *self, guint index, guint n)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), "up")), index > 0);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), "down")), index + 1 < n);
}

static GMenuModel *
new_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr(GMenu) moves = g_menu_new (), others = g_menu_new ();

  g_menu_append (moves, _("Move _Up"), "scenario.up");
  g_menu_append (moves, _("Move _Down"), "scenario.down");
  g_menu_append (others, _("D_uplicate"), "scenario.duplicate");
  g_menu_append (others, _("D_elete"), "scenario.delete");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (moves));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (others));
  return G_MENU_MODEL (menu);
}

static gboolean
delete_by_key (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  /* on the line of the scenario only: elsewhere the key belongs to what is typed or chosen */
  if (focus == NULL || !GTK_IS_LIST_BOX_ROW (focus) || ADW_IS_ENTRY_ROW (focus))
    return FALSE;
  g_signal_emit (widget, signals[ACT], 0, "delete");
  return TRUE;
}

static void
add_keys (AssayScenarioRow *self)
{
  static const struct { const char *trigger, *action; } keys[] = { { "<Alt>Up", "scenario.up" }, { "<Alt>Down", "scenario.down" }, { "<Control>d", "scenario.duplicate" } };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), gtk_shortcut_new (gtk_shortcut_trigger_parse_string (keys[i].trigger), gtk_named_action_new (keys[i].action)));
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Delete, 0), gtk_callback_action_new (delete_by_key, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

/* ---- class ---- */

static void
assay_scenario_row_dispose (GObject *object)
{
  AssayScenarioRow *self = ASSAY_SCENARIO_ROW (object);

  self->filling = TRUE;
  g_clear_pointer (&self->shocks, g_ptr_array_unref);
  g_clear_object (&self->actions);
  g_clear_object (&self->inputs);
  G_OBJECT_CLASS (assay_scenario_row_parent_class)->dispose (object);
}

static void
assay_scenario_row_finalize (GObject *object)
{
  AssayScenarioRow *self = ASSAY_SCENARIO_ROW (object);

  assay_scenarios_free (self->alone);
  assay_stress_outcome_free (self->outcome);
  g_free (self->problem);
  g_clear_pointer (&self->portfolio, assay_portfolio_unref);
  G_OBJECT_CLASS (assay_scenario_row_parent_class)->finalize (object);
}

static void
assay_scenario_row_class_init (AssayScenarioRowClass *class)
{
  G_OBJECT_CLASS (class)->dispose = assay_scenario_row_dispose;
  G_OBJECT_CLASS (class)->finalize = assay_scenario_row_finalize;
  signals[TRY] = g_signal_new ("try", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_STRING, 2, G_TYPE_POINTER, G_TYPE_STRING);
  signals[ACT] = g_signal_new ("act", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
assay_scenario_row_init (AssayScenarioRow *self)
{
  static const GActionEntry entries[] = { { "up", act }, { "down", act }, { "duplicate", act }, { "delete", act } };
  g_autoptr(GMenuModel) menu = new_menu ();

  self->answer = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->answer, "numeric");
  gtk_label_set_xalign (GTK_LABEL (self->answer), 1);
  self->menu = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->menu), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->menu), menu);
  gtk_widget_set_valign (self->menu, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->menu, "flat");
  adw_expander_row_add_action (ADW_EXPANDER_ROW (self), self->menu);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (self), self->answer);
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "scenario", G_ACTION_GROUP (self->actions));
  add_keys (self);
  g_signal_connect (self, "notify::expanded", G_CALLBACK (build), NULL);
}

GtkWidget *
assay_scenario_row_new (AssayPortfolio *portfolio, GtkStringList *inputs)
{
  AssayScenarioRow *self = g_object_new (ASSAY_TYPE_SCENARIO_ROW, NULL);

  self->portfolio = assay_portfolio_ref (portfolio);
  self->inputs = g_object_ref (inputs);
  return GTK_WIDGET (self);
}
