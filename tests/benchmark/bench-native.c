/* Scorecard and logistic regression of the native format on 1,000,000 rows of 30 numbers, one core, against reading the same numbers once
 * (their sum): what memory alone allows. Prints rows per second and how many times the reading it takes. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "math/init.h"
#include "model/artifact/artifact-file.h"
#include "model/artifact/scorer.h"

#define ROWS 1000000
#define FEATURES 30
#define REPEATS 5

static AssayFrame *
make_frame (void)
{
  g_autoptr(GRand) dice = g_rand_new_with_seed (1);
  AssayColumn *columns[FEATURES];
  AssayFrame *frame;

  for (guint f = 0; f < FEATURES; f++)
    {
      g_autofree char *name = g_strdup_printf ("x%u", f);
      double *values = g_new (double, ROWS);

      for (gsize i = 0; i < ROWS; i++)
        values[i] = g_rand_double (dice);
      columns[f] = assay_column_take_doubles (name, values, ROWS);
    }
  frame = assay_frame_new (columns, FEATURES, ROWS);
  for (guint f = 0; f < FEATURES; f++)
    assay_column_unref (columns[f]);
  return frame;
}

static char *
make_scorecard (gboolean with_reasons)
{
  GString *text = g_string_new ("{\"assay_model\":1,\"kind\":\"scorecard\",\"inputs\":[");

  for (guint f = 0; f < FEATURES; f++)
    g_string_append_printf (text, "%s{\"name\":\"x%u\",\"type\":\"number\"}", f > 0 ? "," : "", f);
  g_string_append_printf (text, "],\"scorecard\":{\"scaling\":{\"points\":600,\"odds\":30,\"pdo\":20,\"higher_is\":\"better\"},\"reasons\":%d,\"characteristics\":[", with_reasons ? 4 : 0);
  for (guint f = 0; f < FEATURES; f++)
    g_string_append_printf (text, "%s{\"input\":\"x%u\",\"bins\":[{\"missing\":true,\"points\":9},{\"to\":0.1,\"points\":3},{\"from\":0.1,\"to\":0.3,\"points\":7},"
                            "{\"from\":0.3,\"to\":0.5,\"points\":11},{\"from\":0.5,\"to\":0.8,\"points\":19},{\"from\":0.8,\"points\":30}]}", f > 0 ? "," : "", f);
  g_string_append (text, "]}}");
  return g_string_free (text, FALSE);
}

static char *
make_logistic (void)
{
  GString *text = g_string_new ("{\"assay_model\":1,\"kind\":\"logistic\",\"inputs\":[");

  for (guint f = 0; f < FEATURES; f++)
    g_string_append_printf (text, "%s{\"name\":\"x%u\",\"type\":\"number\"}", f > 0 ? "," : "", f);
  g_string_append (text, "],\"logistic\":{\"intercept\":-2,\"terms\":[");
  for (guint f = 0; f < FEATURES; f++)
    g_string_append_printf (text, "%s{\"input\":\"x%u\",\"coef\":0.%u}", f > 0 ? "," : "", f, f + 1);
  g_string_append (text, "]}}");
  return g_string_free (text, FALSE);
}

static double
time_reading (const AssayFrame *frame)
{
  double best = INFINITY, total = 0;

  for (guint r = 0; r < REPEATS; r++)
    {
      gint64 start = g_get_monotonic_time ();

      for (guint f = 0; f < FEATURES; f++)
        {
          const double *x = assay_column_get_doubles (assay_frame_get_column (frame, f));
          double sums[8] = { 0 };

          for (gsize i = 0; i < ROWS; i += 8)
            for (guint k = 0; k < 8; k++)
              sums[k] += x[i + k];
          total += sums[0] + sums[1] + sums[2] + sums[3] + sums[4] + sums[5] + sums[6] + sums[7];
        }
      best = MIN (best, (g_get_monotonic_time () - start) / 1e6);
    }
  g_assert_true (total > 0);
  return best;
}

static void
run (const AssayFrame *frame, const char *what, char *model, guint output, double reading)
{
  g_autofree char *text = model;
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayArtifact) artifact = assay_artifact_read ("m.assay.json", bytes, NULL, NULL, &error);
  g_autoptr(AssayScorer) scorer = artifact != NULL ? assay_scorer_new (artifact, frame, NULL, FALSE, &error) : NULL;
  g_autofree double *values = g_new (double, ROWS);
  double best = INFINITY;

  g_assert_no_error (error);
  for (guint r = 0; r < REPEATS; r++)
    {
      gint64 start = g_get_monotonic_time ();

      g_assert_true (assay_scorer_score_all (scorer, output, 1, values, NULL, &error));
      best = MIN (best, (g_get_monotonic_time () - start) / 1e6);
    }
  printf ("%-24s %6.1f ms  %5.1f M rows/s  %5.2f times reading\n", what, best * 1e3, ROWS / best / 1e6, best / reading);
}

int
main (void)
{
  g_autoptr(AssayFrame) frame = NULL;
  double reading;

  am_init ();
  frame = make_frame ();
  reading = time_reading (frame);
  printf ("%u rows of %u numbers, one core\n%-24s %6.1f ms  %5.1f GB/s\n", ROWS, FEATURES, "reading", reading * 1e3, ROWS * 8.0 * FEATURES / reading / 1e9);
  run (frame, "logistic", make_logistic (), 0, reading);
  run (frame, "scorecard, PD", make_scorecard (FALSE), 1, reading);
  run (frame, "scorecard, PD, 4 reasons", make_scorecard (TRUE), 1, reading);
  return 0;
}
