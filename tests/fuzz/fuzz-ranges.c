/* Any bytes as a file of ranges: refused with an error, or inputs that can be drawn from and described. */
#include <math.h>
#include <stdint.h>

#include "analysis/sensitivity/sensitivity-function.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssaySensitivityFunction) function = assay_sensitivity_function_new_named ("ishigami", &error);
  g_autoptr(GBytes) bytes = g_bytes_new (data, size);
  gboolean is_read;

  g_assert_no_error (error);
  is_read = assay_sensitivity_function_set_ranges (function, bytes, NULL, &error);
  g_assert_true (is_read == (error == NULL));
  for (guint i = 0; is_read && i < function->n_inputs; i++)
    {
      const AssaySensitivityInput *input = &function->inputs[i];
      g_autofree char *text = assay_sensitivity_input_describe (input);

      for (int k = 1; k < 10; k++)
        g_assert_true (isfinite (assay_sensitivity_input_at (input, k / 10.0)));
      g_assert_true (isfinite (input->base));
    }
  return 0;
}
