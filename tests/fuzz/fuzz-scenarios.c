/* Any bytes as a file of scenarios: refused with an error, or read, written and read again as the same. */
#include <stdint.h>
#include <string.h>

#include "analysis/sensitivity/scenarios.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayScenarios) set = assay_scenarios_from_json ((const char *) data, size, "fuzz", &error), again = NULL;
  g_autofree char *text = NULL, *twice = NULL;

  g_assert_true ((set == NULL) == (error != NULL));
  if (set == NULL)
    return 0;
  text = assay_scenarios_to_json (set);
  again = assay_scenarios_from_json (text, strlen (text), "again", &error);
  g_assert_no_error (error);
  twice = assay_scenarios_to_json (again);
  g_assert_cmpstr (text, ==, twice);
  return 0;
}
