/* Sets of scenarios: read, written, met with inputs, and what is said about those that cannot be used. */
#include "analysis/sensitivity/scenarios.h"

#include <math.h>
#include <string.h>

#include "analysis/analysis.h"

#define ALL(list) "{\"schema\": \"assay-scenarios/1\", \"scenarios\": " list "}"
#define ONE(rest) ALL ("[{\"name\": \"R\", " rest "}]")
#define SHOCK(shock) ONE ("\"shocks\": [{\"input\": \"a\", \"add\": 1}, " shock "]")

static const struct { const char *text, *message; } wrong[] = {
  { "", NULL },
  { "{\"schema\": ", NULL },
  { "[]", "Scenarios “f.json”: it must be an object, as in {\"schema\": \"assay-scenarios/1\", \"scenarios\": […]}." },
  { "{\"scenarios\": []}", "Scenarios “f.json”: “schema” is not there; give it, as in {\"schema\": \"assay-scenarios/1\", \"scenarios\": […]}." },
  { "{\"schema\": \"assay-scenarios/2\", \"scenarios\": []}", "Scenarios “f.json”: “schema” is \"assay-scenarios/2\"; it must be \"assay-scenarios/1\"." },
  { "{\"schema\": 1, \"scenarios\": []}", "Scenarios “f.json”: “schema” is 1; it must be \"assay-scenarios/1\"." },
  { "{\"schema\": \"assay-scenarios/1\", \"scenario\": []}", "Scenarios “f.json”: there is no “scenario”; did you mean “scenarios”?" },
  { "{\"schema\": \"assay-scenarios/1\"}", "Scenarios “f.json”: “scenarios” is not there; give it, as in \"scenarios\": [{\"name\": \"Rates\", \"shocks\": [{\"input\": \"rate\", \"add\": 1}]}]." },
  { ALL ("{}"), "Scenarios “f.json”: “scenarios” is {…}; it must be a list of scenarios in brackets." },
  { ALL ("[]"), "Scenarios “f.json”: there is no scenario in it; give at least one." },
  { ALL ("[3]"), "Scenarios “f.json”, scenario 1: “scenarios” is 3; it must be objects such as {\"name\": \"Rates\", \"shocks\": […]}." },
  { ALL ("[{\"shocks\": []}]"), "Scenarios “f.json”, scenario 1: “name” is not there; give it, as in \"name\": \"Recession\"." },
  { ALL ("[{\"name\": null}]"), "Scenarios “f.json”, scenario 1: “name” is null; it must be a text in quotes." },
  { ALL ("[{\"name\": \"\", \"shocks\": [{\"input\": \"a\", \"add\": 1}]}]"), "Scenarios “f.json”, scenario 1: “name” is empty; give it a text." },
  { ALL ("[{\"name\": \"a\\nb\", \"shocks\": [{\"input\": \"a\", \"add\": 1}]}]"),
    "Scenarios “f.json”, scenario “a\nb”: “name” holds a line break or another control character; give it a text on one line." },
  { ONE ("\"shock\": []"), "Scenarios “f.json”, scenario “R”: there is no “shock”; did you mean “shocks”?" },
  { ONE ("\"severity\": 2, \"shocks\": []"), "Scenarios “f.json”, scenario “R”: “severity” is 2; it must be a text in quotes." },
  { ONE ("\"severity\": \"mild\""), "Scenarios “f.json”, scenario “R”: “shocks” is not there; give it, as in \"shocks\": [{\"input\": \"rate\", \"add\": 1}]." },
  { ONE ("\"shocks\": {}"), "Scenarios “f.json”, scenario “R”: “shocks” is {…}; it must be a list such as [{\"input\": \"rate\", \"add\": 1}]." },
  { ONE ("\"shocks\": []"), "Scenarios “f.json”, scenario “R”: it has no shocks; give it at least one, as in [{\"input\": \"rate\", \"add\": 1}]." },
  { ONE ("\"levels\": {}, \"shocks\": []"), "Scenarios “f.json”, scenario “R”: “levels” is {…}; it must be an object such as {\"mild\": 0.5, \"severe\": 2}." },
  { ONE ("\"levels\": {\"mild\": \"x\"}, \"shocks\": []"), "Scenarios “f.json”, scenario “R”: “mild” is \"x\"; it must be a number that the shocks are multiplied with." },
  { ONE ("\"levels\": {\"mild\": 0}, \"shocks\": [{\"input\": \"a\", \"add\": 1}]"),
    "Scenarios “f.json”, scenario “R”: level “mild” is 0; it multiplies the shocks and must be above 0 and at most 1,000, as in {\"mild\": 0.5, \"severe\": 2}." },
  { ONE ("\"severity\": \"mild\", \"levels\": {\"mild\": 1}, \"shocks\": [{\"input\": \"a\", \"add\": 1}]"),
    "Scenarios “f.json”, scenario “R”: it has “severity” and “levels”, which name severities too; keep one of them." },
  { ONE ("\"levels\": {\"mild\": 1}, \"shocks\": [{\"input\": \"a\", \"set\": 1}]"),
    "Scenarios “f.json”, scenario “R”, shock 1: “set” cannot be multiplied by the scenario's levels; use add, relative or sd, or write a scenario for each severity." },
  { ONE ("\"levels\": {\"mild\": 1}, \"shocks\": [{\"input\": \"a\", \"percentile\": 1}]"),
    "Scenarios “f.json”, scenario “R”, shock 1: “percentile” cannot be multiplied by the scenario's levels; use add, relative or sd, or write a scenario for each severity." },
  { ONE ("\"levels\": {\"mild\": 1, \"severe\": 3}, \"shocks\": [{\"input\": \"a\", \"relative\": -0.5}]"),
    "Scenarios “f.json”, scenario “R”, shock 1: “relative” is -1.5: below -1, which would turn the sign of the input. -0.2 means a fifth less." },
  { SHOCK ("7"), "Scenarios “f.json”, scenario “R”, shock 2: “shocks” is 7; it must be objects such as {\"input\": \"rate\", \"add\": 1}." },
  { SHOCK ("{\"add\": 1}"), "Scenarios “f.json”, scenario “R”, shock 2: “input” is not there; give it, as in {\"input\": \"rate\", \"add\": 1}." },
  { SHOCK ("{\"input\": 3, \"add\": 1}"), "Scenarios “f.json”, scenario “R”, shock 2: “input” is 3; it must be the name of an input in quotes." },
  { SHOCK ("{\"input\": \"\", \"add\": 1}"), "Scenarios “f.json”, scenario “R”, shock 2: “input” is empty; give it a text." },
  { SHOCK ("{\"input\": \"b\"}"), "Scenarios “f.json”, scenario “R”, shock 2: nothing says what happens to the input; give one of set, add, relative, sd, percentile." },
  { SHOCK ("{\"input\": \"b\", \"add\": 1, \"sd\": 1}"),
    "Scenarios “f.json”, scenario “R”, shock 2: more than one thing happens to the input; give one of set, add, relative, sd, percentile." },
  { SHOCK ("{\"input\": \"b\", \"plus\": 1}"), "Scenarios “f.json”, scenario “R”, shock 2: there is no “plus”; there can be: input, set, add, relative, sd, percentile." },
  { SHOCK ("{\"input\": \"b\", \"realtive\": 1}"), "Scenarios “f.json”, scenario “R”, shock 2: there is no “realtive”; did you mean “relative”?" },
  { SHOCK ("{\"input\": \"a\", \"sd\": 1}"), "Scenarios “f.json”, scenario “R”, shock 2: there is a shock to “a” already; each input has at most one in a scenario." },
  { SHOCK ("{\"input\": \"b\", \"add\": \"1\"}"), "Scenarios “f.json”, scenario “R”, shock 2: “add” is \"1\"; it must be a finite number without quotes." },
  { SHOCK ("{\"input\": \"b\", \"set\": true}"), "Scenarios “f.json”, scenario “R”, shock 2: “set” is true; it must be a finite number, or a word in quotes." },
  { SHOCK ("{\"input\": \"b\", \"percentile\": 101}"), "Scenarios “f.json”, scenario “R”, shock 2: “percentile” is 101; it must be between 0 and 100." },
  { SHOCK ("{\"input\": \"b\", \"relative\": -20}"),
    "Scenarios “f.json”, scenario “R”, shock 2: “relative” is -20: below -1, which would turn the sign of the input. -0.2 means a fifth less." },
  { SHOCK ("{\"input\": \"b\", \"add\": NaN}"), NULL },
  { SHOCK ("{\"input\": \"b\", \"add\": Infinity}"), NULL },
  { SHOCK ("{\"input\": \"b\", \"add\": 1e999}"), NULL },
  { SHOCK ("{\"input\": \"b\", \"add\": 1, \"add\": 2}"), NULL },
  { ALL ("[{\"name\": \"R\", \"shocks\": [{\"input\": \"a\", \"add\": 1}]}, {\"name\": \"R\", \"shocks\": [{\"input\": \"a\", \"add\": 2}]}]"),
    "Scenarios “f.json”, scenario “R”: another scenario has the same name; no two can share one." },
};

