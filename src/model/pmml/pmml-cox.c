/* Cox regression: not yet. */
#include "model/pmml/pmml-general-regression.h"

#include <glib/gi18n-lib.h>

gboolean
pmml_cox_read (PmmlGlm *self, const PmmlElement *element, GError **error)
{
  return pmml_refuse_value (&self->model, element, "modelType", error);
}

void
pmml_cox_evaluate (const PmmlGlm *self, PmmlRow *row, PmmlResult *result)
{
}
