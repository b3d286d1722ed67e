/* Any bytes as an XGBoost model in JSON: refused with an error, or read and then scored on rows of every kind. */
#include <stdint.h>

#include "math/init.h"
#include "poke-artifact.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  am_init ();
  poke_artifact (assay_xgboost_json_read, (const char *) data, size);
  return 0;
}
