/* A set of scenarios to start from, the same in the window and without it: the inputs that move a measure most, each to its worse side, together and alone,
 * mild, moderate and severe; their tails; and all of it the other way. Names are data, so they are not translated. */
#pragma once
#include "analysis/sensitivity/scenarios.h"
#include "base/progress.h"

G_BEGIN_DECLS

/* What one shock of one input makes of the measure; NaN: undefined. */
typedef gboolean (*AssayStandardFunc) (const AssayShock *shock, double *value, gpointer user_data, GError **error);

typedef struct
{
  const AssaySensitivityInput *inputs;
  guint n_inputs;
  double base;                     /* of the measure, without any shock */
  gboolean more_is_worse;
  AssayStandardFunc measure;
  gpointer user_data;
  GPtrArray *left_out;             /* gets, with why in words, inputs that are in no scenario; NULL: nobody asks */
} AssayStandardChoice;

/* Empty: no input makes the measure worse by itself. NULL with the error of `measure`, or cancelled. Blocking. */
AssayScenarios *assay_scenarios_make_standard (const AssayStandardChoice *choice, AssayProgress *progress, GError **error);

G_END_DECLS
