/* Whole results against files in tests/golden, numbers to 12 digits. A changed file is explained in its commit; run with
 * ASSAY_UPDATE_GOLDEN=1 to write what is found. */
#include "analysis-fixture.h"

#include "analysis/check-ids.h"
#include "data/csv-reader.h"
#include "math/init.h"
#include "result/result-json.h"

#include <string.h>

/* Numbers outside of quotes are written again with 12 digits. */
static char *
round_numbers (const char *text)
{
  GString *rounded = g_string_new (NULL);

  while (*text != '\0')
    if (*text == '"')
      {
        const char *start = text++;

        while (*text != '"')
          text += *text == '\\' ? 2 : 1;
        text++;
        g_string_append_len (rounded, start, text - start);
      }
    else if (g_ascii_isdigit (*text) || *text == '-')
      {
        char buffer[64], *end;
        double value = g_ascii_strtod (text, &end);

        g_string_append (rounded, g_ascii_formatd (buffer, sizeof buffer, "%.12g", value));
        text = end;
      }
    else
      g_string_append_c (rounded, *text++);
  return g_string_free (rounded, FALSE);
}

static char *
golden_path (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "golden", name, NULL);
}

typedef struct { const char *name, *analysis, *options[11]; } Case;

static const Case cases[] = {
  { "anomalies-small.json", "anomalies", { "threshold", "2.5", "window", "28" } },
  { "anomalies-on-value.json", "anomalies", { "on", "value", "include-current", "true", "min-periods", "10" } },
  { "backtest-small.json", "backtest", { "models", "seasonal-naive,naive", "horizon", "7", "origins", "8", "window", "28" } },
};

static void
test_golden (gconstpointer data)
{
  const Case *run = data;
  g_autofree char *input = golden_path ("demand-small.csv"), *file = golden_path (run->name);
  g_autofree char *json = NULL, *found = NULL, *expected = NULL;
  FixtureRun how = { "day", "units", "store,item", run->options };
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(AssayOutcome) outcome = NULL;
  AssayReadOptions reading;

  assay_read_options_init (&reading);
  frame = assay_csv_read (input, &reading, 0, NULL, NULL, &error);
  assay_read_options_clear (&reading);
  g_assert_no_error (error);
  outcome = fixture_run (run->analysis, frame, &how, NULL, &error);
  g_assert_no_error (error);
  /* A check that is not in the list could not be given a limit by a policy. */
  for (guint i = 0; i < assay_result_get_n_checks (outcome->result); i++)
    g_assert_true (g_strv_contains (assay_check_ids (), assay_result_get_check (outcome->result, i)->id));
  json = assay_result_to_json (outcome->result, NULL);
  found = round_numbers (json);

  if (g_getenv ("ASSAY_UPDATE_GOLDEN") != NULL)
    g_assert_true (g_file_set_contents (file, found, -1, NULL));
  g_assert_true (g_file_get_contents (file, &expected, NULL, &error));
  if (strcmp (found, expected) != 0)
    {
      g_auto(GStrv) a = g_strsplit (found, "\n", -1), b = g_strsplit (expected, "\n", -1);
      guint line = 0;

      while (a[line] != NULL && b[line] != NULL && strcmp (a[line], b[line]) == 0)
        line++;
      g_test_message ("line %u differs:\n%s\n%s", line + 1, a[line], b[line]);
      g_test_fail ();
    }
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/analysis/golden/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_golden);
    }
  return g_test_run ();
}
