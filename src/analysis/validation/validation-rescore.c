#include "analysis/validation/validation-rescore.h"

#include "analysis/sensitivity/shock.h"
#include "analysis/validation/validation-random-private.h"
#include "analysis/wording.h"
#include "math/order.h"

#include <math.h>
#include <string.h>

/* Rows to draw from: the complete ones; where no outcome is known at all, those that have a score. */
static gsize *
list_pool (const AssayValidationSample *from, gsize *n)
{
  gsize *pool = g_new (gsize, from->n + 1);

  *n = 0;
  for (gsize i = 0; i < from->n_complete; i++)
    pool[(*n)++] = from->complete != NULL ? from->complete[i] : i;
  for (gsize i = 0; from->n_complete == 0 && i < from->n; i++)
    if (!isnan (from->risk[i]))
      pool[(*n)++] = i;
  return pool;
}

/* n of them in rising order, each set as likely as any: Knuth, The Art of Computer Programming 2, 3.4.2, algorithm S. Into pool. */
static gsize
draw_rows (gsize *pool, gsize n_pool, gsize most, guint64 seed)
{
  Random random = { seed };
  gsize n = MIN (most, n_pool), taken = 0;

  for (gsize i = 0; taken < n; i++)
    if (n == n_pool || random_uniform (&random) * (n_pool - i) < n - taken)
      pool[taken++] = pool[i];
  return n;
}

static void
copy_outcomes (AssayRescore *self, const AssayValidationSample *from, const gsize *rows)
{
  if (from->event != NULL)
    {
      self->event = g_new (guint8, self->n + 1);
      for (gsize i = 0; i < self->n; i++)
        self->event[i] = from->event[rows[i]];
    }
  if (from->actual != NULL)
    {
      self->actual = g_new (double, self->n + 1);
      for (gsize i = 0; i < self->n; i++)
        self->actual[i] = from->actual[rows[i]];
    }
  for (gsize i = 0; i < self->n; i++)
    self->risk[i] = from->risk[rows[i]];
}

/* The frame with columns put in place of those that features are bound to. */
static AssayFrame *
replace (const AssayRescore *self, AssayFrame *frame, AssayColumn *const *columns)
{
  guint n = assay_frame_get_n_columns (frame);
  g_autofree AssayColumn **all = g_new (AssayColumn *, n + 1);

  for (guint i = 0; i < n; i++)
    all[i] = assay_frame_get_column (frame, i);
  for (guint feature = 0; feature < self->c->n_features; feature++)
    for (guint i = 0; columns[feature] != NULL && i < n; i++)
      if (strcmp (assay_column_get_name (all[i]), assay_column_get_name (columns[feature])) == 0)
        all[i] = columns[feature];
  return assay_frame_new (all, n, assay_frame_get_n_rows (frame));
}

/* The frame with the columns of features as the features have them. */
static AssayFrame *
type_frame (const AssayRescore *self, const AssayValidationSample *from)
{
  g_autofree AssayColumn **columns = g_new0 (AssayColumn *, self->c->n_features + 1);

  for (guint i = 0; i < self->c->n_features; i++)
    columns[i] = from == self->c->reference ? self->c->features[i].reference : from == self->c->train ? self->c->features[i].train : self->c->features[i].data;
  return replace (self, from->frame, columns);
}

AssayRescore *
assay_rescore_new (const AssayValidationCase *c, const AssayValidationSample *from, const char *use, gsize most, GError **error)
{
  AssayRescore *self = g_new0 (AssayRescore, 1);
  g_autofree gsize *rows = list_pool (from, &self->n_complete);
  g_autoptr(AssayFrame) typed = NULL;

  self->c = c;
  self->n = draw_rows (rows, self->n_complete, most, assay_validation_seed (c, use, 0));
  typed = type_frame (self, from);
  self->frame = assay_frame_take_rows (typed, rows, self->n, c->n_threads);
  self->risk = g_new (double, self->n + 1);
  copy_outcomes (self, from, rows);
  if (from->n_complete == 0)
    {
      g_clear_pointer (&self->event, g_free);
      g_clear_pointer (&self->actual, g_free);
    }
  self->metric = self->actual != NULL ? "RMSE" : "AUC";
  self->base = assay_rescore_measure (self, self->risk);
  return self;
}

void
assay_rescore_free (AssayRescore *self)
{
  assay_frame_unref (self->frame);
  g_free (self->event);
  g_free (self->actual);
  g_free (self->risk);
  g_free (self);
}

AssayColumn *
assay_rescore_get_column (const AssayRescore *self, guint feature)
{
  const char *name = assay_scorer_get_column (self->c->scorer, self->c->features[feature].field);

  return name != NULL ? assay_frame_find (self->frame, name) : NULL;
}

static const AssayField *
field_of (const AssayRescore *self, guint feature)
{
  int field = self->c->features[feature].field;

  return self->c->model != NULL && field >= 0 ? assay_artifact_get_field (self->c->model, field) : NULL;
}

AssayColumn *
assay_rescore_take_numbers (const AssayRescore *self, guint feature, double *values)
{
  const AssayField *field = field_of (self, feature);
  AssayColumn *column = assay_rescore_get_column (self, feature);
  g_autofree double *owned = NULL;

  if (assay_field_is_bounded (field))
    assay_field_keep_within (field, assay_validation_numbers (column, &owned), values, self->n);
  return assay_column_take_doubles (assay_column_get_name (column), values, self->n);
}

