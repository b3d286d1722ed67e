#include "app/scenario-text.h"

#include <glib/gi18n.h>
#include <gio/gio.h>
#include <math.h>
#include <string.h>

#include "app/measure-text.h"

/* ---- levels ---- */

char *
assay_levels_to_text (const AssayScenario *scenario)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < scenario->levels->len; i++)
    {
      const AssayScenarioLevel *level = &g_array_index (scenario->levels, AssayScenarioLevel, i);
      g_autofree char *factor = assay_typed_number_format (level->factor);

      g_string_append_printf (text, "%s%s %s", i > 0 ? "; " : "", level->name, factor);
    }
  return g_strdup (text->str);
}

/* "severe 2": all but the last word is the name. */
static gboolean
read_level (const char *item, AssayScenario *scenario, GError **error)
{
  g_autofree char *text = g_strstrip (g_strdup (item));
  char *space = strrchr (text, ' ');
  double factor;

  if (space == NULL || !assay_typed_number_parse (space + 1, &factor))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("“%s” is not a level: a level is a name and a factor, as in “severe 2”, and a semicolon stands between two levels."), text);
      return FALSE;
    }
  *space = '\0';
  assay_scenario_add_level (scenario, g_strchomp (text), factor);
  return TRUE;
}

gboolean
assay_levels_from_text (const char *text, AssayScenario *scenario, GError **error)
{
  g_auto(GStrv) items = g_strsplit (text, ";", -1);

  for (guint i = 0; items[i] != NULL; i++)
    if (*g_strstrip (items[i]) != '\0' && !read_level (items[i], scenario, error))
      return FALSE;
  return TRUE;
}

/* ---- shocks ---- */

char *
assay_shock_amount_to_text (AssayShockKind kind, double amount)
{
  return assay_typed_number_format (kind == ASSAY_SHOCK_RELATIVE ? amount * 100 : amount);
}

gboolean
assay_shock_amount_from_text (AssayShockKind kind, const char *text, double *amount, GError **error)
{
  if (!assay_typed_number_parse (text, amount))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, *text == '\0' ? _("Here a number is missing.") : _("“%s” is not a number."), text);
      return FALSE;
    }
  if (kind == ASSAY_SHOCK_PERCENTILE && !(*amount >= 0 && *amount <= 100))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("“%s” is not a percentile: it lies between 0 and 100."), text);
      return FALSE;
    }
  if (kind == ASSAY_SHOCK_RELATIVE)
    *amount /= 100;
  return TRUE;
}

const char *
assay_shock_kind_unit (AssayShockKind kind, const AssaySensitivityInput *input)
{
  switch (kind)
    {
    case ASSAY_SHOCK_RELATIVE: return "%";
    /* Translators: standard deviations, behind a number */
    case ASSAY_SHOCK_SD: return _("sd");
    /* Translators: behind the number of a percentile */
    case ASSAY_SHOCK_PERCENTILE: return _("percentile");
    default: return input != NULL && input->unit != NULL ? input->unit : "";
    }
}

const char *
assay_shock_kind_title (AssayShockKind kind)
{
  static const char *const titles[] = { N_("Set To"), N_("Add"), N_("Change by Percent"), N_("Standard Deviations"), N_("At Percentile") };

  return titles[kind];
}

/* Two digits. */
static double
round_to_digits (double value)
{
  double unit = pow (10, floor (log10 (value)) - 1);

  return round (value / unit) * unit;
}

double
assay_shock_kind_usual (AssayShockKind kind, const AssaySensitivityInput *input)
{
  switch (kind)
    {
    case ASSAY_SHOCK_SD: return 1;
    case ASSAY_SHOCK_RELATIVE: return 0.1;
    case ASSAY_SHOCK_PERCENTILE: return 95;
    case ASSAY_SHOCK_ADD: return isfinite (input->sd) && input->sd > 0 ? round_to_digits (input->sd) : 1;
    default: return isfinite (input->base) ? input->base : 0;
    }
}

char *
assay_scenario_to_text (const AssayScenario *scenario)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < scenario->shocks->len; i++)
    {
      const AssayScenarioShock *shock = &g_array_index (scenario->shocks, AssayScenarioShock, i);
      g_autofree char *what = assay_scenario_shock_describe (shock, 1);

      g_string_append_printf (text, "%s%s %s", i > 0 ? " · " : "", shock->input, what);
    }
  return g_strdup (text->str);
}

/* ---- sets ---- */

static AssayScenario *
add_copy (AssayScenarios *set, const AssayScenario *scenario, const char *name)
{
  AssayScenario *copy = assay_scenarios_add (set, name, scenario->severity);

  for (guint i = 0; i < scenario->levels->len; i++)
    {
      const AssayScenarioLevel *level = &g_array_index (scenario->levels, AssayScenarioLevel, i);

      assay_scenario_add_level (copy, level->name, level->factor);
    }
  for (guint i = 0; i < scenario->shocks->len; i++)
    {
      const AssayScenarioShock *shock = &g_array_index (scenario->shocks, AssayScenarioShock, i);

      if (shock->word != NULL)
        assay_scenario_add_word (copy, shock->input, shock->word);
      else
        assay_scenario_add_shock (copy, shock->input, shock->kind, shock->amount);
    }
  return copy;
}

AssayScenarios *
assay_scenario_dup_alone (const AssayScenario *scenario)
{
  AssayScenarios *set = assay_scenarios_new ();

  add_copy (set, scenario, scenario->name);
  return set;
}

void
assay_scenarios_move (AssayScenarios *self, guint from, guint to)
{
  gpointer scenario = g_ptr_array_steal_index (self->scenarios, from);

  g_ptr_array_insert (self->scenarios, (int) to, scenario);
}

void
assay_scenarios_insert_copy (AssayScenarios *self, guint at, const AssayScenario *scenario, const char *name)
{
  add_copy (self, scenario, name);
  assay_scenarios_move (self, self->scenarios->len - 1, at);
}

void
assay_scenarios_remove (AssayScenarios *self, guint index)
{
  g_ptr_array_remove_index (self->scenarios, index);
}

static gboolean
has_name (const AssayScenarios *self, const char *name)
{
  for (guint i = 0; i < self->scenarios->len; i++)
    if (strcmp (((const AssayScenario *) self->scenarios->pdata[i])->name, name) == 0)
      return TRUE;
  return FALSE;
}

char *
assay_scenarios_free_name (const AssayScenarios *self, const char *wish)
{
  char *name = g_strdup (wish);

  for (guint k = 2; has_name (self, name); k++)
    {
      g_free (name);
      name = g_strdup_printf ("%s (%u)", wish, k);
    }
  return name;
}
