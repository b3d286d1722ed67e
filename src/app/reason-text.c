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
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_strcmp0 (reason, texts[i].reason) == 0)
      return _(texts[i].text);
  return reason != NULL ? reason : "";
}