static AssayScenarios *
read_text (const char *text, GError **error)
{
  return assay_scenarios_from_json (text, strlen (text), "f.json", error);
}

static void
test_wrong (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(AssayScenarios) set = read_text (wrong[i].text, &error);

      g_assert_null (set);
      g_assert_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA);
      if (wrong[i].message != NULL)
        g_assert_cmpstr (error->message, ==, wrong[i].message);
      else
        g_assert_true (g_str_has_prefix (error->message, "Scenarios “f.json”"));
    }
}

static void
test_too_many (void)
{
  static const struct { const char *front, *item, *back, *message; } cases[] = {
    { "{\"schema\": \"assay-scenarios/1\", \"scenarios\": [", "{\"name\": \"S%u\", \"shocks\": [{\"input\": \"a\", \"add\": 1}]}", "]}",
      "Scenarios “f.json”: there are 201 scenarios; there can be at most 200." },
    { "{\"schema\": \"assay-scenarios/1\", \"scenarios\": [{\"name\": \"R\", \"shocks\": [", "{\"input\": \"a%u\", \"add\": 1}", "]}]}",
      "Scenarios “f.json”, scenario “R”: it has 201 shocks; there can be at most 200." },
    { "{\"schema\": \"assay-scenarios/1\", \"scenarios\": [{\"name\": \"R\", \"shocks\": [{\"input\": \"a\", \"add\": 1}], \"levels\": {", "\"l%u\": 1", "}}]}",
      "Scenarios “f.json”, scenario “R”: it has 11 levels; there can be at most 10." },
  };

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      g_autoptr(GString) text = g_string_new (cases[c].front);
      g_autoptr(GError) error = NULL;

      for (guint i = 0; i < 5000; i++)
        {
          g_auto(GStrv) parts = g_strsplit (cases[c].item, "%u", 2);

          g_string_append_printf (text, "%s%s%u%s", i > 0 ? ", " : "", parts[0], i, parts[1]);
        }
      g_string_append (text, cases[c].back);
      g_assert_null (read_text (text->str, &error));
      g_assert_cmpstr (error->message, ==, cases[c].message);
    }
}

