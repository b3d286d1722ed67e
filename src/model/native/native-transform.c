#include "model/native/native-transform.h"

#include <glib/gi18n.h>
#include <math.h>

#include "math/scoring/score-blocks.h"

#define NAMES "log|log1p|sqrt|square|reciprocal|power|zscore|clip|hinge|woe|spline|bspline"
#define MAX_KNOTS 1000
#define MAX_DEGREE 5

enum { LOG, LOG1P, SQRT, SQUARE, RECIPROCAL, POWER, ZSCORE, CLIP, HINGE, WOE, SPLINE, BSPLINE, PLAIN };

void
native_transform_clear (NativeTransform *self)
{
  g_clear_pointer (&self->knots, g_free);
  native_bins_clear (&self->bins);
  g_clear_pointer (&self->woe, g_free);
}

gboolean
native_transform_is_plain (const NativeTransform *self)
{
  return self->kind == PLAIN;
}

/* ---- reading ---- */

static gboolean
read_woe (NativeTransform *self, JsonObject *args, NativeSlot *slot, const char *where, GError **error)
{
  g_autofree double *woe = NULL;
  JsonArray *bins = NULL;

  if (!native_check_keys (args, where, "bins", error) || !native_get_array (args, where, "bins", TRUE, &bins, error)
      || !native_bins_read (&self->bins, bins, slot, where, error))
    return FALSE;
  woe = g_new (double, self->bins.n_bins);
  for (guint i = 0; i < self->bins.n_bins; i++)
    {
      g_autofree char *at = g_strdup_printf (_("%s, bin %u"), where, i + 1);
      JsonObject *bin = json_array_get_object_element (bins, i);

      if (!native_check_keys (bin, at, "missing other from to values woe label", error) || !native_get_number (bin, at, "woe", TRUE, &woe[i], error))
        return FALSE;
    }
  self->woe = native_bins_spread (&self->bins, woe);
  return TRUE;
}

static gboolean
read_knots (NativeTransform *self, JsonObject *args, guint least, const char *where, GError **error)
{
  if (!native_get_numbers (args, where, "knots", TRUE, &self->knots, &self->n_knots, error))
    return FALSE;
  if (self->n_knots < least || self->n_knots > MAX_KNOTS)
    return native_fail (error, where, _("there must be from %u to %u “knots”."), least, MAX_KNOTS);
  for (guint i = 1; i < self->n_knots; i++)
    if (self->knots[i] < self->knots[i - 1] || (self->kind == SPLINE && self->knots[i] == self->knots[i - 1]))
      return native_fail (error, where, _("the “knots” must rise; knot %u does not."), i + 1);
  return TRUE;
}

static gboolean
read_spline (NativeTransform *self, JsonObject *args, const char *where, GError **error)
{
  if (self->kind == SPLINE)
    return native_check_keys (args, where, "knots basis", error) && read_knots (self, args, 3, where, error)
           && native_get_count (args, where, "basis", TRUE, 1, self->n_knots - 1, &self->basis, error);
  if (!native_check_keys (args, where, "knots basis degree", error) || !native_get_count (args, where, "degree", TRUE, 0, MAX_DEGREE, &self->degree, error)
      || !read_knots (self, args, self->degree + 2, where, error)
      || !native_get_count (args, where, "basis", TRUE, 1, self->n_knots - self->degree - 1, &self->basis, error))
    return FALSE;
  return TRUE;
}

static gboolean
read_args (NativeTransform *self, JsonObject *args, NativeSlot *slot, const char *where, GError **error)
{
  switch (self->kind)
    {
    case POWER:
      return native_check_keys (args, where, "exponent", error) && native_get_number (args, where, "exponent", TRUE, &self->a, error);
    case ZSCORE:
      if (!native_check_keys (args, where, "mean sd", error) || !native_get_number (args, where, "mean", TRUE, &self->a, error)
          || !native_get_number (args, where, "sd", TRUE, &self->b, error))
        return FALSE;
      return self->b > 0 || native_fail (error, where, _("“sd” must be greater than 0."));
    case CLIP:
      self->a = -INFINITY;
      self->b = INFINITY;
      if (!native_check_keys (args, where, "min max", error) || !native_get_number (args, where, "min", FALSE, &self->a, error)
          || !native_get_number (args, where, "max", FALSE, &self->b, error))
        return FALSE;
      return self->a <= self->b || native_fail (error, where, _("“min” is greater than “max”."));
    case HINGE:
      return native_check_keys (args, where, "knot", error) && native_get_number (args, where, "knot", TRUE, &self->a, error);
    case WOE:
      return read_woe (self, args, slot, where, error);
    case SPLINE:
    case BSPLINE:
      return read_spline (self, args, where, error);
    default:
      return native_check_keys (args, where, "", error);
    }
}

