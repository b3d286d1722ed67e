/* What a slider of What If waits for: 100,000 rows under a moving input, scored, measured (mean, AUC, Gini, KS, Brier, log loss), decided and counted into bins. For the
 * challenger of the sample (its loans over again, each a little different), a logistic model of 20 inputs, and 500 random trees of depth 6 on 20 inputs.
 *
 * Prints the time of an answer while dragging (and of how many rows it is), of all rows, and of one case with what would have to change. */
#include <math.h>
#include <string.h>
#include <time.h>

#include "engine/model-source.h"
#include "engine/source.h"
#include "engine/what-if-case.h"
#include "math/init.h"
#include "model/artifact/artifact-file.h"
#include "random-trees.h"

#define N_ROWS 100000
#define N_FEATURES RANDOM_TREES_INPUTS
#define MOVES 40

/* ---- models ---- */

static AssayTaskModel *
read_model (const char *name, const GString *text)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text->str, text->len);
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayArtifact) artifact = assay_artifact_read ("model.json", bytes, NULL, NULL, &error);

  g_assert_no_error (error);
  return assay_task_model_new (artifact, name, NULL);
}

static AssayTaskModel *
make_logistic (void)
{
  g_autoptr(GString) text = g_string_new ("{\"assay_model\":1,\"kind\":\"logistic\",\"inputs\":[");

  for (guint f = 0; f < N_FEATURES; f++)
    g_string_append_printf (text, "%s{\"name\":\"x%u\",\"type\":\"number\"}", f > 0 ? "," : "", f + 1);
  g_string_append (text, "],\"logistic\":{\"intercept\":-2,\"terms\":[");
  for (guint f = 0; f < N_FEATURES; f++)
    g_string_append_printf (text, "%s{\"input\":\"x%u\",\"coef\":%s0.%u}", f > 0 ? "," : "", f + 1, f % 2 == 1 ? "-" : "", f + 1);
  g_string_append (text, "]}}");
  return read_model ("logistic", text);
}

/* ---- rows ---- */

static AssayColumn *
make_outcome (GRand *rand)
{
  gint64 *values = g_new (gint64, N_ROWS);

  for (gsize i = 0; i < N_ROWS; i++)
    values[i] = g_rand_double (rand) < 0.2;
  return assay_column_take_int64s ("outcome", values, N_ROWS);
}

static AssayFrame *
make_rows (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (5);
  AssayColumn *columns[N_FEATURES + 1];
  AssayFrame *frame;

  for (guint f = 0; f < N_FEATURES; f++)
    {
      g_autofree char *name = g_strdup_printf ("x%u", f + 1);
      double *values = g_new (double, N_ROWS);

      for (gsize i = 0; i < N_ROWS; i++)
        values[i] = g_rand_double (rand);
      columns[f] = assay_column_take_doubles (name, values, N_ROWS);
    }
  columns[N_FEATURES] = make_outcome (rand);
  frame = assay_frame_new (columns, N_FEATURES + 1, N_ROWS);
  for (guint f = 0; f <= N_FEATURES; f++)
    assay_column_unref (columns[f]);
  return frame;
}

/* Numbers up to one part in a hundred off, so that no two rows are the same. */
static AssayColumn *
vary (AssayColumn *from, const gsize *rows, GRand *rand)
{
  AssayColumn *taken = assay_column_take_rows (from, rows, N_ROWS);
  double *values;

  if (assay_column_get_type (from) != ASSAY_TYPE_DOUBLE)
    return taken;
  values = g_memdup2 (assay_column_get_doubles (taken), N_ROWS * sizeof *values);
  for (gsize i = 0; i < N_ROWS; i++)
    values[i] *= g_rand_double_range (rand, 0.99, 1.01);
  assay_column_unref (taken);
  return assay_column_take_doubles (assay_column_get_name (from), values, N_ROWS);
}

static AssayFrame *
make_loans (const char *path)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);
  g_autofree gsize *rows = g_new (gsize, N_ROWS);
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);
  AssayReadOptions options;
  g_autoptr(GError) error = NULL;

  assay_read_options_init (&options);
  g_autoptr(AssaySource) source = assay_source_load (path, &options, 0, NULL, NULL, &error);
  assay_read_options_clear (&options);
  g_assert_no_error (error);
  for (gsize i = 0; i < N_ROWS; i++)
    rows[i] = i % assay_frame_get_n_rows (source->frame);
  for (guint i = 0; i < assay_frame_get_n_columns (source->frame); i++)
    g_ptr_array_add (columns, vary (assay_frame_get_column (source->frame, i), rows, rand));
  return assay_frame_new ((AssayColumn **) columns->pdata, columns->len, N_ROWS);
}

/* ---- the clock ---- */

typedef struct { double typical, worst, processor; } Times;

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static Times
sum_up (double *times, guint n)
{
  qsort (times, n, sizeof *times, compare);
  return (Times) { times[n / 2], times[n - 1], NAN };
}

