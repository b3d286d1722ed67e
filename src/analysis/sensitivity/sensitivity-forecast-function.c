#include "analysis/sensitivity/sensitivity-series-private.h"
AssaySensitivityFunction *
sensitivity_forecast_function_new (const AssayTask *task, AssayProgress *stop, GError **error)
{
  return NULL;
}
