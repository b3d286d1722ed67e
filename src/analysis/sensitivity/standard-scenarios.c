#include "analysis/sensitivity/standard-scenarios.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_INPUTS 8              /* that move together; more are nothing that anybody would follow */
#define MOST_TAILS 3
#define MOST_WORDS 50              /* tried of one input */
#define LEAST_EFFECT 1e-9          /* of the largest: less is rounding */

typedef struct
{
  const AssaySensitivityInput *input;
  double effect;                   /* how much worse, one way; never negative */
  int side;                        /* of a number: which way is worse, +1 or -1 */
  guint index, word;               /* of words: the worst */
} Push;

static int
compare_pushes (gconstpointer a, gconstpointer b)
{
  const Push *x = a, *y = b;

  return x->effect != y->effect ? (x->effect < y->effect) - (x->effect > y->effect) : (x->index > y->index) - (x->index < y->index);
}

static gboolean
push_input (const AssayStandardChoice *choice, guint i, Push *push, GError **error)
{
  const AssaySensitivityInput *input = &choice->inputs[i];
  guint n_tries = input->words != NULL ? MIN (input->n_values, MOST_WORDS) : input->sd > 0 && isfinite (input->sd) ? 2 : 0;

  *push = (Push) { .input = input, .index = i };
  for (guint k = 0; k < n_tries; k++)
    {
      AssayShock shock = { i, input->words != NULL ? ASSAY_SHOCK_SET : ASSAY_SHOCK_SD, input->words != NULL ? input->values[k] : k == 0 ? 1 : -1 };
      double value, worse;

      if (!choice->measure (&shock, &value, choice->user_data, error))
        return FALSE;
      worse = choice->more_is_worse ? value - choice->base : choice->base - value;
      if (worse > push->effect)      /* NaN is no worse */
        *push = (Push) { input, worse, k == 0 ? 1 : -1, i, input->words != NULL ? (guint) input->values[k] : 0 };
    }
  return TRUE;
}

/* side 1: to the worse, -1: to the better. Levels cannot multiply words, which are among the tails. */
static void
add_moves (AssayScenarios *set, const char *name, const Push *pushes, guint n, int side)
{
  AssayScenario *scenario = NULL;

  for (guint i = 0; i < n; i++)
    {
      if (pushes[i].input->words != NULL)
        continue;
      if (scenario == NULL)
        {
          scenario = assay_scenarios_add (set, name, NULL);
          assay_scenario_add_level (scenario, "mild", 0.5);
          assay_scenario_add_level (scenario, "moderate", 1);
          assay_scenario_add_level (scenario, "severe", 2);
        }
      assay_scenario_add_shock (scenario, pushes[i].input->name, ASSAY_SHOCK_SD, side * pushes[i].side);
    }
}

/* Of one number alone there is the scenario of all. */
static void
add_alone (AssayScenarios *set, const Push *pushes, guint n)
{
  const Push *first = NULL;
  g_autofree char *name = NULL;
  guint n_numbers = 0;

  for (guint i = 0; i < n; i++)
    if (pushes[i].input->words == NULL && n_numbers++ == 0)
      first = &pushes[i];
  if (n_numbers < 2)
    return;
  name = g_strdup_printf ("%s alone", first->input->name);
  add_moves (set, strlen (name) <= ASSAY_SCENARIO_MOST_NAME ? name : "Strongest alone", first, 1, 1);
}

static void
add_tails (AssayScenarios *set, const Push *pushes, guint n)
{
  AssayScenario *scenario = assay_scenarios_add (set, "Adverse tails", "severe");

  for (guint i = 0; i < n; i++)
    if (pushes[i].input->words != NULL)
      assay_scenario_add_word (scenario, pushes[i].input->name, pushes[i].input->words[pushes[i].word]);
    else
      assay_scenario_add_shock (scenario, pushes[i].input->name, ASSAY_SHOCK_PERCENTILE, pushes[i].side > 0 ? 95 : 5);
}

AssayScenarios *
assay_scenarios_make_standard (const AssayStandardChoice *choice, AssayProgress *progress, GError **error)
{
  guint k = choice->n_inputs, n = 0;
  g_autofree Push *pushes = g_new (Push, k + 1);
  AssayScenarios *set;

  for (guint i = 0; i < k; i++)
    if (!push_input (choice, i, &pushes[i], error) || !assay_progress_step (progress, (i + 1.0) / k, error))
      return NULL;
  qsort (pushes, k, sizeof *pushes, compare_pushes);
  while (n < MIN (k, MOST_INPUTS) && pushes[n].effect > 0 && pushes[n].effect >= LEAST_EFFECT * pushes[0].effect)
    n++;
  set = assay_scenarios_new ();
  if (n == 0)
    return set;
  add_moves (set, "Adverse", pushes, n, 1);
  add_alone (set, pushes, n);
  add_tails (set, pushes, MIN (n, MOST_TAILS));
  add_moves (set, "Favorable", pushes, n, -1);
  return set;
}