/* Back and forth, as a hand does. */
static Times
drag (const AssayWhatIf *what_if, guint input, gboolean is_quick, guint n, gsize *n_asked, gsize *n_fast)
{
  g_autofree double *times = g_new (double, n);
  clock_t ticks = clock ();
  Times all;

  *n_fast = 0;
  for (guint i = 0; i < n; i++)
    {
      AssayShock shock = { input, ASSAY_SHOCK_SD, sin (i * 0.3) * 2 };
      gint64 start = g_get_monotonic_time ();
      g_autoptr(GError) error = NULL;
      g_autoptr(AssayWhatIfAnswer) answer = assay_what_if_ask (what_if, &shock, 1, assay_what_if_get_cutoff (what_if, NULL), is_quick, NULL, &error);

      g_assert_no_error (error);
      times[i] = (g_get_monotonic_time () - start) / 1e3;
      *n_asked = answer->n_asked;
      *n_fast += times[i] < 50;
    }
  all = sum_up (times, n);
  all.processor = 1e3 * (clock () - ticks) / CLOCKS_PER_SEC / n;
  return all;
}

static void
ask_case (const AssayWhatIf *what_if, guint input)
{
  guint n = assay_what_if_get_n_inputs (what_if);
  g_autofree double *before = g_new (double, n), *after = g_new (double, n), *times = g_new (double, MOVES);
  g_autofree AssayCaseTurn *turns = g_new (AssayCaseTurn, n);
  Times all;
  gint64 start;

  assay_what_if_read_typical (what_if, before);
  memcpy (after, before, n * sizeof *after);
  for (guint i = 0; i < MOVES; i++)
    {
      g_autoptr(AssayCaseAnswer) answer = NULL;

      start = g_get_monotonic_time ();
      after[input] = before[input] * (1 + 0.01 * i);
      answer = assay_what_if_try (what_if, before, after, NULL);
      times[i] = (g_get_monotonic_time () - start) / 1e3;
    }
  all = sum_up (times, MOVES);
  start = g_get_monotonic_time ();
  assay_what_if_find_turns (what_if, before, assay_what_if_get_cutoff (what_if, NULL), turns, NULL, NULL);
  g_print ("  one case: %.2f ms, %.2f at most; what would have to change: %.0f ms\n", all.typical, all.worst, (g_get_monotonic_time () - start) / 1e3);
}

static void
run (const char *name, AssayTaskModel *model, AssayFrame *frame, const char *target, const char *input)
{
  AssayPortfolioChoice choice = { .model = model, .data = frame, .target = target, .event = "1", .cutoff = NAN };
  g_autoptr(GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  g_autoptr(AssayWhatIf) what_if = assay_what_if_new (&choice, NULL, NULL, NULL, &error);
  gsize n_asked, n_fast;
  guint index;
  Times times;

  g_assert_no_error (error);
  g_print ("%s, %u rows: opened in %.2f s\n", name, N_ROWS, (g_get_monotonic_time () - start) / 1e6);
  index = assay_portfolio_find_input (assay_what_if_get_portfolio (what_if), input);
  times = drag (what_if, index, TRUE, MOVES, &n_asked, &n_fast);
  g_print ("  while dragging: %zu rows in %.1f ms, %.1f at most, %zu of %u under 50 ms; %.1f ms of processor time\n", n_asked, times.typical, times.worst, n_fast, MOVES, times.processor);
  times = drag (what_if, index, FALSE, MOVES / 2, &n_asked, &n_fast);
  g_print ("  at rest: %zu rows in %.1f ms, %.1f at most; %.1f ms of processor time\n", n_asked, times.typical, times.worst, times.processor);
  start = g_get_monotonic_time ();
  if (assay_what_if_prepare (what_if, NULL, 0, index, NULL, &error))
    {
      g_print ("  made ready in %.2f s,", (g_get_monotonic_time () - start) / 1e6);
      times = drag (what_if, index, TRUE, MOVES, &n_asked, &n_fast);
      g_print (" then while dragging: %zu rows in %.1f ms, %.1f at most, %zu of %u under 50 ms; %.1f ms of processor time\n", n_asked, times.typical, times.worst, n_fast, MOVES, times.processor);
    }
  g_assert_no_error (error);
  ask_case (what_if, index);
}

int
main (int argc, char *argv[])
{
  g_autofree char *data = g_build_filename (argc > 1 ? argv[1] : "data/sample", "home-equity.csv", NULL);
  g_autofree char *path = g_build_filename (argc > 1 ? argv[1] : "data/sample", "home-equity-challenger.assay.json", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayTaskModel) challenger = NULL, logistic = NULL, trees = NULL;
  g_autoptr(AssayFrame) loans = NULL, rows = NULL;

  am_init ();
  challenger = assay_model_source_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  loans = make_loans (data);
  run ("challenger of the sample", challenger, loans, "Default", "DEBTINC");
  rows = make_rows ();
  logistic = make_logistic ();
  run ("logistic model, 20 inputs", logistic, rows, "outcome", "x1");
  trees = random_trees_new ();
  run ("500 trees of depth 6, 20 inputs", trees, rows, "outcome", "x1");
  return 0;
}
