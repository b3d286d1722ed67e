/* What is shown while methods run, and what is kept of a run that is stopped. */
#include "sensitivity-fixture.h"

#include "result/result-json.h"

#include <string.h>
#include <time.h>

#define ALL "oat,morris,sobol,efast,rbd-fast,delta,pawn,dgsm,shapley,monte-carlo,pdp,ice,ale,interaction"

typedef struct
{
  guint n_partial, n_figures, n_wrong;
  gint64 last;
  guint stop_at;                 /* partial result at which the run is stopped; 0: never */
  const char *stop_in;           /* … or the first that has this table; NULL: none */
  GCancellable *cancellable;
  double n_points;               /* of Sobol when it was stopped */
} Onlooker;

static void
on_partial (AssayResult *so_far, gpointer user_data)
{
  Onlooker *self = user_data;
  gint64 now = g_get_monotonic_time ();
  const AssayMetric *n = assay_result_find_metric (so_far, "sobol-n");

  self->n_partial++;
  self->n_wrong += self->last != 0 && now - self->last < G_USEC_PER_SEC / 4;
  self->last = now;
  self->n_wrong += assay_result_find_table (so_far, "inputs") == NULL;
  self->n_figures = assay_result_get_n_figures (so_far);
  if (self->n_partial == self->stop_at || (self->stop_in != NULL && assay_result_find_table (so_far, self->stop_in) != NULL))
    {
      self->n_points = n != NULL ? n->value : 0;
      g_cancellable_cancel (self->cancellable);
    }
  else if (self->stop_in != NULL)
    g_usleep (G_USEC_PER_SEC * 3 / 10);      /* so that the next is due, on a fast machine too */
}

static AssayOutcome *
run (const char *methods, const char *function, const char *samples, Onlooker *onlooker, gboolean keep_partial, GError **error)
{
  g_autoptr(AssayOptions) options = assay_options_new (assay_sensitivity.options);
  g_autoptr(AssayPolicy) policy = assay_policy_new ();
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  AssayTask task = { .options = options, .policy = policy, .seed = 3, .n_threads = 2, .keep_partial = keep_partial };

  if (onlooker != NULL)
    {
      task.partial = on_partial;
      task.partial_data = onlooker;
      onlooker->cancellable = cancellable;
    }
  g_assert_true (assay_options_set (options, "method", methods, NULL) && assay_options_set (options, "function", function, NULL));
  if (samples != NULL)
    g_assert_true (assay_options_set (options, "samples", samples, NULL));
  return assay_sensitivity.run (&task, progress, error);
}

/* Whether anybody looks on changes nothing, and nor does the order in which methods are named. */
static void
test_same (void)
{
  static const char *const methods[] = { ALL, "interaction,ale,pdp,ice,monte-carlo,sobol,shapley,oat,delta,pawn,dgsm,rbd-fast,efast,morris", ALL };
  g_auto(GStrv) texts = g_new0 (char *, G_N_ELEMENTS (methods) + 1);

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autoptr(GError) error = NULL;
      Onlooker onlooker = { 0 };
      g_autoptr(AssayOutcome) outcome = run (methods[i], "sobol-g:0,1,4.5,9", "2048", i > 0 ? &onlooker : NULL, i > 0, &error);
      gsize length;

      g_assert_no_error (error);
      g_assert_false (outcome->is_partial);
      texts[i] = assay_result_to_json (outcome->result, &length);
      g_assert_true ((onlooker.n_partial > 0) == (i > 0));
      g_assert_cmpuint (onlooker.n_wrong, ==, 0);
      g_assert_cmpstr (texts[i], ==, texts[0]);
    }
}

