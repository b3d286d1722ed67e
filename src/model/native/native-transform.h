/* What a term of a linear model does to its input before the coefficient: a closed list, no expressions.
 *
 *   log, log1p, sqrt, square, reciprocal        no arguments
 *   power        exponent
 *   zscore       mean, sd
 *   clip         min, max (either may be left out)
 *   hinge        knot                           max (0, x - knot)
 *   woe          bins, each with "woe"          as the bins of a scorecard; the only one for categories
 *   spline       knots, basis                   restricted cubic (Harrell 2015, 2.4.5, scaled by the square of the range of the knots): basis 1 is x itself
 *   bspline      knots, degree, basis           the basis-th B-spline on the full sequence of knots (de Boor 1978), 0 outside of it
 *
 * A value that has no transform (the logarithm of -1, a missing one) is NaN. */
#pragma once
#include "model/native/native-bins.h"

G_BEGIN_DECLS

typedef struct
{
  guint kind;
  double a, b;                     /* arguments, by kind */
  double *knots;
  guint n_knots, basis, degree;
  NativeBins bins;
  double *woe;                     /* by what is found in bins */
} NativeTransform;

/* name NULL: none. slot is the input; args may be NULL. */
gboolean native_transform_read (NativeTransform *self, const char *name, JsonObject *args, NativeSlot *slot, const char *where, GError **error);
void native_transform_clear (NativeTransform *self);
gboolean native_transform_is_plain (const NativeTransform *self);
/* bin[rows->n] is scratch. */
void native_transform_run (const NativeTransform *self, const NativeRows *rows, guint slot, guint32 *bin, double *out);

G_END_DECLS
