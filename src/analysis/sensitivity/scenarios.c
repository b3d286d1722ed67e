#include "analysis/sensitivity/scenarios.h"
#include "analysis/sensitivity/scenarios-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "analysis/analysis.h"
#include "analysis/wording.h"
#include "base/number.h"
#include "base/options.h"

/* ---- making ---- */

static void
clear_shock (gpointer shock)
{
  g_free (((AssayScenarioShock *) shock)->input);
  g_free (((AssayScenarioShock *) shock)->word);
}

static void
clear_level (gpointer level)
{
  g_free (((AssayScenarioLevel *) level)->name);
}

static void
free_scenario (gpointer data)
{
  AssayScenario *self = data;

  g_free (self->name);
  g_free (self->severity);
  g_array_unref (self->levels);
  g_array_unref (self->shocks);
  g_free (self);
}

AssayScenarios *
assay_scenarios_new (void)
{
  AssayScenarios *self = g_new0 (AssayScenarios, 1);

  self->scenarios = g_ptr_array_new_with_free_func (free_scenario);
  return self;
}

void
assay_scenarios_free (AssayScenarios *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->scenarios);
  g_free (self);
}

AssayScenario *
assay_scenarios_add (AssayScenarios *self, const char *name, const char *severity)
{
  AssayScenario *scenario = g_new0 (AssayScenario, 1);

  scenario->name = g_strdup (name);
  scenario->severity = g_strdup (severity);
  scenario->levels = g_array_new (FALSE, FALSE, sizeof (AssayScenarioLevel));
  scenario->shocks = g_array_new (FALSE, FALSE, sizeof (AssayScenarioShock));
  g_array_set_clear_func (scenario->levels, clear_level);
  g_array_set_clear_func (scenario->shocks, clear_shock);
  g_ptr_array_add (self->scenarios, scenario);
  return scenario;
}

void
assay_scenario_add_level (AssayScenario *self, const char *name, double factor)
{
  AssayScenarioLevel level = { g_strdup (name), factor };

  g_array_append_val (self->levels, level);
}

void
assay_scenario_add_shock (AssayScenario *self, const char *input, AssayShockKind kind, double amount)
{
  AssayScenarioShock shock = { g_strdup (input), kind, amount, NULL };

  g_array_append_val (self->shocks, shock);
}

void
assay_scenario_add_word (AssayScenario *self, const char *input, const char *word)
{
  AssayScenarioShock shock = { g_strdup (input), ASSAY_SHOCK_SET, NAN, g_strdup (word) };

  g_array_append_val (self->shocks, shock);
}

void
assay_scenario_remove_shock (AssayScenario *self, guint index)
{
  g_return_if_fail (index < self->shocks->len);
  g_array_remove_index (self->shocks, index);
}

AssayScenarios *
assay_scenarios_copy (const AssayScenarios *self)
{
  AssayScenarios *copy = assay_scenarios_new ();

  for (guint s = 0; s < self->scenarios->len; s++)
    {
      const AssayScenario *from = self->scenarios->pdata[s];
      AssayScenario *to = assay_scenarios_add (copy, from->name, from->severity);

      for (guint i = 0; i < from->levels->len; i++)
        assay_scenario_add_level (to, g_array_index (from->levels, AssayScenarioLevel, i).name, g_array_index (from->levels, AssayScenarioLevel, i).factor);
      for (guint i = 0; i < from->shocks->len; i++)
        {
          const AssayScenarioShock *shock = &g_array_index (from->shocks, AssayScenarioShock, i);

          if (shock->word != NULL)
            assay_scenario_add_word (to, shock->input, shock->word);
          else
            assay_scenario_add_shock (to, shock->input, shock->kind, shock->amount);
        }
    }
  return copy;
}

/* ---- saying ---- */

const char *
scenario_kind_name (AssayShockKind kind)
{
  static const char *const names[] = { "set", "add", "relative", "sd", "percentile" };

  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (names), "");
  return names[kind];
}

gboolean
assay_scenario_kind_is_scaled (AssayShockKind kind)
{
  return kind == ASSAY_SHOCK_ADD || kind == ASSAY_SHOCK_RELATIVE || kind == ASSAY_SHOCK_SD;
}

