#include "analysis/validation/validation-importance.h"

#include "analysis/validation/validation-random-private.h"
#include "base/parallel.h"
#include "math/order-statistics.h"

#include <stdlib.h>

typedef struct
{
  const AssayRescore *rescore;
  const char *use;
  const guint *features;
  guint n_repeats;
  double *drops;                   /* [n * n_repeats] */
  gsize *lost;                     /* … rows without a score */
} Shuffle;

/* Fisher-Yates, as Knuth's algorithm P. */
static AssayColumn *
shuffle_column (AssayColumn *column, Random *random)
{
  gsize n = assay_column_get_n (column);
  g_autofree gsize *rows = g_new (gsize, n + 1);

  for (gsize i = 0; i < n; i++)
    rows[i] = i;
  for (gsize i = n; i > 1; i--)
    {
      gsize other = random_below (random, i), kept = rows[i - 1];

      rows[i - 1] = rows[other];
      rows[other] = kept;
    }
  return assay_column_take_rows (column, rows, n);
}

static gboolean
run_shuffle_item (gsize item, guint worker, gpointer user_data, GError **error)
{
  Shuffle *self = user_data;
  const AssayRescore *rescore = self->rescore;
  guint feature = self->features[item / self->n_repeats];
  AssayColumn *column = assay_rescore_get_column (rescore, feature);
  Random random = { assay_validation_seed (rescore->c, self->use, 1 + (gsize) feature * self->n_repeats + item % self->n_repeats) };
  g_autofree AssayColumn **changed = g_new0 (AssayColumn *, rescore->c->n_features + 1);
  g_autofree double *risk = g_new (double, rescore->n + 1);
  g_autoptr(AssayColumn) shuffled = NULL;
  double measure;

  self->drops[item] = 0;
  if (column == NULL)
    return TRUE;
  shuffled = changed[feature] = shuffle_column (column, &random);
  if (!assay_rescore_score (rescore, changed, risk, error))
    return FALSE;
  measure = assay_rescore_measure (rescore, risk);
  self->lost[item] = assay_rescore_count_lost (rescore, risk);
  self->drops[item] = rescore->actual != NULL ? measure - rescore->base : rescore->base - measure;
  return TRUE;
}

static int
compare_importances (gconstpointer a, gconstpointer b)
{
  const AssayImportance *x = a, *y = b;

  return x->mean != y->mean ? (x->mean < y->mean) - (x->mean > y->mean) : (x->feature > y->feature) - (x->feature < y->feature);
}

void
assay_importances_sort (AssayImportance *all, guint n)
{
  qsort (all, n, sizeof *all, compare_importances);
}

AssayImportance *
assay_importances_new (const AssayRescore *rescore, const char *use, const guint *features, guint n, guint n_repeats, gsize *lost, AssayProgress *progress, GError **error)
{
  static const double p[] = { 0.025, 0.975 };
  g_autofree double *drops = g_new (double, (gsize) n * n_repeats + 1);
  g_autofree gsize *losses = g_new0 (gsize, (gsize) n * n_repeats + 1);
  Shuffle shuffle = { rescore, use, features, n_repeats, drops, losses };
  AssayImportance *all;

  if (!assay_parallel_for (rescore->c->n_threads, (gsize) n * n_repeats, run_shuffle_item, &shuffle, progress, error))
    return NULL;
  *lost = 0;
  for (gsize i = 0; i < (gsize) n * n_repeats; i++)
    *lost = MAX (*lost, losses[i]);
  all = g_new (AssayImportance, n + 1);
  for (guint f = 0; f < n; f++)
    {
      double *own = drops + (gsize) f * n_repeats, sum = 0, q[2];

      for (guint r = 0; r < n_repeats; r++)
        sum += own[r];
      am_quantiles (own, n_repeats, p, 2, q);
      all[f] = (AssayImportance) { features[f], sum / n_repeats, q[0], q[1] };
    }
  return all;
}