static const char *const example =
  "{\n"
  "  \"schema\": \"assay-scenarios/1\",\n"
  "  \"scenarios\": [\n"
  "    {\"name\": \"Recession\", \"severity\": \"severe\",\n"
  "     \"shocks\": [{\"input\": \"income\", \"relative\": -0.2},\n"
  "                {\"input\": \"rate\", \"add\": 2},\n"
  "                {\"input\": \"debt\", \"sd\": 1.5},\n"
  "                {\"input\": \"region\", \"set\": \"no\\\\r\\\"th – ü\"},\n"
  "                {\"input\": \"ltv\", \"percentile\": 95}]},\n"
  "    {\"name\": \"Rates\", \"levels\": {\"mild\": 0.5, \"moderate\": 1, \"severe\": 2},\n"
  "     \"shocks\": [{\"input\": \"rate\", \"add\": 1e-07}]}\n"
  "  ]\n"
  "}\n";

static void
test_round (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayScenarios) set = read_text (example, &error), copy = NULL;
  g_autofree char *text = NULL, *again = NULL;

  g_assert_no_error (error);
  text = assay_scenarios_to_json (set);
  g_assert_cmpstr (text, ==, example);
  copy = assay_scenarios_copy (set);
  again = assay_scenarios_to_json (copy);
  g_assert_cmpstr (again, ==, example);
}

