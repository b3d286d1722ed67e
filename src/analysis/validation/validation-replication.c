/* Whether the model gives here the scores that it gave elsewhere. */
#include "analysis/validation/validation-check.h"

#include "analysis/wording.h"

#include <string.h>

/* Trees of single precision: a sum of hundreds of floats is right to 1e-6; everything else to 1e-9. */
static double
tolerance_of (const AssayArtifact *model)
{
  const char *format = assay_artifact_get_format (model);

  return g_str_has_prefix (format, "XGBoost") || g_str_has_prefix (format, "ONNX") ? 1e-6 : 1e-9;
}

static gboolean
run_replication (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  const double *scores = c->data->score;
  double largest = -1, largest_relative = -1, tolerance = tolerance_of (c->model);
  gsize n = 0, n_missing = 0, n_different = 0, at = 0;
  AssayFinding *finding;

  for (gsize i = 0; i < c->data->n; i++)
    {
      double size, difference;

      if (isnan (c->recorded[i]) || isnan (scores[i]))
        {
          n_missing += isnan (c->recorded[i]) != isnan (scores[i]);
          continue;
        }
      n++;
      difference = c->recorded[i] == scores[i] ? 0 : fabs (scores[i] - c->recorded[i]);
      size = MAX (fabs (scores[i]), fabs (c->recorded[i]));
      largest = MAX (largest, difference);
      difference = size > 0 ? difference / size : 0;
      n_different += difference > tolerance;
      if (difference > largest_relative)
        {
          largest_relative = difference;
          at = i;
        }
    }
  if (n == 0)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup (N_("No row has both a recorded score and one from the model. Name the column of recorded scores with --score.")));
      return TRUE;
    }
  finding = assay_validation_sink_add (sink, NULL, largest_relative);
  finding->n = n;
  finding->effect = largest;
  finding->effect_name = g_strdup ("largest absolute difference");
  finding->is_settled = assay_policy_find (c->policy, check->id) == NULL;
  finding->verdict = largest_relative > tolerance || n_missing > 0 ? ASSAY_VERDICT_FAIL : ASSAY_VERDICT_PASS;
  if (finding->verdict == ASSAY_VERDICT_FAIL)
    {
      g_autoptr(GString) message = g_string_new (NULL);

      if (n_different > 0)
        {
          g_autofree char *here = assay_word_number (scores[at]), *there = assay_word_number (c->recorded[at]), *rows = assay_word_items (n_different, "row differs", "rows differ");

          g_string_append_printf (message, "%s by more than %g relative, most in row %zu: %s here, %s recorded.", rows, tolerance, at + 1, here, there);
        }
      if (n_missing > 0)
        {
          g_autofree char *missing = assay_word_items (n_missing, "row has one of the two scores only", "rows have one of the two scores only");

          g_string_append_printf (message, "%s%s.", message->len > 0 ? " " : "", missing);
        }
      finding->message = g_strdup (message->str);
    }
  else
    {
      g_autofree char *rows = assay_word_items (n, "row", "rows");

      finding->message = g_strdup_printf ("All %s are scored here as recorded, to %g relative.", rows, tolerance);
    }
  return TRUE;
}

const AssayValidationCheck assay_checks_replication[] = {
  { .id = "bench-replication", .title = N_("Replication of Recorded Scores"), .section = ASSAY_SECTION_REPLICATION, .tier = 1, .statistic = "largest relative difference",
    .needs = ASSAY_NEEDS_MODEL | ASSAY_NEEDS_SCORE | ASSAY_NEEDS_RECORDED,
    .limits = { ASSAY_JUDGED_BY_VALUE, { NAN, 1e-6, ASSAY_BEYOND_ABOVE, 'C', N_("1e-6 relative for models of single precision, 1e-9 for others") } },
    .convention = N_("|model − recorded| / max (|model|, |recorded|), row by row; a row with one of the two only counts as different"),
    .run = run_replication },
  { NULL }
};
