/* Any bytes as a result file: refused with an error or read, and what was read comes back the same. */
#include <stdint.h>
#include <string.h>

#include "result/result-json.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayResult) result = assay_result_from_json ((const char *) data, (gssize) size, &error);
  g_autoptr(AssayResult) again = NULL;
  g_autofree char *text = NULL, *text_again = NULL;
  gsize length, length_again;

  g_assert_true ((result == NULL) == (error != NULL));
  if (result == NULL)
    return 0;
  text = assay_result_to_json (result, &length);
  again = assay_result_from_json (text, (gssize) length, &error);
  g_assert_no_error (error);
  text_again = assay_result_to_json (again, &length_again);
  g_assert_cmpstr (text, ==, text_again);
  return 0;
}
