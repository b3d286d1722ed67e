/* Scenarios: what happens to inputs together and one by one, to the case at rest and to all rows, and how plausible that is. */
#include "analysis/sensitivity/scenarios.h"
#include "analysis/sensitivity/sensitivity-methods-private.h"
#include "analysis/sensitivity/sensitivity-stress-private.h"
#include "analysis/sensitivity/standard-scenarios.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "analysis/judge.h"
#include "analysis/wording.h"
#include "base/number.h"

#define MOST_BARS 20
#define MOST_NAMED 12

typedef struct
{
  const AssayScenario *scenario;
  guint level, n_shocks;
  double *joint;                   /* [n_measures] */
  double *alone;                   /* [n_shocks][n_measures] */
  gsize *clipped;                  /* [n_shocks]: rows, or 1 for the case, that the declared range held back */
  AssayPlausibility plausibility;
  char *name;                      /* "Recession (severe)" */
} Stressed;

typedef struct
{
  SensitivityStress stress;
  AssayScenarios *set;
  gboolean is_standard;
  GArray *runs;                    /* of Stressed */
  GHashTable *held;                /* names that the case at rest does not have */
  GPtrArray *left_out;             /* of the standard set, in words */
} Scenarios;

static void
clear_stressed (gpointer data)
{
  Stressed *self = data;

  g_free (self->joint);
  g_free (self->alone);
  g_free (self->clipped);
  g_free (self->name);
}

