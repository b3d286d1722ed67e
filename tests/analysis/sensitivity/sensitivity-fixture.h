/* Runs of the analysis “sensitivity” on functions whose indices are known. */
#pragma once
#include "analysis/sensitivity/sensitivity.h"

G_BEGIN_DECLS

/* settings: name, value, …, NULL. ranges: text of a file, may be NULL. */
AssayOutcome *sensitivity_run (const char *const *settings, const char *ranges, guint64 seed, guint n_threads, GError **error);
/* Of the main table; NaN: there is no such line. */
double sensitivity_value (const AssayOutcome *outcome, const char *method, const char *input, const char *measure);
void sensitivity_interval (const AssayOutcome *outcome, const char *method, const char *input, const char *measure, double *low, double *high);
gboolean sensitivity_has_note (const AssayOutcome *outcome, const char *part);

#define g_assert_near(a, b, tolerance) g_assert_cmpfloat (fabs ((a) - (b)), <=, tolerance)

G_END_DECLS
