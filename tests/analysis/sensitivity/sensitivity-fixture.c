#include "sensitivity-fixture.h"

#include <math.h>
#include <string.h>

AssayOutcome *
sensitivity_run (const char *const *settings, const char *ranges, guint64 seed, guint n_threads, GError **error)
{
  g_autoptr(AssayOptions) options = assay_options_new (assay_sensitivity.options);
  g_autoptr(AssayPolicy) policy = assay_policy_new ();
  g_autoptr(GBytes) bytes = ranges != NULL ? g_bytes_new (ranges, strlen (ranges)) : NULL;
  AssayTask task = { .options = options, .policy = policy, .seed = seed, .n_threads = n_threads, .ranges = bytes };

  for (; settings[0] != NULL; settings += 2)
    if (!assay_options_set (options, settings[0], settings[1], error))
      return NULL;
  return assay_sensitivity.run (&task, NULL, error);
}

static gssize
find_row (const AssayOutcome *outcome, const char *method, const char *input, const char *measure)
{
  const char *const wanted[] = { method, input, measure };
  static const char *const names[] = { "method", "input", "measure" };

  for (gsize row = 0; row < assay_frame_get_n_rows (outcome->rows); row++)
    {
      guint n = 0;

      for (guint c = 0; c < 3; c++)
        {
          gsize length;
          const char *text = assay_column_get_text (assay_frame_find (outcome->rows, names[c]), row, &length);

          n += strlen (wanted[c]) == length && memcmp (text, wanted[c], length) == 0;
        }
      if (n == 3)
        return row;
    }
  return -1;
}

static double
number_at (const AssayOutcome *outcome, const char *column, gssize row)
{
  return row >= 0 ? assay_column_get_doubles (assay_frame_find (outcome->rows, column))[row] : NAN;
}

double
sensitivity_value (const AssayOutcome *outcome, const char *method, const char *input, const char *measure)
{
  return number_at (outcome, "value", find_row (outcome, method, input, measure));
}

void
sensitivity_interval (const AssayOutcome *outcome, const char *method, const char *input, const char *measure, double *low, double *high)
{
  gssize row = find_row (outcome, method, input, measure);

  *low = number_at (outcome, "low", row);
  *high = number_at (outcome, "high", row);
}

gboolean
sensitivity_has_note (const AssayOutcome *outcome, const char *part)
{
  for (guint i = 0; i < assay_result_get_n_notes (outcome->result); i++)
    if (strstr (assay_result_get_note (outcome->result, i), part) != NULL)
      return TRUE;
  return FALSE;
}
