#include "analysis/validation/validation-check.h"

const AssayValidationCheck assay_checks_dependence[] = {
  { NULL }
};
