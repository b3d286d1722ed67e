#include "result/risk.h"

#include <glib/gi18n-lib.h>

static const char *const names[ASSAY_N_RISKS] = { N_("Low"), N_("Medium"), N_("High"), N_("Critical") };

const char *
assay_risk_name (AssayRisk risk)
{
  g_return_val_if_fail (risk >= ASSAY_RISK_NONE && risk < ASSAY_N_RISKS, "");
  return risk == ASSAY_RISK_NONE ? "" : names[risk];
}

AssayRisk
assay_risk_from_name (const char *name)
{
  for (int risk = 0; name != NULL && risk < ASSAY_N_RISKS; risk++)
    if (strcmp (name, names[risk]) == 0)
      return risk;

  return ASSAY_RISK_NONE;
}
