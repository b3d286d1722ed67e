#include "analysis/sensitivity/standard-scenarios.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_INPUTS 8              /* numbers that move together; more are nothing that anybody would follow */
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

/* A step of a scorecard may lie more than a standard deviation away. Percentiles, which all rows then share, are asked only where moves of all rows alike do
 * nothing: that rows become the same has effects of its own. */
static const struct { AssayShockKind kind; double amount; int side; } moves[] = {
  { ASSAY_SHOCK_SD, 1, 1 }, { ASSAY_SHOCK_SD, -1, -1 }, { ASSAY_SHOCK_SD, 2, 1 }, { ASSAY_SHOCK_SD, -2, -1 }, { ASSAY_SHOCK_PERCENTILE, 95, 1 }, { ASSAY_SHOCK_PERCENTILE, 5, -1 },
};

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
  gboolean is_words = input->words != NULL;
  guint n_tries = is_words ? MIN (input->n_values, MOST_WORDS) : input->sd > 0 && isfinite (input->sd) ? G_N_ELEMENTS (moves) : 0;

  *push = (Push) { .input = input, .index = i };
  for (guint k = 0; k < n_tries; k++)
    {
      AssayShock shock = { i, is_words ? ASSAY_SHOCK_SET : moves[k].kind, is_words ? input->values[k] : moves[k].amount };
      double value, worse;

      if (!is_words && moves[k].kind == ASSAY_SHOCK_PERCENTILE && push->effect > 0)
        break;
      if (!choice->measure (&shock, &value, choice->user_data, error))
        return FALSE;
      worse = choice->more_is_worse ? value - choice->base : choice->base - value;
      if (worse > push->effect)      /* NaN is no worse */
        *push = (Push) { input, worse, is_words ? 0 : moves[k].side, i, is_words ? (guint) input->values[k] : 0 };
    }
  return TRUE;
}

static gboolean
is_in (const AssayScenarios *set, const char *name)
{
  for (guint s = 0; s < set->scenarios->len; s++)
    {
      const AssayScenario *scenario = set->scenarios->pdata[s];

      for (guint i = 0; i < scenario->shocks->len; i++)
        if (strcmp (g_array_index (scenario->shocks, AssayScenarioShock, i).input, name) == 0)
          return TRUE;
    }
  return FALSE;
}

/* Strongest first. */
static void
list_left_out (const AssayScenarios *set, const Push *pushes, guint n, GPtrArray *left_out)
{
  double least = fmax (LEAST_EFFECT * pushes[0].effect, G_MINDOUBLE);

  for (guint i = 0; i < n; i++)
    if (!is_in (set, pushes[i].input->name))
      g_ptr_array_add (left_out, g_strdup_printf ("“%s” (%s)", pushes[i].input->name, !(pushes[i].effect >= least) ? "nothing that was tried makes it worse"
                                                                                    : pushes[i].input->words != NULL ? "words, not among the first three" : "not among the first eight numbers"));
}

/* side 1: to the worse, -1: to the better; the first eight numbers. Levels cannot multiply words, which are among the tails. */
static void
add_moves (AssayScenarios *set, const char *name, const Push *pushes, guint n, int side)
{
  AssayScenario *scenario = NULL;

  for (guint i = 0; i < n && (scenario == NULL || scenario->shocks->len < MOST_INPUTS); i++)
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
  while (n < k && pushes[n].effect > 0 && pushes[n].effect >= LEAST_EFFECT * pushes[0].effect)
    n++;
  set = assay_scenarios_new ();
  if (n == 0)
    return set;
  add_moves (set, "Adverse", pushes, n, 1);
  add_alone (set, pushes, n);
  add_tails (set, pushes, MIN (n, MOST_TAILS));
  add_moves (set, "Favorable", pushes, n, -1);
  if (choice->left_out != NULL)
    list_left_out (set, pushes, k, choice->left_out);
  return set;
}