/* Whatever passes the checks reads back as it was, to the last bit. */
static void
test_random (void)
{
  static const char *const texts[] = { "a", "ä “q” \"x\" \\", "very long name of an input that a bank has", "–", "{\"a\": 1}" };

  for (guint turn = 0; turn < 300; turn++)
    {
      g_autoptr(AssayScenarios) set = assay_scenarios_new (), read = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *text = NULL, *again = NULL;

      for (gint s = g_test_rand_int_range (1, 6); s > 0; s--)
        {
          g_autofree char *name = g_strdup_printf ("%s %d", texts[g_test_rand_int_range (0, 5)], s);
          gboolean has_levels = g_test_rand_bit ();
          AssayScenario *scenario = assay_scenarios_add (set, name, !has_levels && g_test_rand_bit () ? "severe" : NULL);

          for (gint l = has_levels ? g_test_rand_int_range (1, 4) : 0; l > 0; l--)
            {
              g_autofree char *level = g_strdup_printf ("level %d", l);

              assay_scenario_add_level (scenario, level, g_test_rand_double_range (1e-9, 2));
            }
          for (gint i = g_test_rand_int_range (1, 6); i > 0; i--)
            {
              g_autofree char *input = g_strdup_printf ("%s %d", texts[g_test_rand_int_range (0, 5)], i);

              if (!has_levels && g_test_rand_bit ())
                assay_scenario_add_word (scenario, input, texts[g_test_rand_int_range (0, 5)]);
              else
                assay_scenario_add_shock (scenario, input, ASSAY_SHOCK_ADD + g_test_rand_int_range (0, 3), ldexp (g_test_rand_double_range (-0.4, 1), -g_test_rand_int_range (0, 60)));
            }
        }
      g_assert_true (assay_scenarios_check (set, NULL, &error));
      text = assay_scenarios_to_json (set);
      read = read_text (text, &error);
      g_assert_no_error (error);
      again = assay_scenarios_to_json (read);
      g_assert_cmpstr (text, ==, again);
      g_assert_cmpuint (read->scenarios->len, ==, set->scenarios->len);
      for (guint s = 0; s < set->scenarios->len; s++)
        {
          const AssayScenario *a = set->scenarios->pdata[s], *b = read->scenarios->pdata[s];

          g_assert_cmpstr (a->name, ==, b->name);
          g_assert_cmpuint (a->shocks->len, ==, b->shocks->len);
          for (guint i = 0; i < a->shocks->len; i++)
            {
              const AssayScenarioShock *x = &g_array_index (a->shocks, AssayScenarioShock, i), *y = &g_array_index (b->shocks, AssayScenarioShock, i);

              g_assert_cmpstr (x->input, ==, y->input);
              g_assert_cmpstr (x->word, ==, y->word);
              g_assert_true (x->kind == y->kind && (x->amount == y->amount || isnan (x->amount)));
            }
        }
    }
}

/* ---- meeting inputs ---- */

static char *words[] = { (char *) "north", (char *) "south", NULL };
static const AssaySensitivityInput inputs[] = {
  { .name = (char *) "income", .low = 0, .high = 100, .base = 50, .sd = 10 },
  { .name = (char *) "rate", .low = 0, .high = 10, .base = 5, .sd = NAN },
  { .name = (char *) "region", .words = words, .n_words = 2, .sd = NAN },
};

static const struct { const char *text, *message; } unfit[] = {
  { ONE ("\"shocks\": [{\"input\": \"incom\", \"add\": 1}]"), "Scenarios “f.json”, scenario “R”, shock 1: there is no input “incom” that can be moved; did you mean “income”?" },
  { ONE ("\"shocks\": [{\"input\": \"zzzzzzzz\", \"add\": 1}]"),
    "Scenarios “f.json”, scenario “R”, shock 1: there is no input “zzzzzzzz” that can be moved. There are: income, rate, region." },
  { ONE ("\"shocks\": [{\"input\": \"income\", \"add\": 1}, {\"input\": \"rate\", \"set\": \"x\"}]"),
    "Scenarios “f.json”, scenario “R”, shock 2: “rate” holds numbers, and “x” is a word; write a number without quotes." },
  { ONE ("\"shocks\": [{\"input\": \"region\", \"sd\": 1}]"),
    "Scenarios “f.json”, scenario “R”, shock 1: “region” holds words; it can only be set to one of them, as in {\"input\": \"region\", \"set\": \"north\"}." },
  { ONE ("\"shocks\": [{\"input\": \"region\", \"set\": \"nort\"}]"), "Scenarios “f.json”, scenario “R”, shock 1: “region” never holds the word “nort”; did you mean “north”?" },
  { ONE ("\"shocks\": [{\"input\": \"region\", \"set\": \"abroad\"}]"), "Scenarios “f.json”, scenario “R”, shock 1: “region” never holds the word “abroad”. It holds: north, south." },
  { ONE ("\"shocks\": [{\"input\": \"rate\", \"sd\": 1}]"), "Scenarios “f.json”, scenario “R”, shock 1: “rate” has no standard deviation; use add, relative or set." },
};

