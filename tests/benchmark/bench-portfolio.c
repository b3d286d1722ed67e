/* What one move of a slider costs: an input of all rows shocked, all rows scored again by 500 trees of depth 6, and every measure read anew. 100,000 rows, and 5,000,000 with --large. */
#include <math.h>
#include <string.h>
#include <time.h>

#include "analysis/sensitivity/portfolio.h"
#include "math/init.h"
#include "random-trees.h"

static AssayFrame *
make_frame (gsize n)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (5);
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);

  for (guint f = 0; f <= RANDOM_TREES_INPUTS + 1; f++)
    {
      g_autofree char *name = f < RANDOM_TREES_INPUTS ? g_strdup_printf ("x%u", f + 1) : g_strdup (f == RANDOM_TREES_INPUTS ? "bad" : "exposure");
      double *values = g_new (double, n + 1);

      for (gsize i = 0; i < n; i++)
        values[i] = f == RANDOM_TREES_INPUTS ? g_rand_double (rand) < 0.08 : g_rand_double (rand);
      g_ptr_array_add (columns, assay_column_take_doubles (name, values, n));
    }
  return assay_frame_new ((AssayColumn **) columns->pdata, columns->len, n);
}

static double
time_shock (const AssayPortfolio *self, const char *measure, guint n_threads, guint rounds, double *cpu)
{
  g_autofree double *values = g_new (double, assay_portfolio_get_n_measures (self));
  double best = INFINITY, processor = INFINITY;

  for (guint round = 0; round < rounds; round++)
    {
      clock_t ticks = clock ();
      AssayShock shock = { round % RANDOM_TREES_INPUTS, ASSAY_SHOCK_ADD, 0.01 * (round + 1) };
      gint64 start = g_get_monotonic_time ();

      if (measure == NULL)
        assay_portfolio_measure (self, &shock, 1, n_threads, NULL, values, NULL);
      else
        assay_portfolio_measure_one (self, &shock, 1, assay_portfolio_find_measure (self, measure), n_threads, NULL, values, NULL);
      best = fmin (best, (g_get_monotonic_time () - start) / 1e6);
      processor = fmin (processor, (double) (clock () - ticks) / CLOCKS_PER_SEC);
    }
  *cpu = processor;
  return best;
}

static double
time_measures (const AssayPortfolio *self, guint n_threads)
{
  g_autofree double *values = g_new (double, assay_portfolio_get_n_measures (self));
  double best = INFINITY;

  for (guint round = 0; round < 3; round++)
    {
      gint64 start = g_get_monotonic_time ();

      assay_portfolio_measure_scores (self, assay_portfolio_get_scores (self), n_threads, values);
      best = fmin (best, (g_get_monotonic_time () - start) / 1e6);
    }
  return best;
}

static void
run (AssayTaskModel *model, gsize n, guint rounds)
{
  g_autoptr(AssayFrame) frame = make_frame (n);
  AssayPortfolioChoice choice = { .model = model, .data = frame, .target = "bad", .lgd = "0.45", .ead = "exposure", .cutoff = 0.5, .n_threads = 2 };
  gint64 start = g_get_monotonic_time ();
  g_autoptr(AssayPortfolio) self = assay_portfolio_new (&choice, NULL, NULL);

  g_print ("%zu rows: made in %.3f s", n, (g_get_monotonic_time () - start) / 1e6);
  for (guint threads = 1; threads <= 2; threads++)
    {
      double cpu, cpu_mean, all = time_shock (self, NULL, threads, rounds, &cpu), mean = time_shock (self, "mean", threads, rounds, &cpu_mean);

      g_print ("; %u thread%s: one input moved, all measures %.4f s (%.4f s of processor time), mean only %.4f s (%.4f s), measures alone %.4f s", threads, threads > 1 ? "s" : "", all, cpu, mean, cpu_mean,
               time_measures (self, threads));
    }
  g_print ("\n");
}

int
main (int argc, char **argv)
{
  g_autoptr(AssayTaskModel) model = NULL;

  am_init ();
  model = random_trees_new ();
  run (model, 100000, 5);
  if (argc > 1 && strcmp (argv[1], "--large") == 0)
    run (model, 5000000, 1);
  return 0;
}
