#include "analysis/backtest/forecaster.h"

#include "analysis/backtest/forecasters.h"

static const AssayForecaster *const forecasters[] = { &assay_seasonal_naive_forecaster, &assay_naive_forecaster, NULL };

const AssayForecaster *const *
assay_forecaster_list (void)
{
  return forecasters;
}

const AssayForecaster *
assay_forecaster_find (const char *id)
{
  for (guint i = 0; forecasters[i] != NULL; i++)
    if (g_strcmp0 (forecasters[i]->id, id) == 0)
      return forecasters[i];
  return NULL;
}