static void
scenarios_clear (Scenarios *self)
{
  sensitivity_stress_clear (&self->stress);
  g_clear_pointer (&self->set, assay_scenarios_free);
  g_clear_pointer (&self->runs, g_array_unref);
  g_clear_pointer (&self->held, g_hash_table_unref);
  g_clear_pointer (&self->left_out, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scenarios, scenarios_clear)

static const StressMeasure *
main_measure (const Scenarios *self)
{
  return &self->stress.measures[self->stress.main];
}

/* ---- the standard set ---- */

/* One shock of the case or of all rows, whichever the main measure is of. */
static gboolean
try_shock (const AssayShock *shock, double *value, gpointer user_data, GError **error)
{
  Scenarios *self = user_data;
  gboolean is_of_case = main_measure (self)->index < 0;
  g_autofree double *values = g_new (double, self->stress.n_measures + 1);

  if (!sensitivity_stress_measure (&self->stress, shock, is_of_case, shock, !is_of_case, values, error))
    return FALSE;
  *value = values[self->stress.main];
  return TRUE;
}

static gboolean
make_standard (Scenarios *self, AssayProgress *progress, GError **error)
{
  const StressMeasure *measure = main_measure (self);
  const AssaySensitivityFunction *function = self->stress.function;
  g_autoptr(AssayProgress) part = assay_progress_new_part (progress, 0, 0.3);
  AssayStandardChoice choice = {
    .inputs = measure->index < 0 ? function->inputs : self->stress.inputs, .n_inputs = measure->index < 0 ? function->n_inputs : self->stress.n_inputs,
    .base = measure->base, .more_is_worse = measure->more_is_worse, .measure = try_shock, .user_data = self, .left_out = self->left_out,
  };

  self->is_standard = TRUE;
  self->set = assay_scenarios_make_standard (&choice, part, error);
  if (self->set != NULL && self->set->scenarios->len == 0)
    assay_result_add_note (self->stress.run->result, "Scenarios: there is no standard set, since no input makes anything worse by itself. Give scenarios with --scenarios.");
  return self->set != NULL;
}

/* ---- running ---- */

static gboolean
read_set (Scenarios *self, GError **error)
{
  const AssayTask *task = self->stress.run->task;
  const SensitivityStress *stress = &self->stress;
  gsize length;
  const char *text = g_bytes_get_data (task->scenarios, &length);

  self->set = assay_scenarios_from_json (text, length, task->scenarios_name, error);
  return self->set != NULL
         && (stress->portfolio != NULL ? assay_scenarios_check_inputs (self->set, task->scenarios_name, stress->inputs, stress->n_inputs, error)
                                       : assay_scenarios_check_inputs (self->set, task->scenarios_name, stress->function->inputs, stress->function->n_inputs, error));
}

/* The shocks from .. to (exclusive) of one run of a scenario, on the case and on the portfolio. */
static gboolean
run_shocks (Scenarios *self, const AssayScenario *scenario, guint level, guint from, guint to, double *values, GError **error)
{
  SensitivityStress *stress = &self->stress;
  g_autofree AssayShock *of_case = g_new (AssayShock, to - from + 1), *of_portfolio = g_new (AssayShock, to - from + 1);
  guint n_of_case = 0, n_of_portfolio = 0;

  for (guint i = from; i < to; i++)
    {
      if (stress->function != NULL && assay_scenario_bind_one (scenario, level, i, stress->function->inputs, stress->function->n_inputs, &of_case[n_of_case]))
        n_of_case++;
      else if (stress->function != NULL)
        g_hash_table_add (self->held, g_strdup (g_array_index (scenario->shocks, AssayScenarioShock, i).input));
      if (stress->portfolio != NULL && assay_scenario_bind_one (scenario, level, i, stress->inputs, stress->n_inputs, &of_portfolio[n_of_portfolio]))
        n_of_portfolio++;
    }
  return sensitivity_stress_measure (stress, of_case, n_of_case, of_portfolio, n_of_portfolio, values, error);
}

static void
look_at_shocks (const Scenarios *self, Stressed *out)
{
  const SensitivityStress *stress = &self->stress;
  AssayStressSpace *space = sensitivity_stress_get_space (stress);
  guint k = assay_stress_space_get_n_inputs (space);
  g_autofree double *x = g_new (double, k + 1);

  for (guint i = 0; i < k; i++)
    x[i] = assay_stress_space_get_input (space, i)->base;
  for (guint i = 0; i < out->n_shocks; i++)
    {
      const AssaySensitivityInput *inputs = stress->portfolio != NULL ? stress->inputs : stress->function->inputs;
      gboolean is_clipped;
      AssayShock shock;

      if (!assay_scenario_bind_one (out->scenario, out->level, i, inputs, stress->portfolio != NULL ? stress->n_inputs : stress->function->n_inputs, &shock))
        continue;
      x[shock.input] = assay_stress_space_shock (space, &shock, &is_clipped);
      out->clipped[i] = stress->portfolio != NULL ? assay_stress_space_count_clipped (space, &shock) : (gsize) is_clipped;
    }
  out->plausibility = assay_stress_space_judge (space, x);
}

static gboolean
run_scenario (Scenarios *self, const AssayScenario *scenario, guint level, GError **error)
{
  guint n = scenario->shocks->len, n_measures = self->stress.n_measures;
  const char *severity = assay_scenario_get_severity (scenario, level);
  Stressed out = { .scenario = scenario, .level = level, .n_shocks = n, .joint = g_new (double, n_measures + 1), .alone = g_new (double, (gsize) n * n_measures + 1),
                   .clipped = g_new0 (gsize, n + 1), .name = *severity != '\0' ? g_strdup_printf ("%s (%s)", scenario->name, severity) : g_strdup (scenario->name) };
  gboolean is_done = run_shocks (self, scenario, level, 0, n, out.joint, error);

  for (guint i = 0; is_done && i < n; i++)
    if (n == 1)
      memcpy (out.alone, out.joint, n_measures * sizeof *out.joint);
    else
      is_done = run_shocks (self, scenario, level, i, i + 1, out.alone + i * n_measures, error);
  if (is_done)
    look_at_shocks (self, &out);
  g_array_append_val (self->runs, out);
  return is_done;
}

static gboolean
run_all (Scenarios *self, AssayProgress *progress, GError **error)
{
  for (guint s = 0; s < self->set->scenarios->len; s++)
    {
      const AssayScenario *scenario = self->set->scenarios->pdata[s];

      for (guint level = 0; level < assay_scenario_get_n_runs (scenario); level++)
        if (!run_scenario (self, scenario, level, error))
          return FALSE;
      if (!assay_progress_step (progress, 0.3 + 0.7 * (s + 1) / self->set->scenarios->len, error))
        return FALSE;
    }
  return TRUE;
}

/* ---- what comes out ---- */

static double
relative (double stressed, double base)
{
  double share = (stressed - base) / fabs (base);

  return isfinite (share) ? share : NAN;
}

static const char *
severity_of (const Stressed *run)
{
  return assay_scenario_get_severity (run->scenario, run->level);
}

/* A table for each measure: a loss in millions beside an AUC in one column would leave the AUC no digits. The main one has the plain id. */
static AssayTable *
start_table (const Scenarios *self, const char *id, const char *title, guint m)
{
  const StressMeasure *measure = &self->stress.measures[m];
  g_autofree char *own_id = m == self->stress.main ? g_strdup (id) : g_strdup_printf ("%s-%s", id, measure->id), *own_title = g_strdup_printf ("%s: %s", title, measure->label);
  AssayTable *table = assay_table_new (own_id, own_title);

  assay_table_add_column (table, "scenario", N_("Scenario"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "severity", N_("Severity"), ASSAY_CELL_TEXT);
  return table;
}

static void
add_table (const Scenarios *self, guint m)
{
  AssayTable *table = start_table (self, "scenarios", "Scenarios", m);
  const StressMeasure *measure = &self->stress.measures[m];

  assay_table_add_column (table, "measure", N_("Measure"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "base", N_("At Rest"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "stressed", N_("Stressed"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "change", N_("Change"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "relative", N_("Relative Change"), ASSAY_CELL_FRACTION);
  for (guint r = 0; r < self->runs->len; r++)
    {
      const Stressed *run = &g_array_index (self->runs, Stressed, r);

      assay_table_add_row (table);
      assay_table_set_text (table, 0, run->scenario->name);
      assay_table_set_text (table, 1, severity_of (run));
      assay_table_set_text (table, 2, measure->label);
      assay_table_set_number (table, 3, measure->base);
      assay_table_set_number (table, 4, run->joint[m]);
      assay_table_set_number (table, 5, run->joint[m] - measure->base);
      assay_table_set_number (table, 6, relative (run->joint[m], measure->base));
      assay_sensitivity_add_row (self->stress.run, "scenario", run->name, measure->id, (AmEstimate) { run->joint[m], NAN, NAN });
    }
  assay_table_set_note (table, measure->index < 0 ? "all shocks of a scenario together, on the case with every number at its median and every word at its most frequent"
                                                  : "all shocks of a scenario together, on all rows alike; a missing value stays missing unless it is set");
  assay_result_take_table (self->stress.run->result, table);
}

static double
interaction_of (const Scenarios *self, const Stressed *run, guint m)
{
  double sum = 0, base = self->stress.measures[m].base;

  for (guint i = 0; i < run->n_shocks; i++)
    sum += run->alone[i * self->stress.n_measures + m] - base;
  return run->joint[m] - base - sum;
}

static char *
word_shock (const Stressed *run, guint i)
{
  const AssayScenarioShock *shock = &g_array_index (run->scenario->shocks, AssayScenarioShock, i);
  g_autofree char *what = assay_scenario_shock_describe (shock, assay_scenario_get_factor (run->scenario, run->level));

  return g_strdup_printf ("%s %s", shock->input, what);
}

static void
put_shock_row (AssayTable *table, const Stressed *run, const char *what, double change, double clipped)
{
  assay_table_add_row (table);
  assay_table_set_text (table, 0, run->scenario->name);
  assay_table_set_text (table, 1, severity_of (run));
  assay_table_set_text (table, 2, what);
  assay_table_set_number (table, 3, change);
  assay_table_set_number (table, 4, clipped);
}

static void
add_shock_table (const Scenarios *self, guint m)
{
  AssayTable *table = start_table (self, "scenario-shocks", "Each Shock Alone", m);
  const StressMeasure *measure = &self->stress.measures[m];
  gboolean has_rows = self->stress.portfolio != NULL;

  assay_table_add_column (table, "shock", N_("Shock"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "change", N_("Change"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "clipped", has_rows ? N_("Rows Clipped") : N_("Clipped"), ASSAY_CELL_COUNT);
  for (guint r = 0; r < self->runs->len; r++)
    {
      const Stressed *run = &g_array_index (self->runs, Stressed, r);

      for (guint i = 0; i < run->n_shocks; i++)
        {
          g_autofree char *what = word_shock (run, i), *name = g_strdup_printf ("%s: %s", run->name, what);
          double change = run->alone[i * self->stress.n_measures + m] - measure->base;

          put_shock_row (table, run, what, change, run->clipped[i]);
          if (run->n_shocks > 1)
            assay_sensitivity_add_row (self->stress.run, "scenario", name, measure->id, (AmEstimate) { measure->base + change, NAN, NAN });
        }
      if (run->n_shocks < 2)
        continue;
      put_shock_row (table, run, "interaction", interaction_of (self, run, m), NAN);
      put_shock_row (table, run, "all together", run->joint[m] - measure->base, NAN);
    }
  assay_table_set_note (table, has_rows ? "change from rest; interaction: all together less the sum of the shocks alone; a missing value stays missing unless it is set; clipped: rows that the declared range of the input held back"
                                        : "change from rest; interaction: all together less the sum of the shocks alone; clipped: 1 where the declared range of the input held it back");
  assay_result_take_table (self->stress.run->result, table);
}

/* The main measure first. */
static void
add_tables (const Scenarios *self)
{
  guint main = self->stress.main;

  add_table (self, main);
  for (guint m = 0; m < self->stress.n_measures; m++)
    if (m != main)
      add_table (self, m);
  add_shock_table (self, main);
  for (guint m = 0; m < self->stress.n_measures; m++)
    if (m != main)
      add_shock_table (self, m);
}

static void
add_plausibility (const Scenarios *self)
{
  AssayTable *table = assay_table_new ("scenario-plausibility", N_("How Plausible Scenarios Are"));
  AssayStressSpace *space = sensitivity_stress_get_space (&self->stress);
  g_autofree char *note = NULL, *rows = NULL;
  gsize n_rows = 0;

  assay_table_add_column (table, "scenario", N_("Scenario"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "severity", N_("Severity"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "distance", N_("Distance"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "df", N_("Inputs"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "tail", N_("Chi-Square Tail"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "percentile", N_("Percentile Among Rows"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "as-far", N_("Rows at Least as Far"), ASSAY_CELL_FRACTION);
  for (guint r = 0; r < self->runs->len; r++)
    {
      const Stressed *run = &g_array_index (self->runs, Stressed, r);

      assay_table_add_row (table);
      assay_table_set_text (table, 0, run->scenario->name);
      assay_table_set_text (table, 1, severity_of (run));
      assay_table_set_number (table, 2, run->plausibility.distance);
      assay_table_set_number (table, 3, run->plausibility.n_inputs);
      assay_table_set_number (table, 4, run->plausibility.tail);
      assay_table_set_number (table, 5, 100 * (1 - run->plausibility.share_as_far));
      assay_table_set_number (table, 6, run->plausibility.share_as_far);
      n_rows = run->plausibility.n_rows;
    }
  rows = n_rows > 0 ? g_strdup_printf ("; rows: the %zu that have all numbers", n_rows) : g_strdup ("");
  note = g_strdup_printf ("Mahalanobis distance from rest, %s; words do not count%s", assay_stress_space_get_text (space), rows);
  assay_table_set_note (table, note);
  assay_result_take_table (self->stress.run->result, table);
}

/* ---- figures ---- */

/* The usual severities as they grow, then others in the order they come up. */
static guint
place_severity (const Scenarios *self, const char *severity)
{
  static const char *const usual[] = { "mild", "moderate", "severe", "extreme" };
  guint r = 0;

  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    if (g_ascii_strcasecmp (severity, usual[i]) == 0)
      return i;
  while (strcmp (severity, severity_of (&g_array_index (self->runs, Stressed, r))) != 0)
    r++;
  return G_N_ELEMENTS (usual) + r;
}

/* By severity, and within one the largest change first. */
static gint
compare_bars (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Scenarios *self = user_data;
  guint i = *(const guint *) a, j = *(const guint *) b;
  const Stressed *x = &g_array_index (self->runs, Stressed, i), *y = &g_array_index (self->runs, Stressed, j);
  double x_size = fabs (x->joint[self->stress.main] - main_measure (self)->base), y_size = fabs (y->joint[self->stress.main] - main_measure (self)->base);
  guint x_first = place_severity (self, severity_of (x)), y_first = place_severity (self, severity_of (y));

  if (x_first != y_first)
    return x_first < y_first ? -1 : 1;
  if (x_size != y_size && !isnan (x_size) && !isnan (y_size))
    return x_size > y_size ? -1 : 1;
  return (i > j) - (i < j);
}

static const Stressed *
find_worst (const Scenarios *self, gboolean needs_many)
{
  const Stressed *worst = NULL;
  double sign = main_measure (self)->more_is_worse ? 1 : -1;
  guint m = self->stress.main;

  for (guint r = 0; r < self->runs->len; r++)
    {
      const Stressed *run = &g_array_index (self->runs, Stressed, r);

      if (!isnan (run->joint[m]) && (!needs_many || run->n_shocks > 1) && (worst == NULL || sign * run->joint[m] > sign * worst->joint[m]))
        worst = run;
    }
  return worst;
}

static void
add_limit_rules (const Scenarios *self, AssayFigure *figure)
{
  for (guint l = 0; l < self->stress.n_limits; l++)
    if (self->stress.limit_measures[l] == self->stress.main)
      assay_figure_add_rule (figure, self->stress.limits[l].value - main_measure (self)->base, N_("limit"));
}

static void
add_figure (const Scenarios *self)
{
  guint n = MIN (self->runs->len, MOST_BARS), m = self->stress.main;
  const StressMeasure *measure = main_measure (self);
  AssayFigure *figure = assay_figure_new ("scenarios", ASSAY_FIGURE_RANKED, N_("Scenarios"));
  g_autofree guint *order = g_new (guint, self->runs->len + 1);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  double *change = g_new (double, n);
  const Stressed *worst = find_worst (self, FALSE);
  g_autofree char *base = sensitivity_stress_word (measure, measure->base), *finding = NULL, *convention = NULL, *most = NULL, *left = NULL;

  for (guint r = 0; r < self->runs->len; r++)
    order[r] = r;
  g_qsort_with_data (order, self->runs->len, sizeof *order, compare_bars, (gpointer) self);
  for (guint i = 0; i < n; i++)
    {
      const Stressed *run = &g_array_index (self->runs, Stressed, order[i]);

      /* what is short first: a long name is cut where the page ends */
      g_ptr_array_add (names, *severity_of (run) != '\0' ? g_strdup_printf ("%s: %s", severity_of (run), run->scenario->name) : g_strdup (run->scenario->name));
      change[i] = run->joint[m] - measure->base;
    }
  g_ptr_array_add (names, NULL);
  most = worst != NULL ? sensitivity_stress_word (measure, worst->joint[m]) : NULL;
  finding = worst != NULL ? g_strdup_printf ("“%s” is the worst: %s goes from %s to %s.", worst->name, measure->label, base, most) : g_strdup ("No scenario leaves an output.");
  left = self->runs->len > n ? g_strdup_printf ("; the first %u of %u", n, self->runs->len) : g_strdup ("");
  convention = g_strdup_printf ("Change of %s from %s, all shocks of a scenario together, by severity%s.", measure->label, base, left);
  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, convention);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("scenario"), NULL);
  assay_figure_set_categories (figure, (const char *const *) names->pdata);
  assay_figure_set_y (figure, sensitivity_stress_get_axis (measure), measure->label, N_("change"));
  assay_figure_add_series (figure, "change", N_("Change"), ASSAY_SERIES_OTHER, n, NULL, assay_sensitivity_take_bytes (change, n), NULL, NULL, NULL);
  add_limit_rules (self, figure);
  assay_result_take_figure (self->stress.run->result, figure);
}

/* Of the worst scenario with several shocks: each alone, the largest first; what they add together; and all of it. */
static void
add_shock_figure (const Scenarios *self)
{
  const Stressed *run = find_worst (self, TRUE);
  const StressMeasure *measure = main_measure (self);
  guint n = run != NULL ? MIN (run->n_shocks, MOST_BARS) : 0, m = self->stress.main;
  AssayFigure *figure;
  g_autofree double *keys = NULL;
  g_autofree guint *order = NULL;
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  double *change;
  g_autofree char *finding = NULL, *convention = NULL, *most = NULL, *together = NULL, *all = NULL, *left = NULL;

  if (run == NULL)
    return;
  figure = assay_figure_new ("scenario-shocks", ASSAY_FIGURE_RANKED, N_("What the Worst Scenario Is Made Of"));
  keys = g_new (double, run->n_shocks);
  order = g_new (guint, run->n_shocks);
  change = g_new (double, n + 2);
  for (guint i = 0; i < run->n_shocks; i++)
    keys[i] = fabs (run->alone[i * self->stress.n_measures + m] - measure->base);
  assay_sensitivity_order (keys, run->n_shocks, order);
  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (names, word_shock (run, order[i]));
      change[i] = run->alone[order[i] * self->stress.n_measures + m] - measure->base;
    }
  g_ptr_array_add (names, g_strdup ("interaction"));
  g_ptr_array_add (names, g_strdup ("all together"));
  g_ptr_array_add (names, NULL);
  change[n] = interaction_of (self, run, m);
  change[n + 1] = run->joint[m] - measure->base;
  most = sensitivity_stress_word (measure, change[0]);
  together = sensitivity_stress_word (measure, change[n]);
  all = sensitivity_stress_word (measure, change[n + 1]);
  left = run->n_shocks > n ? g_strdup_printf ("; the largest %u of %u shocks", n, run->n_shocks) : g_strdup ("");
  finding = g_strdup_printf ("Of “%s”, “%s” alone changes %s most, by %s; all together by %s, of which %s by interaction.", run->name, (char *) names->pdata[0], measure->label, most, all, together);
  convention = g_strdup_printf ("Change of %s by each shock alone; interaction is what all together change beyond the sum%s.", measure->label, left);
  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, convention);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("shock"), NULL);
  assay_figure_set_categories (figure, (const char *const *) names->pdata);
  assay_figure_set_y (figure, sensitivity_stress_get_axis (measure), measure->label, N_("change"));
  assay_figure_add_series (figure, "change", N_("Change"), ASSAY_SERIES_OTHER, n + 2, NULL, assay_sensitivity_take_bytes (change, n + 2), NULL, NULL, NULL);
  assay_result_take_figure (self->stress.run->result, figure);
}

/* ---- checks ---- */

/* A policy that sets a limit for the check means the main measure. */
static void
add_check (const Scenarios *self, const Stressed *run, guint m, const AssayStressLimit *limit)
{
  const StressMeasure *measure = &self->stress.measures[m];
  AssayCheck *check = assay_result_add_check (self->stress.run->result, "stress-limit", N_("Limit Under Stress"));
  g_autofree char *value = sensitivity_stress_word (measure, run->joint[m]), *base = sensitivity_stress_word (measure, measure->base), *word = limit != NULL ? sensitivity_stress_word_limit (measure, limit) : NULL;

  check->subject = g_strdup (run->name);
  check->statistic = g_strdup (measure->label);
  check->value = run->joint[m];
  check->n = self->stress.portfolio != NULL && measure->index >= 0 ? (double) assay_portfolio_get_n_rows (self->stress.portfolio) : NAN;
  check->convention = g_strdup ("all shocks of the scenario together");
  if (limit != NULL)
    {
      check->fail = limit->value;
      check->source = 'U';
      check->verdict = isnan (check->value) ? ASSAY_VERDICT_NOT_ASSESSABLE : assay_stress_limit_is_crossed (limit, check->value) ? ASSAY_VERDICT_FAIL : ASSAY_VERDICT_PASS;
      check->limit_note = g_strdup_printf ("must not become %s", word);
    }
  else
    assay_judge (check, self->stress.run->task->policy, &(AssayLimits) { .warn = NAN, .fail = NAN, .beyond = measure->more_is_worse ? ASSAY_BEYOND_FROM : ASSAY_BEYOND_TO, .source = 'U' });
  check->message = g_strdup_printf ("%s goes from %s to %s.", measure->label, base, value);
}

static void
add_checks (const Scenarios *self)
{
  for (guint l = 0; l < self->stress.n_limits; l++)
    for (guint r = 0; r < self->runs->len; r++)
      add_check (self, &g_array_index (self->runs, Stressed, r), self->stress.limit_measures[l], &self->stress.limits[l]);
  if (self->stress.n_limits == 0 && assay_policy_find (self->stress.run->task->policy, "stress-limit") != NULL)
    for (guint r = 0; r < self->runs->len; r++)
      add_check (self, &g_array_index (self->runs, Stressed, r), self->stress.main, NULL);
}

static void
note_left_out (const Scenarios *self)
{
  g_autoptr(GString) note = g_string_new ("Scenarios: in none of the standard set: ");

  for (guint i = 0; i < MIN (self->left_out->len, MOST_NAMED); i++)
    g_string_append_printf (note, "%s%s", i > 0 ? ", " : "", (const char *) self->left_out->pdata[i]);
  if (self->left_out->len > MOST_NAMED)
    g_string_append_printf (note, " and %u more", self->left_out->len - MOST_NAMED);
  g_string_append_c (note, '.');
  assay_result_add_note (self->stress.run->result, note->str);
}

static void
add_notes (const Scenarios *self)
{
  AssayResult *result = self->stress.run->result;
  g_autoptr(GList) names = g_hash_table_get_keys (self->held);

  if (self->is_standard)
    assay_result_add_note (result, "Scenarios: no file was given, so this is the standard set: the inputs that do most harm by themselves, at most eight numbers, each by half, one and two standard "
                                   "deviations (mild, moderate, severe) to the side that is worse (at one or two of them, else at the 5th or 95th percentile), together (“Adverse”), the first alone, and to the better side (“Favorable”); "
                                   "and the first three at their 5th or 95th percentiles or at the worst word (“Adverse tails”).");
  if (self->left_out->len > 0)
    note_left_out (self);
  names = g_list_sort (names, (GCompareFunc) strcmp);
  for (GList *l = names; l != NULL; l = l->next)
    {
      g_autofree char *note = g_strdup_printf ("Scenarios: “%s” is held in the case at rest, so that its shock does not reach the score, only the portfolio.", (char *) l->data);

      assay_result_add_note (result, note);
    }
}

static gboolean
run_method (AssaySensitivityRun *run, AssayProgress *progress, GError **error)
{
  g_auto(Scenarios) self = { .runs = g_array_new (FALSE, FALSE, sizeof (Stressed)), .held = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                              .left_out = g_ptr_array_new_with_free_func (g_free) };

  g_array_set_clear_func (self.runs, clear_stressed);
  if (!sensitivity_stress_init (&self.stress, run, 0, NULL, error) || !(run->task->scenarios != NULL ? read_set (&self, error) : make_standard (&self, progress, error)) || !run_all (&self, progress, error))
    return FALSE;
  if (self.runs->len == 0)
    return TRUE;
  add_tables (&self);
  add_plausibility (&self);
  add_figure (&self);
  add_shock_figure (&self);
  add_checks (&self);
  add_notes (&self);
  return TRUE;
}

const AssaySensitivityMethod assay_sensitivity_scenario = { "scenario", N_("Scenarios"), FALSE, run_method };
