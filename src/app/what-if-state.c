#include "app/what-if-state.h"

#include <math.h>
#include <string.h>

#include "app/what-if-slider.h"
#include "base/file-write.h"

const AssayShockKind what_if_kinds[WHAT_IF_N_KINDS] = { ASSAY_SHOCK_SD, ASSAY_SHOCK_RELATIVE, ASSAY_SHOCK_ADD };

WhatIfState *
what_if_state_new (const AssayWhatIf *what_if)
{
  WhatIfState *state = g_new0 (WhatIfState, 1);

  state->n = assay_what_if_get_n_inputs (what_if);
  state->base = g_new0 (double, state->n + 1);
  state->values = g_new0 (double, state->n + 1);
  state->moves = g_new0 (double, state->n + 1);
  state->cutoff = assay_what_if_get_cutoff (what_if, NULL);
  assay_what_if_read_typical (what_if, state->base);
  memcpy (state->values, state->base, state->n * sizeof (double));
  for (guint i = 0; i < state->n; i++)
    state->moves[i] = assay_what_if_get_input (what_if, i)->is_choice ? ASSAY_WHAT_IF_AS_IT_IS : 0;
  return state;
}

WhatIfState *
what_if_state_copy (const WhatIfState *from)
{
  WhatIfState *state = g_memdup2 (from, sizeof *from);

  state->base = g_memdup2 (from->base, (from->n + 1) * sizeof (double));
  state->values = g_memdup2 (from->values, (from->n + 1) * sizeof (double));
  state->moves = g_memdup2 (from->moves, (from->n + 1) * sizeof (double));
  return state;
}

void
what_if_state_free (WhatIfState *state)
{
  g_free (state->base);
  g_free (state->values);
  g_free (state->moves);
  g_free (state);
}

/* NaN is equal to NaN here. */
static gboolean
is_same (const double *a, const double *b, guint n)
{
  for (guint i = 0; i < n; i++)
    if (!(a[i] == b[i] || (isnan (a[i]) && isnan (b[i]))))
      return FALSE;
  return TRUE;
}

gboolean
what_if_state_equal (const WhatIfState *a, const WhatIfState *b)
{
  return a->mode == b->mode && a->row == b->row && a->kind == b->kind && a->cutoff == b->cutoff && is_same (a->values, b->values, a->n) && is_same (a->moves, b->moves, a->n);
}

gboolean
what_if_state_is_as_it_is (const WhatIfState *state, const AssayWhatIf *what_if, guint input)
{
  if (state->mode == ASSAY_WHAT_IF_CASE)
    return is_same (state->base + input, state->values + input, 1);
  return state->moves[input] == (assay_what_if_get_input (what_if, input)->is_choice ? ASSAY_WHAT_IF_AS_IT_IS : 0);
}

/* What the sliders do to all rows. */
GArray *
what_if_state_list_shocks (const WhatIfState *state, const AssayWhatIf *what_if)
{
  GArray *shocks = g_array_new (FALSE, FALSE, sizeof (AssayShock));

  for (guint i = 0; i < state->n; i++)
    {
      gboolean is_choice = assay_what_if_get_input (what_if, i)->is_choice;
      AssayShock shock = { i, is_choice ? ASSAY_SHOCK_SET : what_if_kinds[state->kind], state->moves[i] };

      if (state->moves[i] != (is_choice ? ASSAY_WHAT_IF_AS_IT_IS : 0))
        g_array_append_val (shocks, shock);
    }
  return shocks;
}

/* ---- scenarios ---- */

static void
add_shock (AssayScenario *scenario, const AssayWhatIfInput *input, AssayShockKind kind, double amount)
{
  if (input->input->words != NULL && amount >= 0 && amount < input->input->n_words)
    assay_scenario_add_word (scenario, input->input->name, input->input->words[(guint) amount]);
  else if (!isnan (amount))
    assay_scenario_add_shock (scenario, input->input->name, kind, amount);
}

/* A scenario file has no word for “missing”: what is set to that is left out. */
AssayScenarios *
what_if_state_make_scenario (const WhatIfState *state, const AssayWhatIf *what_if, const char *name)
{
  g_autoptr(AssayScenarios) scenarios = assay_scenarios_new ();
  AssayScenario *scenario = assay_scenarios_add (scenarios, name, NULL);

  for (guint i = 0; i < state->n; i++)
    {
      const AssayWhatIfInput *input = assay_what_if_get_input (what_if, i);
      gboolean is_case = state->mode == ASSAY_WHAT_IF_CASE;

      if (!what_if_state_is_as_it_is (state, what_if, i))
        add_shock (scenario, input, is_case || input->is_choice ? ASSAY_SHOCK_SET : what_if_kinds[state->kind], is_case ? state->values[i] : state->moves[i]);
    }
  return scenario->shocks->len > 0 ? g_steal_pointer (&scenarios) : NULL;
}

/* Beside those that the file has already. */
gboolean
what_if_write_scenario (const char *path, const AssayScenarios *made, GError **error)
{
  g_autoptr(AssayScenarios) set = NULL;
  const AssayScenario *scenario = made->scenarios->pdata[0];
  g_autofree char *text = NULL, *json = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, NULL))
    set = assay_scenarios_copy (made);
  else
    {
      AssayScenario *added;

      set = assay_scenarios_from_json (text, length, path, error);
      if (set == NULL)
        return FALSE;
      added = assay_scenarios_add (set, scenario->name, NULL);
      for (guint i = 0; i < scenario->shocks->len; i++)
        {
          const AssayScenarioShock *shock = &g_array_index (scenario->shocks, AssayScenarioShock, i);

          if (shock->word != NULL)
            assay_scenario_add_word (added, shock->input, shock->word);
          else
            assay_scenario_add_shock (added, shock->input, shock->kind, shock->amount);
        }
    }
  if (!assay_scenarios_check (set, NULL, error))
    return FALSE;
  json = assay_scenarios_to_json (set);
  return assay_file_write_all (path, json, strlen (json), error);
}
