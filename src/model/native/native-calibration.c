#include "model/native/native-calibration.h"

#include <glib/gi18n.h>
#include <math.h>

#include "math/scoring/score-blocks.h"

void
native_calibration_clear (NativeCalibration *self)
{
  g_clear_pointer (&self->x, g_free);
  g_clear_pointer (&self->y, g_free);
}

static gboolean
read_isotonic (NativeCalibration *self, JsonObject *from, const char *where, GError **error)
{
  guint n, steps = 0;

  if (!native_check_keys (from, where, "kind x y on interpolation", error) || !native_get_numbers (from, where, "x", TRUE, &self->x, &self->n, error)
      || !native_get_numbers (from, where, "y", TRUE, &self->y, &n, error)
      || !native_get_choice (from, where, "interpolation", FALSE, "linear|steps", &steps, error))
    return FALSE;
  if (self->n == 0 || n != self->n)
    return native_fail (error, where, _("“x” has %u entries and “y” %u; they must be as many, and at least one."), self->n, n);
  for (guint i = 0; i < n; i++)
    {
      if (self->y[i] < 0 || self->y[i] > 1)
        return native_fail (error, where, _("entry %u of “y” is no probability."), i + 1);
      if (i > 0 && !(self->x[i] > self->x[i - 1]))
        return native_fail (error, where, _("“x” must rise; entry %u does not."), i + 1);
      if (i > 0 && self->y[i] < self->y[i - 1])
        return native_fail (error, where, _("“y” must not fall; entry %u does."), i + 1);
    }
  self->has_steps = steps == 1;
  return TRUE;
}

gboolean
native_calibration_read (NativeCalibration *self, JsonObject *from, const char *where, GError **error)
{
  guint kind = 0, on;

  if (!native_get_choice (from, where, "kind", TRUE, "platt|isotonic", &kind, error))
    return FALSE;
  on = kind;
  if (!native_get_choice (from, where, "on", FALSE, "margin|probability", &on, error))
    return FALSE;
  self->is_used = TRUE;
  self->is_isotonic = kind == 1;
  self->on_probability = on == 1;
  if (self->is_isotonic)
    return read_isotonic (self, from, where, error);
  return native_check_keys (from, where, "kind slope intercept on", error) && native_get_number (from, where, "slope", TRUE, &self->slope, error)
         && native_get_number (from, where, "intercept", TRUE, &self->intercept, error);
}

/* The last x that is at most the value; the value lies between the first and the last x. */
static guint
find_below (const NativeCalibration *self, double value)
{
  guint low = 0, high = self->n - 1;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (self->x[middle] <= value)
        low = middle;
      else
        high = middle;
    }
  return low;
}

static double
isotonic (const NativeCalibration *self, double value)
{
  guint at;

  if (isnan (value))
    return NAN;
  if (value <= self->x[0])
    return self->y[0];
  if (value >= self->x[self->n - 1])
    return self->y[self->n - 1];
  at = find_below (self, value);
  if (self->has_steps || value == self->x[at])
    return self->y[at];
  return self->y[at] + (self->y[at + 1] - self->y[at]) / (self->x[at + 1] - self->x[at]) * (value - self->x[at]);
}

void
native_calibration_run (const NativeCalibration *self, const double *margin, double *probability, gsize n)
{
  const double *from = self->on_probability ? probability : margin;

  if (self->is_isotonic)
    {
      for (gsize i = 0; i < n; i++)
        probability[i] = isotonic (self, from[i]);
      return;
    }
  for (gsize i = 0; i < n; i++)
    probability[i] = self->slope * from[i] + self->intercept;
  am_logistic (probability, n, probability);
}