gboolean
native_transform_read (NativeTransform *self, const char *name, JsonObject *args, NativeSlot *slot, const char *where, GError **error)
{
  g_auto(GStrv) names = g_strsplit (NAMES, "|", -1);
  g_autoptr(JsonObject) none = args == NULL ? json_object_new () : NULL;
  g_autofree char *list = NULL;

  self->kind = PLAIN;
  if (name == NULL)
    return args == NULL || native_fail (error, where, _("there are “args” without a “transform”."));
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], name))
      self->kind = i;
  list = g_strjoinv (", ", names);
  if (self->kind == PLAIN)
    return native_fail (error, where, _("there is no transform “%s”; possible are %s."), name, list);
  if (slot->is_category && self->kind != WOE)
    return native_fail (error, where, _("“%s” is a category: only the transform “woe” can make a number of it."), slot->name);
  return read_args (self, args != NULL ? args : none, slot, where, error);
}

/* ---- running ---- */

static double
cube (double x)
{
  return x > 0 ? x * x * x : 0;
}

/* Restricted cubic spline: linear beyond the outer knots. */
static double
spline (const NativeTransform *self, double x)
{
  const double *t = self->knots;
  guint k = self->n_knots, j = self->basis - 2;
  double range = t[k - 1] - t[0];

  if (self->basis == 1)
    return x;
  return (cube (x - t[j]) - cube (x - t[k - 2]) * (t[k - 1] - t[j]) / (t[k - 1] - t[k - 2])
          + cube (x - t[k - 1]) * (t[k - 2] - t[j]) / (t[k - 1] - t[k - 2])) / (range * range);
}

/* The last interval that is not empty is closed, so that the right end of the knots belongs to the curve. */
static gboolean
is_in_interval (const NativeTransform *self, guint i, double x)
{
  const double *t = self->knots;

  if (!(t[i] < t[i + 1]))
    return FALSE;
  return x >= t[i] && (x < t[i + 1] || (x == t[i + 1] && t[i + 1] == t[self->n_knots - 1]));
}

static double
bspline (const NativeTransform *self, double x)
{
  const double *t = self->knots + (self->basis - 1);
  double b[MAX_DEGREE + 2];

  if (isnan (x))
    return NAN;
  for (guint i = 0; i <= self->degree; i++)
    b[i] = is_in_interval (self, self->basis - 1 + i, x) ? 1 : 0;
  for (guint d = 1; d <= self->degree; d++)
    for (guint i = 0; i + d <= self->degree; i++)
      {
        double left = t[i + d] - t[i], right = t[i + d + 1] - t[i + 1];

        b[i] = (left > 0 ? (x - t[i]) / left * b[i] : 0) + (right > 0 ? (t[i + d + 1] - x) / right * b[i + 1] : 0);
      }
  return b[0];
}

static double
transform (const NativeTransform *self, double x)
{
  switch (self->kind)
    {
    case LOG:
      return x > 0 ? log (x) : NAN;
    case LOG1P:
      return x > -1 ? log1p (x) : NAN;
    case SQRT:
      return sqrt (x);
    case SQUARE:
      return x * x;
    case RECIPROCAL:
      return x != 0 ? 1 / x : NAN;
    case POWER:
      x = pow (x, self->a);
      return isfinite (x) ? x : NAN;
    case ZSCORE:
      return (x - self->a) / self->b;
    case CLIP:
      return x < self->a ? self->a : x > self->b ? self->b : x;
    case HINGE:
      return x <= self->a ? 0 : x - self->a;
    case SPLINE:
      return isnan (x) ? NAN : spline (self, x);
    case BSPLINE:
      return bspline (self, x);
    default:
      return x;
    }
}

void
native_transform_run (const NativeTransform *self, const NativeRows *rows, guint slot, guint32 *bin, double *out)
{
  if (self->kind == WOE)
    {
      native_bins_find (&self->bins, rows, slot, bin);
      am_gather (bin, rows->n, self->woe, out);
      return;
    }
  for (gsize i = 0; i < rows->n; i++)
    out[i] = transform (self, rows->numbers[slot][i]);
}