/* The first thing that is seen has bars, and is there at once. */
static void
test_first (void)
{
  g_autoptr(GError) error = NULL;
  Onlooker onlooker = { .stop_at = 1 };
  gint64 start = g_get_monotonic_time ();
  g_autoptr(AssayOutcome) outcome = run ("sobol", "linear:1,2,3", "1048576", &onlooker, TRUE, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (onlooker.n_figures, >, 0);
  g_assert_cmpint (onlooker.last - start, <, G_USEC_PER_SEC);
  g_assert_cmpfloat (onlooker.n_points, ==, 64);
}

/* Stopped in the middle of Sobol: earlier methods and the last whole step of this one are kept, and it says so. */
static void
test_kept (void)
{
  g_autoptr(GError) error = NULL;
  Onlooker onlooker = { .stop_in = "sobol" };
  g_autoptr(AssayOutcome) outcome = run ("efast,sobol,oat", "linear:1,2,3,4,5,6", "1048576", &onlooker, TRUE, &error);

  g_assert_no_error (error);
  g_assert_true (outcome->is_partial);
  g_assert_nonnull (assay_result_find_table (outcome->result, "tornado"));
  g_assert_nonnull (assay_result_find_table (outcome->result, "sobol"));
  g_assert_null (assay_result_find_table (outcome->result, "efast"));
  g_assert_cmpfloat (assay_result_find_metric (outcome->result, "sobol-n")->value, ==, onlooker.n_points);
  g_assert_cmpstr (assay_result_get_note (outcome->result, 0), ==, "Stopped before the end. Finished: One at a Time. In part: Sobol Indices. Not made: eFAST.");
  g_assert_cmpfloat (sensitivity_value (outcome, "sobol", "x6", "total"), >, 0.3);
}

/* Stopped after the first curve: that is kept. */
static void
test_kept_curve (void)
{
  g_autoptr(GError) error = NULL;
  Onlooker onlooker = { .stop_in = "pdp" };
  g_autoptr(AssayOutcome) outcome = run ("pdp,oat,ale", "linear:1,2,3", NULL, &onlooker, TRUE, &error);
  AssayTable *table;

  g_assert_no_error (error);
  g_assert_true (outcome->is_partial);
  table = assay_result_find_table (outcome->result, "pdp");
  g_assert_nonnull (table);
  g_assert_cmpuint (assay_table_get_n_rows (table), ==, 20);
  g_assert_nonnull (assay_result_find_figure (outcome->result, "pdp-x1"));
  g_assert_null (assay_result_find_figure (outcome->result, "pdp-x2"));
  g_assert_null (assay_result_find_table (outcome->result, "ale"));
  g_assert_cmpstr (assay_result_get_note (outcome->result, 0), ==, "Stopped before the end. Finished: One at a Time. In part: Partial Dependence. Not made: Accumulated Local Effects.");
}

/* Without leave to keep a part, and where there is no part yet, it ends with the error. */
static void
test_dropped (void)
{
  g_autoptr(GError) error = NULL;
  Onlooker onlooker = { .stop_at = 1 };

  g_assert_null (run ("oat,sobol", "linear:1,2,3,4,5,6", "1048576", &onlooker, FALSE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* ---- how soon ---- */

#define MOST_CPU_USEC (G_USEC_PER_SEC / 5)      /* of both threads: some tens of ms, and room for sanitizers. Before work was cut in pieces it was 0.3 to 2 s */

static gint64
cpu_usec (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

typedef struct { GCancellable *cancellable; gint64 after, since; } Impatient;

/* By processor time, so that a busy machine makes no difference. */
static gpointer
cancel_later (gpointer data)
{
  Impatient *self = data;
  gint64 start = cpu_usec ();

  while (cpu_usec () - start < self->after && !g_cancellable_is_cancelled (self->cancellable))
    g_usleep (2000);
  self->since = cpu_usec ();
  g_cancellable_cancel (self->cancellable);
  return NULL;
}

/* Wherever a large run is when it is stopped, it ends before much more is computed. */
static void
test_soon (gconstpointer method)
{
  static const gint64 moments[] = { 20000, 250000, 800000 };

  for (guint m = 0; m < G_N_ELEMENTS (moments); m++)
    {
      g_autoptr(AssayOptions) options = assay_options_new (assay_sensitivity.options);
      g_autoptr(AssayPolicy) policy = assay_policy_new ();
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
      g_autoptr(AssayOutcome) outcome = NULL;
      AssayTask task = { .options = options, .policy = policy, .seed = 3, .n_threads = 2 };
      Impatient impatient = { cancellable, moments[m], 0 };
      const char *const settings[][2] = { { "method", method }, { "function", "linear:1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20" }, { "draws", "1000000" }, { "trajectories", "10000" }, { "samples", "1048576" } };
      g_autoptr(GError) error = NULL;
      gint64 end;
      GThread *thread;

      for (guint s = 0; s < G_N_ELEMENTS (settings); s++)
        g_assert_true (assay_options_set (options, settings[s][0], settings[s][1], NULL));
      thread = g_thread_new ("impatient", cancel_later, &impatient);
      outcome = assay_sensitivity.run (&task, progress, &error);
      end = cpu_usec ();
      if (outcome == NULL)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      else                                        /* perhaps quicker than anybody could stop it: then it is stopped after its end */
        g_cancellable_cancel (cancellable);
      g_thread_join (thread);
      g_test_message ("%s after %d ms: %d ms", (const char *) method, (int) (moments[m] / 1000), (int) ((end - impatient.since) / 1000));
      g_assert_cmpint (end - impatient.since, <, MOST_CPU_USEC);
    }
}

int
main (int argc, char **argv)
{
  static const char *const drawing[] = { "morris", "sobol", "efast", "rbd-fast", "delta", "pawn", "dgsm", "shapley", "monte-carlo" };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/sensitivity/partial/same", test_same);
  g_test_add_func ("/analysis/sensitivity/partial/first", test_first);
  g_test_add_func ("/analysis/sensitivity/partial/kept", test_kept);
  g_test_add_func ("/analysis/sensitivity/partial/kept-curve", test_kept_curve);
  g_test_add_func ("/analysis/sensitivity/partial/dropped", test_dropped);
  for (guint m = 0; m < G_N_ELEMENTS (drawing); m++)
    {
      g_autofree char *path = g_strdup_printf ("/analysis/sensitivity/partial/soon/%s", drawing[m]);

      g_test_add_data_func (path, drawing[m], test_soon);
    }
  return g_test_run ();
}