char *
assay_scenario_shock_describe (const AssayScenarioShock *self, double factor)
{
  double amount = assay_scenario_kind_is_scaled (self->kind) ? self->amount * factor : self->amount;
  g_autofree char *number = assay_word_number (amount), *size = assay_word_number (fabs (amount)), *share = assay_word_number (100 * fabs (amount));
  const char *sign = amount < 0 ? "−" : "+";

  if (self->word != NULL)
    return g_strdup_printf ("set to %s", self->word);
  switch (self->kind)
    {
    case ASSAY_SHOCK_SET:
      return g_strdup_printf ("set to %s", number);
    case ASSAY_SHOCK_PERCENTILE:
      return g_strdup_printf ("at percentile %s", number);
    case ASSAY_SHOCK_RELATIVE:
      return g_strdup_printf ("%s %s %%", sign, share);
    case ASSAY_SHOCK_SD:
      return g_strdup_printf ("%s %s sd", sign, size);
    default:
      return g_strdup_printf ("%s %s", sign, size);
    }
}

guint
assay_scenario_get_n_runs (const AssayScenario *self)
{
  return MAX (self->levels->len, 1);
}

double
assay_scenario_get_factor (const AssayScenario *self, guint run)
{
  return run < self->levels->len ? g_array_index (self->levels, AssayScenarioLevel, run).factor : 1;
}

const char *
assay_scenario_get_severity (const AssayScenario *self, guint run)
{
  if (run < self->levels->len)
    return g_array_index (self->levels, AssayScenarioLevel, run).name;
  return self->severity != NULL ? self->severity : "";
}

/* ---- checking ---- */

gboolean
scenario_fail (const ScenarioPlace *place, GError **error, const char *format, ...)
{
  GString *text = g_string_new (_("Scenarios"));
  va_list args;

  if (place->file != NULL)
    g_string_append_printf (text, " “%s”", place->file);
  if (place->scenario != NULL && *place->scenario != '\0')
    g_string_append_printf (text, _(", scenario “%s”"), place->scenario);
  else if (place->at > 0)
    g_string_append_printf (text, _(", scenario %u"), place->at);
  if (place->shock > 0)
    g_string_append_printf (text, _(", shock %u"), place->shock);
  g_string_append (text, ": ");
  va_start (args, format);
  g_string_append_vprintf (text, format, args);
  va_end (args);
  g_set_error_literal (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA, text->str);
  g_string_free (text, TRUE);
  return FALSE;
}

/* Names stand in tables, legends and file names: one line, not endless. */
static gboolean
check_name (const ScenarioPlace *place, const char *what, const char *name, GError **error)
{
  if (*name == '\0')
    return scenario_fail (place, error, _("“%s” is empty; give it a text."), what);
  if (strlen (name) > ASSAY_SCENARIO_MOST_NAME)
    return scenario_fail (place, error, _("“%s” has %zu bytes; there can be at most %u."), what, strlen (name), (guint) ASSAY_SCENARIO_MOST_NAME);
  for (const char *p = name; *p != '\0'; p++)
    if ((guchar) *p < 0x20 || *p == 0x7f)
      return scenario_fail (place, error, _("“%s” holds a line break or another control character; give it a text on one line."), what);
  return TRUE;
}

static gboolean
check_levels (const ScenarioPlace *place, const AssayScenario *self, GError **error)
{
  if (self->levels->len == 0)
    return self->severity == NULL || check_name (place, "severity", self->severity, error);
  if (self->severity != NULL)
    return scenario_fail (place, error, _("it has “severity” and “levels”, which name severities too; keep one of them."));
  if (self->levels->len > ASSAY_SCENARIO_MOST_LEVELS)
    return scenario_fail (place, error, _("it has %u levels; there can be at most %u."), self->levels->len, (guint) ASSAY_SCENARIO_MOST_LEVELS);
  for (guint i = 0; i < self->levels->len; i++)
    {
      const AssayScenarioLevel *level = &g_array_index (self->levels, AssayScenarioLevel, i);

      if (!check_name (place, "levels", level->name, error))
        return FALSE;
      if (!(level->factor > 0 && level->factor <= 1000))
        return scenario_fail (place, error, _("level “%s” is %g; it multiplies the shocks and must be above 0 and at most 1,000, as in {\"mild\": 0.5, \"severe\": 2}."), level->name, level->factor);
      for (guint j = 0; j < i; j++)
        if (strcmp (level->name, g_array_index (self->levels, AssayScenarioLevel, j).name) == 0)
          return scenario_fail (place, error, _("level “%s” is there twice."), level->name);
    }
  return TRUE;
}