gboolean
assay_rescore_score (const AssayRescore *self, AssayColumn *const *columns, double *risk, GError **error)
{
  guint n_fields = assay_artifact_get_n_fields (self->c->model);
  g_autofree const char **bound = g_new0 (const char *, n_fields + 1);
  g_autoptr(AssayFrame) frame = replace (self, self->frame, columns);
  g_autoptr(AssayScorer) scorer = NULL;

  for (guint i = 0; i < n_fields; i++)
    bound[i] = assay_scorer_get_column (self->c->scorer, i);
  scorer = assay_scorer_new (self->c->model, frame, bound, TRUE, error);
  if (scorer == NULL || !assay_scorer_score_all (scorer, self->c->risk_output, 1, risk, NULL, error))
    return FALSE;
  for (gsize i = 0; self->c->is_complement && i < self->n; i++)
    risk[i] = 1 - risk[i];
  for (gsize i = 0; !self->c->higher_is_riskier && i < self->n; i++)
    risk[i] = -risk[i];
  return TRUE;
}

gsize
assay_rescore_count_lost (const AssayRescore *self, const double *risk)
{
  gsize n = 0;

  for (gsize i = 0; i < self->n; i++)
    n += isnan (risk[i]) && !isnan (self->risk[i]);
  return n;
}

#define MOST_LOST 0.01

gboolean
assay_rescore_refuse_lost (const AssayRescore *self, gsize n_lost, AssayValidationSink *sink, const char *subject)
{
  g_autofree char *lost = NULL, *all = NULL;

  if (n_lost <= MOST_LOST * self->n)
    return FALSE;
  lost = assay_word_count (n_lost);
  all = assay_word_items (self->n, "row", "rows");
  assay_validation_sink_add_not_assessable (sink, subject,
    g_strdup_printf ("The model has no score for up to %s of %s once their values are changed, and the rest is another sample; 1 %% may be lost. See which values the model takes.", lost, all))->n = self->n;
  return TRUE;
}

char *
assay_rescore_word_lost (const AssayRescore *self, gsize n_lost, gboolean is_moved)
{
  g_autofree char *rows = assay_word_items (n_lost, "row", "rows"), *all = assay_word_count (self->n);
  gboolean has_bounds = FALSE;

  for (guint i = 0; is_moved && i < self->c->n_features; i++)
    has_bounds |= assay_field_is_bounded (field_of (self, i));
  return g_strconcat (has_bounds ? "; changed values are kept within what the model declares" : "", n_lost > 0 ? "; up to " : "", n_lost > 0 ? rows : "",
                      n_lost > 0 ? " of " : "", n_lost > 0 ? all : "", n_lost > 0 ? " lost their score and are left out" : "", NULL);
}

double
assay_validation_auc_variance (const double *risk, const guint8 *event, const gsize *order, gsize n, double *variance)
{
  double n1 = 0, n0, ranks = 0, sum10 = 0, sum01 = 0, square10 = 0, square01 = 0, events_below = 0, others_below = 0, auc;

  for (gsize i = 0; i < n; i++)
    n1 += event[i];
  n0 = n - n1;
  if (n1 < 1 || n0 < 1)
    {
      if (variance != NULL)
        *variance = NAN;
      return NAN;
    }
  for (gsize i = 0; i < n;)
    {
      gsize end = i;
      double events = 0, others, above, below;

      while (end < n && risk[order[end]] == risk[order[i]])
        events += event[order[end++]];
      others = end - i - events;
      /* share of the other class that an event here outranks, and that outranks a non-event here */
      above = (others_below + 0.5 * others) / n0;
      below = (n1 - events_below - events + 0.5 * events) / n1;
      ranks += events * above;
      sum10 += events * above;
      square10 += events * above * above;
      sum01 += others * below;
      square01 += others * below * below;
      events_below += events;
      others_below += others;
      i = end;
    }
  auc = ranks / n1;
  if (variance != NULL)
    {
      double v10 = n1 > 1 ? (square10 - sum10 * sum10 / n1) / (n1 - 1) : NAN, v01 = n0 > 1 ? (square01 - sum01 * sum01 / n0) / (n0 - 1) : NAN;

      *variance = MAX (v10, 0) / n1 + MAX (v01, 0) / n0;
      if (isnan (v10) || isnan (v01))
        *variance = NAN;
    }
  return auc;
}

double
assay_validation_auc (const double *risk, const guint8 *event, gsize n)
{
  g_autofree gsize *order = g_new (gsize, n + 1);
  g_autofree guint64 *work = g_new (guint64, 2 * n + 1);

  am_order_rising (risk, n, order, work);
  return assay_validation_auc_variance (risk, event, order, n, NULL);
}

/* Scores that went missing are left out; how many, assay_rescore_count_lost() tells, and its caller says. */
static double
measure_auc (const AssayRescore *self, const double *risk)
{
  g_autofree double *kept = g_new (double, self->n + 1);
  g_autofree guint8 *events = g_new (guint8, self->n + 1);
  gsize n = 0;

  for (gsize i = 0; i < self->n; i++)
    if (!isnan (risk[i]))
      {
        kept[n] = risk[i];
        events[n++] = self->event[i];
      }
  return assay_validation_auc (kept, events, n);
}

double
assay_rescore_measure (const AssayRescore *self, const double *risk)
{
  double sum = 0, n = 0;

  if (self->event != NULL)
    return measure_auc (self, risk);
  if (self->actual == NULL)
    return NAN;
  for (gsize i = 0; i < self->n; i++)
    if (!isnan (risk[i]))
      {
        double error = (self->c->higher_is_riskier ? risk[i] : -risk[i]) - self->actual[i];

        sum += error * error;
        n += 1;
      }
  return n > 0 ? sqrt (sum / n) : NAN;
}

double
assay_rescore_loss (const AssayRescore *self, double measure)
{
  return self->actual != NULL ? (measure - self->base) / self->base : (self->base - measure) / self->base;
}
