/* Whether the model holds on rows that are unlike the rest: far from the middle, early or late, of one kind. */
#include "analysis/validation/validation-check.h"

#include "analysis/validation/validation-random-private.h"
#include "analysis/validation/validation-rescore.h"
#include "analysis/wording.h"
#include "math/discrimination/roc-area.h"
#include "math/order.h"

#include <string.h>

#define LEAST_ROWS 30
#define LEAST_EVENTS 10
#define ALPHA 0.05
#define N_CLUSTERS 5
#define N_ROUNDS 20
#define CHUNK 65536                /* rows between two questions whether to go on */
#define MOST_FITTED 20000          /* rows whose clusters are found; the others join the nearest */

typedef struct
{
  gsize n;                         /* complete rows */
  guint n_columns;
  float *z;                        /* [n * n_columns], standardised; missing is the mean */
} Space;

static gsize
row_of (const AssayValidationSample *sample, gsize place)
{
  return sample->complete != NULL ? sample->complete[place] : place;
}

static void
add_to_space (Space *space, const AssayValidationSample *data, const double *values, guint column, guint n_columns)
{
  double sum = 0, squares = 0, mean, sd;
  gsize n = 0;

  for (gsize i = 0; i < data->n_complete; i++)
    if (!isnan (values[row_of (data, i)]))
      {
        sum += values[row_of (data, i)];
        n++;
      }
  mean = n > 0 ? sum / n : 0;
  for (gsize i = 0; i < data->n_complete; i++)
    if (!isnan (values[row_of (data, i)]))
      squares += (values[row_of (data, i)] - mean) * (values[row_of (data, i)] - mean);
  sd = n > 1 ? sqrt (squares / (n - 1)) : 0;
  for (gsize i = 0; i < data->n_complete; i++)
    {
      double value = values[row_of (data, i)];

      space->z[i * n_columns + column] = isnan (value) || !(sd > 0) ? 0 : (value - mean) / sd;
    }
}

static void
make_space (Space *space, const AssayValidationCase *c, AssayProgress *progress)
{
  guint n_columns = 0, column = 0;

  for (guint f = 0; f < c->n_features; f++)
    n_columns += c->features[f].is_number && c->features[f].data != NULL;
  *space = (Space) { c->data->n_complete, n_columns, NULL };
  space->z = g_new0 (float, space->n * MAX (n_columns, 1) + 1);
  for (guint f = 0; f < c->n_features && !assay_progress_is_cancelled (progress); f++)
    {
      g_autofree double *owned = NULL;
      const double *values = c->features[f].is_number ? assay_validation_numbers (c->features[f].data, &owned) : NULL;

      if (values != NULL)
        add_to_space (space, c->data, values, column++, n_columns);
    }
  space->n_columns = n_columns;
}

/* ---- clusters ---- */

static double
distance (const float *a, const double *b, guint n)
{
  double sum = 0;

  for (guint k = 0; k < n; k++)
    sum += (a[k] - b[k]) * (a[k] - b[k]);
  return sum;
}

static guint
nearest (const float *row, const double *centres, guint n_columns)
{
  guint best = 0;
  double least = INFINITY;

  for (guint k = 0; k < N_CLUSTERS; k++)
    {
      double d = distance (row, centres + k * n_columns, n_columns);

      if (d < least)
        {
          least = d;
          best = k;
        }
    }
  return best;
}

/* The first centre by chance, each further one the row farthest from all so far: Gonzalez (1985). Then Lloyd's rounds (1982). */
static guint8 *
find_clusters (const Space *space, guint64 seed, AssayProgress *progress)
{
  Random random = { seed };
  gsize step = MAX (space->n / MOST_FITTED, 1);
  g_autofree double *centres = g_new0 (double, N_CLUSTERS * space->n_columns + 1), *sums = g_new (double, N_CLUSTERS * space->n_columns + 1), *least = g_new (double, space->n + 1);
  guint8 *codes = g_malloc0 (space->n + 1);
  gsize at = random_below (&random, space->n);

  for (gsize i = 0; i < space->n; i += step)
    least[i] = INFINITY;
  for (guint k = 0; k < N_CLUSTERS; k++)
    {
      double farthest = -1;

      for (guint j = 0; j < space->n_columns; j++)
        centres[k * space->n_columns + j] = space->z[at * space->n_columns + j];
      for (gsize i = 0; i < space->n; i += step)
        {
          least[i] = MIN (least[i], distance (space->z + i * space->n_columns, centres + k * space->n_columns, space->n_columns));
          if (least[i] > farthest)
            {
              farthest = least[i];
              at = i;
            }
        }
    }
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      gsize counts[N_CLUSTERS] = { 0 };

      memset (sums, 0, N_CLUSTERS * space->n_columns * sizeof *sums);
      for (gsize i = 0; i < space->n; i += step)
        {
          guint k = nearest (space->z + i * space->n_columns, centres, space->n_columns);

          counts[k]++;
          for (guint j = 0; j < space->n_columns; j++)
            sums[k * space->n_columns + j] += space->z[i * space->n_columns + j];
        }
      for (guint k = 0; k < N_CLUSTERS; k++)
        for (guint j = 0; counts[k] > 0 && j < space->n_columns; j++)
          centres[k * space->n_columns + j] = sums[k * space->n_columns + j] / counts[k];
    }
  for (gsize i = 0; i < space->n && (i % CHUNK != 0 || !assay_progress_is_cancelled (progress)); i++)
    codes[i] = nearest (space->z + i * space->n_columns, centres, space->n_columns);
  return codes;
}