static gboolean
check_amount (const ScenarioPlace *place, const AssayScenario *self, const AssayScenarioShock *shock, GError **error)
{
  const char *kind = scenario_kind_name (shock->kind);

  if (shock->word != NULL)
    {
      if (shock->kind != ASSAY_SHOCK_SET)
        return scenario_fail (place, error, _("“%s” is the word “%s”; only “set” takes words."), kind, shock->word);
      return *shock->word != '\0' || scenario_fail (place, error, _("“%s” is empty; give it a text."), kind);
    }
  if (!isfinite (shock->amount))
    return scenario_fail (place, error, _("“%s” is not a finite number."), kind);
  if (shock->kind == ASSAY_SHOCK_PERCENTILE && !(shock->amount >= 0 && shock->amount <= 100))
    return scenario_fail (place, error, _("“percentile” is %g; it must be between 0 and 100."), shock->amount);
  for (guint run = 0; run < assay_scenario_get_n_runs (self); run++)
    {
      double factor = assay_scenario_get_factor (self, run);

      if (shock->kind == ASSAY_SHOCK_RELATIVE && shock->amount * factor < -1)
        return scenario_fail (place, error, _("“relative” is %g: below -1, which would turn the sign of the input. -0.2 means a fifth less."), shock->amount * factor);
      if (!isfinite (shock->amount * factor))
        return scenario_fail (place, error, _("“%s” is not a finite number."), kind);
    }
  return TRUE;
}

static gboolean
check_shock (ScenarioPlace *place, const AssayScenario *self, guint index, GHashTable *seen, GError **error)
{
  const AssayScenarioShock *shock = &g_array_index (self->shocks, AssayScenarioShock, index);

  place->shock = index + 1;
  if (*shock->input == '\0')
    return scenario_fail (place, error, _("“%s” is empty; give it a text."), "input");
  if (!g_hash_table_add (seen, shock->input))
    return scenario_fail (place, error, _("there is a shock to “%s” already; each input has at most one in a scenario."), shock->input);
  if (self->levels->len > 0 && !assay_scenario_kind_is_scaled (shock->kind))
    return scenario_fail (place, error, _("“%s” cannot be multiplied by the scenario's levels; use add, relative or sd, or write a scenario for each severity."), scenario_kind_name (shock->kind));
  return check_amount (place, self, shock, error);
}

static gboolean
check_scenario (ScenarioPlace *place, const AssayScenario *self, GError **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  if (!check_name (place, "name", self->name, error) || !check_levels (place, self, error))
    return FALSE;
  if (self->shocks->len == 0)
    return scenario_fail (place, error, _("it has no shocks; give it at least one, as in [{\"input\": \"rate\", \"add\": 1}]."));
  if (self->shocks->len > ASSAY_SCENARIO_MOST_SHOCKS)
    return scenario_fail (place, error, _("it has %u shocks; there can be at most %u."), self->shocks->len, (guint) ASSAY_SCENARIO_MOST_SHOCKS);
  for (guint i = 0; i < self->shocks->len; i++)
    if (!check_shock (place, self, i, seen, error))
      return FALSE;
  return TRUE;
}

gboolean
assay_scenarios_check (const AssayScenarios *self, const char *name, GError **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  ScenarioPlace place = { .file = name };

  if (self->scenarios->len == 0)
    return scenario_fail (&place, error, _("there is no scenario in it; give at least one."));
  if (self->scenarios->len > ASSAY_SCENARIOS_MOST)
    return scenario_fail (&place, error, _("there are %u scenarios; there can be at most %u."), self->scenarios->len, (guint) ASSAY_SCENARIOS_MOST);
  for (guint s = 0; s < self->scenarios->len; s++)
    {
      const AssayScenario *scenario = self->scenarios->pdata[s];

      place = (ScenarioPlace) { name, scenario->name, s + 1, 0 };
      if (!check_scenario (&place, scenario, error))
        return FALSE;
      place.shock = 0;
      if (!g_hash_table_add (seen, scenario->name))
        return scenario_fail (&place, error, _("another scenario has the same name; no two can share one."));
    }
  return TRUE;
}

/* ---- meeting inputs ---- */

static int
find_input (const AssaySensitivityInput *inputs, guint n_inputs, const char *name)
{
  for (guint i = 0; i < n_inputs; i++)
    if (strcmp (inputs[i].name, name) == 0)
      return (int) i;
  return -1;
}