static void
test_unfit (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (unfit); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(AssayScenarios) set = read_text (unfit[i].text, &error);

      g_assert_no_error (error);
      g_assert_false (assay_scenarios_check_inputs (set, "f.json", inputs, G_N_ELEMENTS (inputs), &error));
      g_assert_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA);
      g_assert_cmpstr (error->message, ==, unfit[i].message);
    }
}

static void
test_bind (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayScenarios) set = read_text (ALL ("[{\"name\": \"A\", \"severity\": \"severe\", \"shocks\": [{\"input\": \"region\", \"set\": \"south\"}, {\"input\": \"rate\", \"percentile\": 95}]},"
                                                  "{\"name\": \"B\", \"levels\": {\"mild\": 0.5, \"severe\": 2}, \"shocks\": [{\"input\": \"income\", \"sd\": -1.5}]}]"), &error);
  AssayShock shocks[2];

  g_assert_no_error (error);
  g_assert_true (assay_scenarios_check_inputs (set, NULL, inputs, G_N_ELEMENTS (inputs), &error));
  g_assert_cmpuint (assay_scenario_get_n_runs (set->scenarios->pdata[0]), ==, 1);
  g_assert_cmpstr (assay_scenario_get_severity (set->scenarios->pdata[0], 0), ==, "severe");
  assay_scenario_bind (set->scenarios->pdata[0], 0, inputs, G_N_ELEMENTS (inputs), shocks);
  g_assert_true (shocks[0].input == 2 && shocks[0].kind == ASSAY_SHOCK_SET && shocks[0].amount == 1);
  g_assert_true (shocks[1].input == 1 && shocks[1].kind == ASSAY_SHOCK_PERCENTILE && shocks[1].amount == 95);
  g_assert_cmpuint (assay_scenario_get_n_runs (set->scenarios->pdata[1]), ==, 2);
  g_assert_cmpstr (assay_scenario_get_severity (set->scenarios->pdata[1], 1), ==, "severe");
  assay_scenario_bind (set->scenarios->pdata[1], 1, inputs, G_N_ELEMENTS (inputs), shocks);
  g_assert_true (shocks[0].input == 0 && shocks[0].kind == ASSAY_SHOCK_SD && shocks[0].amount == -3);
}

static void
test_describe (void)
{
  static const struct { AssayScenarioShock shock; double factor; const char *text; } cases[] = {
    { { (char *) "a", ASSAY_SHOCK_ADD, 2, NULL }, 0.5, "+ 1" },
    { { (char *) "a", ASSAY_SHOCK_ADD, -2, NULL }, 2, "− 4" },
    { { (char *) "a", ASSAY_SHOCK_RELATIVE, -0.2, NULL }, 1, "− 20 %" },
    { { (char *) "a", ASSAY_SHOCK_SD, 1.5, NULL }, 1, "+ 1.5 sd" },
    { { (char *) "a", ASSAY_SHOCK_PERCENTILE, 95, NULL }, 1, "at percentile 95" },
    { { (char *) "a", ASSAY_SHOCK_SET, -3, NULL }, 1, "set to -3" },
    { { (char *) "a", ASSAY_SHOCK_SET, NAN, (char *) "north" }, 1, "set to north" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = assay_scenario_shock_describe (&cases[i].shock, cases[i].factor);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/scenarios/wrong", test_wrong);
  g_test_add_func ("/analysis/scenarios/too-many", test_too_many);
  g_test_add_func ("/analysis/scenarios/round", test_round);
  g_test_add_func ("/analysis/scenarios/random", test_random);
  g_test_add_func ("/analysis/scenarios/unfit", test_unfit);
  g_test_add_func ("/analysis/scenarios/bind", test_bind);
  g_test_add_func ("/analysis/scenarios/describe", test_describe);
  return g_test_run ();
}
