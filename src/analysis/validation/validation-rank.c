#include "analysis/validation/validation-rank-private.h"

#include "analysis/wording.h"

#define LEAST_EVENTS 10

void
assay_validation_ranks_init (AssayValidationRanks *self, const AssayValidationSample *sample)
{
  gsize low = 0, high = sample->n_complete - sample->n_events;

  gboolean has_weights = sample->complete_weight != NULL;
  double *weight;

  self->store = g_new (double, MAX (sample->n_complete, 1) * (has_weights ? 2 : 1));
  weight = has_weights ? self->store + sample->n_complete : NULL;
  self->scores = (AmClassScores) { self->store + high, self->store, sample->n_events, high, has_weights ? weight + high : NULL, weight };
  for (gsize i = 0; i < sample->n_complete; i++)
    {
      gsize at = sample->order[i], place = sample->complete_event[at] ? high++ : low++;

      self->store[place] = sample->complete_risk[at];
      if (has_weights)
        weight[place] = sample->complete_weight[at];
    }
}

void
assay_validation_ranks_clear (AssayValidationRanks *self)
{
  g_clear_pointer (&self->store, g_free);
}

gboolean
assay_validation_has_ranks (const AssayValidationSample *sample)
{
  return sample != NULL && sample->order != NULL && sample->complete_event != NULL && sample->n_events > 0 && sample->n_events < sample->n_complete;
}

void
assay_validation_counts_init (AssayValidationCounts *self, const AssayValidationSample *sample, const guint32 *codes, guint n_labels, const double *pd)
{
  self->n = g_new0 (double, n_labels + 1);
  self->d = g_new0 (double, n_labels + 1);
  self->pd = g_new0 (double, n_labels + 1);
  self->weight = g_new0 (double, n_labels + 1);
  self->weight_d = g_new0 (double, n_labels + 1);
  self->weight_pd = g_new0 (double, n_labels + 1);
  for (gsize i = 0; i < sample->n_complete; i++)
    {
      gsize row = assay_validation_row (sample, i);
      double times = assay_validation_weight (sample, i);

      if (codes[row] >= n_labels || (pd != NULL && isnan (pd[row])))
        continue;
      self->n[codes[row]] += 1;
      self->d[codes[row]] += sample->complete_event[i];
      self->pd[codes[row]] += pd != NULL ? pd[row] : 0;
      self->weight[codes[row]] += times;
      self->weight_d[codes[row]] += sample->complete_event[i] ? times : 0;
      self->weight_pd[codes[row]] += pd != NULL ? times * pd[row] : 0;
    }
}

void
assay_validation_counts_clear (AssayValidationCounts *self)
{
  g_clear_pointer (&self->n, g_free);
  g_clear_pointer (&self->d, g_free);
  g_clear_pointer (&self->pd, g_free);
  g_clear_pointer (&self->weight, g_free);
  g_clear_pointer (&self->weight_d, g_free);
  g_clear_pointer (&self->weight_pd, g_free);
}

double
assay_validation_fail_limit (const AssayValidationCase *c, const AssayValidationCheck *check)
{
  const AssayLimit *set = assay_policy_find (c->policy, check->id);

  return set != NULL && !isnan (set->fail) ? set->fail : check->limits.limits.fail;
}

char *
assay_validation_word_few (double n, double events)
{
  g_autofree char *rows = NULL, *those = NULL;

  if (events >= LEAST_EVENTS && n - events >= LEAST_EVENTS)
    return NULL;
  rows = assay_word_items (n, "row", "rows");
  those = assay_word_items (events, "event", "events");
  return g_strdup_printf ("Too few to judge: %s with %s; %d events and %d others are needed.", rows, those, LEAST_EVENTS, LEAST_EVENTS);
}

char *
assay_validation_word_few_events (const AssayFinding *finding, double level)
{
  return assay_validation_word_few (finding->n, finding->events);
}

GBytes *
assay_validation_bytes (const double *values, gsize n)
{
  return g_bytes_new (values, n * sizeof *values);
}