static int
find_word (const AssaySensitivityInput *input, const char *word)
{
  for (guint i = 0; i < input->n_words; i++)
    if (strcmp (input->words[i], word) == 0)
      return (int) i;
  return -1;
}

static gboolean
fail_no_input (const ScenarioPlace *place, const char *name, const AssaySensitivityInput *inputs, guint n_inputs, GError **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  g_autofree char *all = NULL;
  const char *near;

  for (guint i = 0; i < n_inputs; i++)
    g_ptr_array_add (names, inputs[i].name);
  g_ptr_array_add (names, NULL);
  near = assay_nearest_name (name, (const char *const *) names->pdata);
  if (near != NULL)
    return scenario_fail (place, error, _("there is no input “%s” that can be moved; did you mean “%s”?"), name, near);
  all = g_strjoinv (", ", (char **) names->pdata);
  return scenario_fail (place, error, _("there is no input “%s” that can be moved. There are: %s."), name, all);
}

static gboolean
fail_no_word (const ScenarioPlace *place, const AssaySensitivityInput *input, const char *word, GError **error)
{
  const char *near = assay_nearest_name (word, (const char *const *) input->words);
  g_autofree char *all = NULL;

  if (near != NULL)
    return scenario_fail (place, error, _("“%s” never holds the word “%s”; did you mean “%s”?"), input->name, word, near);
  all = g_strjoinv (", ", input->words);
  return scenario_fail (place, error, _("“%s” never holds the word “%s”. It holds: %s."), input->name, word, all);
}

static gboolean
check_fit (const ScenarioPlace *place, const AssayScenarioShock *shock, const AssaySensitivityInput *inputs, guint n_inputs, GError **error)
{
  int found = find_input (inputs, n_inputs, shock->input);
  const AssaySensitivityInput *input = found >= 0 ? &inputs[found] : NULL;

  if (input == NULL)
    return fail_no_input (place, shock->input, inputs, n_inputs, error);
  if (shock->word != NULL && input->words == NULL)
    return scenario_fail (place, error, _("“%s” holds numbers, and “%s” is a word; write a number without quotes."), input->name, shock->word);
  if (shock->word == NULL && input->words != NULL)
    return scenario_fail (place, error, _("“%s” holds words; it can only be set to one of them, as in {\"input\": \"%s\", \"set\": \"%s\"}."), input->name, input->name, input->n_words > 0 ? input->words[0] : "");
  if (shock->word != NULL && find_word (input, shock->word) < 0)
    return fail_no_word (place, input, shock->word, error);
  if (shock->kind == ASSAY_SHOCK_SD && !(input->sd > 0 && isfinite (input->sd)))
    return scenario_fail (place, error, _("“%s” has no standard deviation; use add, relative or set."), input->name);
  return TRUE;
}

gboolean
assay_scenarios_check_inputs (const AssayScenarios *self, const char *name, const AssaySensitivityInput *inputs, guint n_inputs, GError **error)
{
  for (guint s = 0; s < self->scenarios->len; s++)
    {
      const AssayScenario *scenario = self->scenarios->pdata[s];

      for (guint i = 0; i < scenario->shocks->len; i++)
        {
          ScenarioPlace place = { name, scenario->name, s + 1, i + 1 };

          if (!check_fit (&place, &g_array_index (scenario->shocks, AssayScenarioShock, i), inputs, n_inputs, error))
            return FALSE;
        }
    }
  return TRUE;
}

gboolean
assay_scenario_bind_one (const AssayScenario *self, guint run, guint index, const AssaySensitivityInput *inputs, guint n_inputs, AssayShock *shock)
{
  const AssayScenarioShock *from = &g_array_index (self->shocks, AssayScenarioShock, index);
  int input = find_input (inputs, n_inputs, from->input), word = 0;

  if (input < 0 || (from->word != NULL && (word = find_word (&inputs[input], from->word)) < 0))
    return FALSE;
  *shock = (AssayShock) { (guint) input, from->kind, from->word != NULL ? word : assay_scenario_kind_is_scaled (from->kind) ? from->amount * assay_scenario_get_factor (self, run) : from->amount };
  return TRUE;
}

void
assay_scenario_bind (const AssayScenario *self, guint run, const AssaySensitivityInput *inputs, guint n_inputs, AssayShock *shocks)
{
  for (guint i = 0; i < self->shocks->len; i++)
    if (!assay_scenario_bind_one (self, run, i, inputs, n_inputs, &shocks[i]))
      g_return_if_reached ();
}