/* ---- parts ---- */

typedef struct
{
  AssayTable *table;
  const AssayValidationCase *c;
  AssayProgress *progress;
  double worst;
  char *label;
  double challenger;               /* its AUC where the champion's is worst */
  AmRocComparison lead;            /* of the champion there, on the rows that both score */
  guint n, n_small;
} Parts;

static double
auc_of (const double *risk, const AssayValidationSample *data, const guint8 *is_in, gsize *n, gsize *events)
{
  g_autofree double *kept = g_new (double, data->n_complete + 1);
  g_autofree guint8 *event = g_new (guint8, data->n_complete + 1);

  *n = *events = 0;
  for (gsize i = 0; i < data->n_complete; i++)
    if (is_in[i] && !isnan (risk[row_of (data, i)]))
      {
        kept[*n] = risk[row_of (data, i)];
        event[*n] = data->complete_event[i];
        *events += event[(*n)++];
      }
  return *n >= LEAST_ROWS && *events >= LEAST_EVENTS && *n - *events >= LEAST_EVENTS ? assay_validation_auc (kept, event, *n) : NAN;
}

/* Paired, of the rows of a part that both score. */
static AmRocComparison
compare_part (const AssayValidationCase *c, const guint8 *is_in)
{
  const double *own = c->data->risk, *other = c->challengers[0].sample->risk;
  gsize n = 0, room = c->data->n_complete + 1;
  g_autofree double *store = g_new (double, 6 * room);
  double *a = store, *b = a + room, *share_a = b + room, *share_b = share_a + room, *sorted = share_b + room;
  g_autofree guint8 *event = g_new (guint8, room);
  AmClassScores scores;

  for (gsize i = 0; i < c->data->n_complete; i++)
    {
      gsize row = row_of (c->data, i);

      if (!is_in[i] || isnan (own[row]) || isnan (other[row]))
        continue;
      a[n] = own[row];
      b[n] = other[row];
      event[n++] = c->data->complete_event[i];
    }
  am_class_scores_fill (&scores, a, event, n, sorted, sorted + n);
  am_roc_shares (&scores, a, event, 0, n, share_a);
  am_class_scores_fill (&scores, b, event, n, sorted, sorted + n);
  am_roc_shares (&scores, b, event, 0, n, share_b);
  return am_roc_compare (share_a, share_b, event, n);
}

static void
add_part (Parts *self, const char *label, const guint8 *is_in)
{
  const AssayValidationCase *c = self->c;
  gsize n, events, other_n, other_events;
  double auc, other = NAN;

  if (assay_progress_is_cancelled (self->progress))
    return;
  auc = auc_of (c->data->risk, c->data, is_in, &n, &events);
  if (c->n_challengers > 0 && c->challengers[0].sample->risk != NULL)
    other = auc_of (c->challengers[0].sample->risk, c->data, is_in, &other_n, &other_events);
  assay_table_add_row (self->table);
  assay_table_set_text (self->table, 0, label);
  assay_table_set_number (self->table, 1, n);
  assay_table_set_number (self->table, 2, events);
  assay_table_set_number (self->table, 3, auc);
  if (c->n_challengers > 0)
    assay_table_set_number (self->table, 4, other);
  if (isnan (auc))
    {
      self->n_small++;
      return;
    }
  self->n++;
  if (isnan (self->worst) || auc < self->worst)
    {
      self->worst = auc;
      self->challenger = other;
      if (!isnan (other))
        self->lead = compare_part (c, is_in);
      g_free (self->label);
      self->label = g_strdup (label);
    }
}

/* The rows whose mean square of standardised numbers is largest. */
static void
add_outer (Parts *self, const Space *space, double share, const char *label)
{
  g_autofree double *far = g_new (double, space->n + 1);
  g_autofree gsize *order = g_new (gsize, space->n + 1);
  g_autofree guint64 *work = g_new (guint64, 2 * space->n + 1);
  g_autofree guint8 *is_in = g_malloc0 (space->n + 1);

  if (assay_progress_is_cancelled (self->progress))
    return;
  for (gsize i = 0; i < space->n; i++)
    {
      far[i] = 0;
      for (guint j = 0; j < space->n_columns; j++)
        far[i] += space->z[i * space->n_columns + j] * space->z[i * space->n_columns + j];
    }
  am_order_rising (far, space->n, order, work);
  for (gsize i = space->n - (gsize) (share * space->n); i < space->n; i++)
    is_in[order[i]] = 1;
  add_part (self, label, is_in);
}

