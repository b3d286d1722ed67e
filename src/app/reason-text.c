#include "app/reason-text.h"
#include <glib/gi18n.h>

const char *
assay_reason_text (const char *reason)
{
  static const struct { const char *reason, *text; } texts[] = {
    { "above-forecast", N_("Above the forecast") },
    { "below-forecast", N_("Below the forecast") },
    { "above-history", N_("Above its history") },
    { "below-history", N_("Below its history") },
    { "constant-history", N_("Left a constant history") },
    { "constant-equal", N_("Constant, nothing to score") },
    { "no-value", N_("No value") },
    { "no-forecast", N_("No forecast") },
    { "too-few-residuals", N_("Too little history") },
    { "too-few-values", N_("Too little history") },
    { "out-of-range", N_("Out of range") },
    { "too-few-scores", N_("Too little history") },
    { "spike", N_("Spike") },
    { "dip", N_("Dip") },
    { "above-band", N_("Above the interval") },
    { "below-band", N_("Below the interval") },
    { "level-up", N_("Lasting rise") },
    { "level-down", N_("Lasting fall") },
    { "volatility", N_("Changed volatility") },
    { "change-point", N_("Lasting change") },
    { "unusual-shape", N_("Unusual shape") },
    { "muted", N_("Muted after an alarm") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_strcmp0 (reason, texts[i].reason) == 0)
      return _(texts[i].text);
  return reason != NULL ? reason : "";
}
