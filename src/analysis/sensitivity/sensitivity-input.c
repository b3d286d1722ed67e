#include "analysis/sensitivity/sensitivity-input.h"

#include <math.h>

#include "analysis/sensitivity/shock.h"
#include "analysis/wording.h"

#define MOST_LISTED 12

void
assay_sensitivity_input_clear (AssaySensitivityInput *self)
{
  g_free (self->name);
  g_free (self->unit);
  g_free (self->sample);
  g_free (self->values);
  g_free (self->shares);
  g_strfreev (self->words);
}

/* Straight between neighbours in rank, as type 7 of Hyndman & Fan (1996). */
static double
quantile (const double *sorted, gsize n, double p)
{
  double position = p * (n - 1);
  gsize k = MIN ((gsize) position, n - 1);

  return k + 1 < n ? sorted[k] + (position - k) * (sorted[k + 1] - sorted[k]) : sorted[n - 1];
}

gboolean
assay_sensitivity_input_is_whole (const AssaySensitivityInput *self)
{
  return self->field != NULL && self->field->kind == ASSAY_FIELD_NUMBER && self->field->is_whole && self->words == NULL;
}

/* Each whole number of the range as often as any other. */
static double
whole_at (const AssaySensitivityInput *self, double u)
{
  double low = ceil (self->low), high = floor (self->high);

  return low <= high ? fmin (low + floor (u * (high - low + 1)), high) : round (self->low);
}

/* Few values that are all whole count something, whatever the model declares. */
static gboolean
is_count (const AssaySensitivityInput *self)
{
  if (self->draw != ASSAY_DRAW_VALUES || self->words != NULL)
    return FALSE;
  for (guint i = 0; i < self->n_values; i++)
    if (self->values[i] != floor (self->values[i]))
      return FALSE;
  return TRUE;
}

double
assay_sensitivity_input_move (const AssaySensitivityInput *self, double x)
{
  if (is_count (self))
    x = round (x);
  if (self->words == NULL && assay_field_is_bounded (self->field))
    assay_field_keep_within (self->field, &self->base, &x, 1);
  return x;
}

double
assay_sensitivity_input_at (const AssaySensitivityInput *self, double u)
{
  double sum = 0;

  switch (self->draw)
    {
    case ASSAY_DRAW_UNIFORM:
      return assay_sensitivity_input_is_whole (self) ? whole_at (self, u) : self->low + u * (self->high - self->low);
    case ASSAY_DRAW_SAMPLE:
      return assay_sensitivity_input_is_whole (self) ? round (quantile (self->sample, self->n_sample, u)) : quantile (self->sample, self->n_sample, u);
    default:
      for (guint i = 0; i + 1 < self->n_values; i++)
        {
          sum += self->shares[i];
          if (u < sum)
            return self->values[i];
        }
      return self->values[self->n_values - 1];
    }
}

void
assay_sensitivity_input_draw (const AssaySensitivityInput *self, const double *u, gsize n, double *x)
{
  double low = self->low, width = self->high - self->low;

  if (self->draw == ASSAY_DRAW_UNIFORM && !assay_sensitivity_input_is_whole (self))
    for (gsize i = 0; i < n; i++)
      x[i] = low + u[i] * width;
  else
    for (gsize i = 0; i < n; i++)
      x[i] = assay_sensitivity_input_at (self, u[i]);
}

char *
assay_sensitivity_input_word (const AssaySensitivityInput *self, double x)
{
  if (isnan (x))
    return g_strdup ("missing");
  if (self->words != NULL)
    return g_strdup (x >= 0 && x < self->n_words ? self->words[(guint) x] : "");
  if (self->is_shock)
    {
      g_autofree char *size = assay_word_number (fabs (self->is_share ? 100 * x : x));
      const char *unit = self->is_share ? "%" : self->unit;

      return g_strconcat (x < 0 ? "−" : x > 0 ? "+" : "", size, unit != NULL ? " " : "", unit, NULL);
    }
  return assay_word_number (x);
}

char *
assay_sensitivity_input_describe (const AssaySensitivityInput *self)
{
  g_autofree char *low = NULL, *high = NULL;

  /* numbers without an order, and what sets itself: few, and each of interest */
  if (self->words != NULL && self->field != NULL && self->field->kind == ASSAY_FIELD_NUMBER && self->n_values == self->n_words && self->n_values <= MOST_LISTED)
    return g_strjoinv (", ", self->words);
  if (self->words != NULL)
    return g_strdup_printf ("one of %u words", self->n_values);
  low = assay_sensitivity_input_word (self, self->low);
  high = assay_sensitivity_input_word (self, self->high);
  if (self->draw == ASSAY_DRAW_VALUES)
    return g_strdup_printf ("one of %u values from %s to %s", self->n_values, low, high);
  return g_strdup_printf (self->draw == ASSAY_DRAW_SAMPLE ? "from %s to %s as in the data" : "from %s to %s", low, high);
}
