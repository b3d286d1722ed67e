/* How well the score separates events from the rest. */
#include "analysis/validation/validation-check.h"

#include "analysis/wording.h"

#include <math.h>

/* Mann-Whitney by mean ranks of ties, from the order that the case has prepared. */
static double
area_under_curve (const AssayValidationSample *sample)
{
  double ranks = 0, n1 = sample->n_events, n0 = sample->n_complete - sample->n_events;

  for (gsize i = 0; i < sample->n_complete;)
    {
      gsize end = i, events = 0;

      while (end < sample->n_complete && sample->complete_risk[sample->order[end]] == sample->complete_risk[sample->order[i]])
        events += sample->complete_event[sample->order[end++]];
      ranks += events * (0.5 * (i + end - 1) + 1);
      i = end;
    }
  return (ranks - n1 * (n1 + 1) / 2) / (n1 * n0);
}

static gboolean
run_auc (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  double auc = area_under_curve (c->data);
  AssayFinding *finding = assay_validation_sink_add (sink, NULL, auc);
  g_autofree char *word = assay_word_number (auc), *left_out = assay_validation_word_left_out (c->data);

  finding->convention = g_strdup (left_out != NULL ? left_out : "no row left out");
  finding->message = g_strdup_printf ("A row with the event has a riskier score than one without in %s of pairs.", word);
  assay_validation_sink_add_metric (sink, "auc", "AUC", ASSAY_METRIC_FRACTION, auc);
  return TRUE;
}

const AssayValidationCheck assay_checks_discrimination[] = {
  { .id = "disc-auc", .title = N_("Discrimination: AUC"), .section = ASSAY_SECTION_DISCRIMINATION, .tier = 1, .statistic = "auc",
    .needs = ASSAY_NEEDS_SCORE | ASSAY_NEEDS_EVENTS,
    .limits = { ASSAY_JUDGED_BY_VALUE, { 0.7, 0.7, ASSAY_BEYOND_BELOW, 'A', N_("Deepchecks: 0.7") } },
    .convention = N_("ties count half; unweighted"),
    .reference = "Hanley & McNeil 1982", .run = run_auc },
  { NULL }
};
