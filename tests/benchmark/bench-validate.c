/* The tier 1 suite with a development sample and a model: 1,000,000 loans of 30 columns, by default. "Of cores" is what a machine that does
 * something else as well leaves comparable: divided by the threads it is the least that can have passed.
 *
 *   bench-validate [ROWS] [THREADS] [REFERENCE ROWS] */
#include "analysis/validation/validate.h"
#include "model/artifact/artifact-file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define N_NUMBERS 22
#define N_WORDS 4

static guint64 state = 1;

static double
uniform (void)
{
  state = state * G_GUINT64_CONSTANT (6364136223846793005) + G_GUINT64_CONSTANT (1442695040888963407);
  return ((state >> 33) + 0.5) / 2147483648.0;
}

static AssayColumn *
take_words (const char *name, guint32 *codes, gsize n, guint n_words)
{
  char **words = g_new0 (char *, n_words + 1);

  for (guint i = 0; i < n_words; i++)
    words[i] = g_strdup_printf ("w%u", i);
  return assay_column_take_codes (name, codes, n, words, n_words);
}

/* Outcome, month, exposure, id, 22 numbers of which the first eight matter, four categories. */
static AssayFrame *
make_frame (gsize n)
{
  AssayColumn *columns[4 + N_NUMBERS + N_WORDS];
  double *numbers[N_NUMBERS], *exposure = g_new (double, n);
  gint64 *event = g_new (gint64, n), *id = g_new (gint64, n);
  gint32 *day = g_new (gint32, n);
  guint32 *codes[N_WORDS];
  guint at = 0;
  AssayFrame *frame;

  for (guint k = 0; k < N_NUMBERS; k++)
    numbers[k] = g_new (double, n);
  for (guint k = 0; k < N_WORDS; k++)
    codes[k] = g_new (guint32, n);
  for (gsize i = 0; i < n; i++)
    {
      double z = -3;

      for (guint k = 0; k < N_NUMBERS; k++)
        {
          double x = uniform () + uniform () + uniform () - 1.5;

          z += k < 8 ? 0.5 * x : 0;
          numbers[k][i] = uniform () < 0.02 ? NAN : x;
        }
      for (guint k = 0; k < N_WORDS; k++)
        codes[k][i] = (guint32) (uniform () * uniform () * (4 << k));
      event[i] = uniform () < 1 / (1 + exp (-z));
      id[i] = i;
      day[i] = 19000 + (gint32) (i * 720 / n);
      exposure[i] = 1000 * exp (2 * uniform ());
    }
  columns[at++] = assay_column_take_int64s ("default", event, n);
  columns[at++] = assay_column_take_int64s ("id", id, n);
  columns[at++] = assay_column_take_dates ("date", day, n);
  columns[at++] = assay_column_take_doubles ("exposure", exposure, n);
  for (guint k = 0; k < N_NUMBERS; k++)
    {
      g_autofree char *name = g_strdup_printf ("x%u", k);

      columns[at++] = assay_column_take_doubles (name, numbers[k], n);
    }
  for (guint k = 0; k < N_WORDS; k++)
    {
      g_autofree char *name = g_strdup_printf ("c%u", k);

      columns[at++] = take_words (name, codes[k], n, 4 << k);
    }
  frame = assay_frame_new (columns, at, n);
  for (guint k = 0; k < at; k++)
    assay_column_unref (columns[k]);
  return frame;
}

static AssayTaskModel *
make_model (void)
{
  g_autoptr(GString) text = g_string_new ("{\"assay_model\": 1, \"kind\": \"logistic\", \"inputs\": [");
  g_autoptr(GString) terms = g_string_new (NULL), imputes = g_string_new (NULL);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(AssayArtifact) artifact = NULL;
  g_autoptr(GError) error = NULL;

  for (guint k = 0; k < N_NUMBERS; k++)
    {
      g_string_append_printf (text, "%s{\"name\": \"x%u\", \"type\": \"number\", \"missing\": \"allow\"}", k > 0 ? ", " : "", k);
      g_string_append_printf (terms, "%s{\"input\": \"x%u\", \"coef\": %s}", k > 0 ? ", " : "", k, k < 8 ? "0.5" : "0.01");
      g_string_append_printf (imputes, "%s{\"step\": \"impute\", \"input\": \"x%u\", \"value\": 0}", k > 0 ? ", " : "", k);
    }
  g_string_append_printf (text, "], \"preprocess\": [%s], \"logistic\": {\"link\": \"logit\", \"intercept\": -3, \"terms\": [%s]}}", imputes->str, terms->str);
  bytes = g_bytes_new (text->str, text->len);
  artifact = assay_artifact_read ("bench.assay.json", bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  return assay_task_model_new (artifact, "bench", NULL);
}

static double
used (const struct rusage *usage)
{
  return usage->ru_utime.tv_sec + usage->ru_stime.tv_sec + (usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1e6;
}

int
main (int argc, char **argv)
{
  gsize n = argc > 1 ? strtoul (argv[1], NULL, 10) : 1000000, m = argc > 3 ? strtoul (argv[3], NULL, 10) : n;
  g_autoptr(AssayFrame) frame = make_frame (n), reference = make_frame (m);
  g_autoptr(AssayOptions) options = assay_options_new (assay_validate.options);
  g_autoptr(AssayPolicy) policy = assay_policy_new ();
  g_autoptr(GPtrArray) models = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_task_model_unref);
  AssayRoles roles = { 0 };
  AssayTask task = { .frame = frame, .reference = reference, .roles = &roles, .options = options, .policy = policy, .seed = 1,
                     .n_threads = argc > 2 ? atoi (argv[2]) : 2, .models = models };
  static const char *const settings[] = { "target", "default", "tier", "1", "time", "date", "exposure", "exposure", "id", "id", "cutoff", "0.2",
                                          "group", "c0", "segment", "c1", "monotone", "x0+,x1+", NULL };
  struct rusage before, after;
  double columns = (assay_frame_get_size (frame) + assay_frame_get_size (reference)) / 1e6, seconds;
  g_autoptr(GError) error = NULL;
  gint64 start;

  for (guint i = 0; settings[i] != NULL; i += 2)
    g_assert_true (assay_options_set (options, settings[i], settings[i + 1], NULL));
  g_ptr_array_add (models, make_model ());
  getrusage (RUSAGE_SELF, &before);
  start = g_get_monotonic_time ();
  {
    AssayOutcome *outcome = assay_validate.run (&task, NULL, &error);

    g_assert_no_error (error);
    seconds = (g_get_monotonic_time () - start) / 1e6;
    getrusage (RUSAGE_SELF, &after);
    g_print ("validate tier 1: %zu + %zu rows, %u columns, %u findings, %u threads: %.2f s, %.2f s of cores; columns %.0f MB, most memory %.0f MB (%.2f times)\n", n, m,
             assay_frame_get_n_columns (frame), assay_result_get_n_checks (outcome->result), task.n_threads, seconds, used (&after) - used (&before), columns, after.ru_maxrss / 1e3, after.ru_maxrss / 1e3 / columns);
    assay_outcome_free (outcome);
  }
  if (n == 1000000 && task.n_threads == 2 && (seconds > 10 || after.ru_maxrss / 1e3 > 2 * columns))
    g_print ("too slow or too large: the goal is 10 s and 2 times the columns\n");
  return 0;
}