static void
add_period (Parts *self, guint32 period, const char *label)
{
  const AssayValidationCase *c = self->c;
  g_autofree guint8 *is_in = g_malloc0 (c->data->n_complete + 1);

  for (gsize i = 0; i < c->data->n_complete; i++)
    is_in[i] = c->periods->codes[row_of (c->data, i)] == period;
  add_part (self, label, is_in);
}

static void
add_clusters (Parts *self, const Space *space)
{
  g_autofree guint8 *codes = find_clusters (space, assay_validation_seed (self->c, "rob-resilience", 0), self->progress), *is_in = g_malloc0 (space->n + 1);

  for (guint k = 0; k < N_CLUSTERS; k++)
    {
      g_autofree char *label = g_strdup_printf ("cluster %u", k + 1);

      for (gsize i = 0; i < space->n; i++)
        is_in[i] = codes[i] == k;
      add_part (self, label, is_in);
    }
}

static gboolean
run_resilience (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  Parts parts = { .c = c, .progress = progress, .worst = NAN, .challenger = NAN };
  Space space;

  make_space (&space, c, progress);
  if (space.n_columns == 0)
    {
      g_free (space.z);
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("No feature is a number, so no row is far from another. Give features that are numbers."));
      return TRUE;
    }
  parts.table = assay_table_new ("resilience", N_("Performance on Parts of the Data"));
  assay_table_add_column (parts.table, "part", N_("Part"), ASSAY_CELL_TEXT);
  assay_table_add_column (parts.table, "rows", N_("Rows"), ASSAY_CELL_COUNT);
  assay_table_add_column (parts.table, "events", N_("Events"), ASSAY_CELL_COUNT);
  assay_table_add_column (parts.table, "auc", "AUC", ASSAY_CELL_NUMBER);
  if (c->n_challengers > 0)
    assay_table_add_column (parts.table, "challenger", N_("AUC of the Challenger"), ASSAY_CELL_NUMBER);
  add_outer (&parts, &space, 0.1, "outer 10 %");
  add_outer (&parts, &space, 0.25, "outer 25 %");
  if (c->periods != NULL && c->periods->n_labels > 1)
    {
      add_period (&parts, 0, c->periods->labels[0]);
      add_period (&parts, c->periods->n_labels - 1, c->periods->labels[c->periods->n_labels - 1]);
    }
  add_clusters (&parts, &space);
  g_free (space.z);
  if (parts.n == 0)
    assay_validation_sink_add_not_assessable (sink, NULL, g_strdup_printf ("None of %u parts has %d rows with %d events and %d others. Give more rows.", parts.n_small, LEAST_ROWS, LEAST_EVENTS, LEAST_EVENTS));
  else
    {
      AssayFinding *finding = assay_validation_sink_add (sink, NULL, parts.worst);
      g_autofree char *auc = assay_word_number (parts.worst), *other = assay_word_number (parts.challenger), *p = assay_word_number (parts.lead.p_value);
      gboolean is_significant = parts.lead.difference < 0 && parts.lead.p_value < ALPHA;

      finding->convention = g_strdup_printf ("%u numbers, %u parts judged, %u too small; seed %" G_GUINT64_FORMAT, space.n_columns, parts.n, parts.n_small, c->seed);
      finding->is_settled = !isnan (parts.challenger);
      finding->verdict = !(parts.challenger > parts.worst) ? ASSAY_VERDICT_PASS : is_significant ? ASSAY_VERDICT_FAIL : ASSAY_VERDICT_WARN;
      finding->message = isnan (parts.challenger) ? g_strdup_printf ("The AUC is lowest in %s: %s.", parts.label, auc)
                                                  : g_strdup_printf ("The AUC is lowest in %s: %s, where the challenger “%s” has %s; paired DeLong p %s.", parts.label, auc, c->challengers[0].name, other, p);
    }
  assay_validation_sink_take_table (sink, parts.table);
  g_free (parts.label);
  return TRUE;
}

const AssayValidationCheck assay_checks_resilience[] = {
  { .id = "rob-resilience", .title = N_("Resilience on Parts of the Data"), .section = ASSAY_SECTION_ROBUSTNESS, .tier = 2, .statistic = "lowest auc of a part",
    .needs = ASSAY_NEEDS_SCORE | ASSAY_NEEDS_EVENTS | ASSAY_NEEDS_FEATURES,
    .limits = { ASSAY_REPORTED, { NAN, NAN, ASSAY_BEYOND_BELOW, 'C', N_("fail when the challenger is significantly better where the model is worst, watch when it is better by chance; else reported") } },
    .convention = N_("outer: rows whose standardised numbers lie farthest from the mean; first and last period; five k-means clusters of the standardised numbers, missing as the mean; "
                     "at least 30 rows, 10 events and 10 others; significant: paired DeLong test on the rows that both score, two-sided p below 0.05"),
    .reference = "Lloyd 1982; Gonzalez 1985; DeLong, DeLong & Clarke-Pearson 1988", .run = run_resilience },
  { NULL }
};
