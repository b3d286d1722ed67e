/* Values of all inputs and the output they give: rows that exist, or points drawn where there are none. For the methods that work on given runs; made once for all of them. */
#pragma once
#include "analysis/sensitivity/sensitivity-method.h"

G_BEGIN_DECLS

struct _SensitivitySample
{
  gsize n;
  guint k;
  double **columns;                /* [k][n]; NaN: missing */
  double *y;                       /* [n]; never NaN: rows without an output are left out */
  gboolean is_real;                /* rows that exist */
};

/* Made at the first call and kept with the run. */
const SensitivitySample *sensitivity_sample_get (AssaySensitivityRun *run, AssayProgress *progress, GError **error);
void sensitivity_sample_free (SensitivitySample *self);
/* "10,000 points drawn" or "5,960 rows that exist", for conventions; (transfer full) */
char *sensitivity_sample_describe (const SensitivitySample *self);

/* The rows that have a value of input i, with their outputs; slice[n]: classes of similar values, about as many as wanted and each as large as equal values, which stay together, allow; words by themselves, few
 * values by themselves or, where they are rare, with their neighbours. Returns how many rows; *n_slices how many classes. y, slice and order (by value; words: by code): room for n.
 * 0 when it was stopped. */
gsize sensitivity_sample_slice (const SensitivitySample *self, const AssaySensitivityInput *input, guint i, guint wanted, double *y, guint32 *slice, gsize *order, guint *n_slices,
                                const AmStop *stop);

G_END_DECLS
