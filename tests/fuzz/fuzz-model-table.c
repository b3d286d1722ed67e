/* Any bytes as a table of points or coefficients: refused with an error, or read and then scored on rows of every kind. */
#include <stdint.h>

#include "math/init.h"
#include "poke-artifact.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  am_init ();
  poke_artifact (assay_table_model_read, (const char *) data, size);
  return 0;
}
