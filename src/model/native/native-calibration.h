/* From the score of a model to a probability that was fitted afterwards.
 *
 *   platt       slope, intercept, on         1 / (1 + exp (-(slope s + intercept)))
 *   isotonic    x, y, on, interpolation      rising x, y that never fall; straight lines or steps between, the outer values beyond
 *
 * on: "margin" (the sum of the terms, the default of platt) or "probability" (the default of isotonic). */
#pragma once
#include "model/native/native-private.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean is_used, is_isotonic, on_probability, has_steps;
  double slope, intercept;
  double *x, *y;
  guint n;
} NativeCalibration;

gboolean native_calibration_read (NativeCalibration *self, JsonObject *from, const char *where, GError **error);
void native_calibration_clear (NativeCalibration *self);
/* margin may be probability; in place on probability. */
void native_calibration_run (const NativeCalibration *self, const double *margin, double *probability, gsize n);

G_END_DECLS
