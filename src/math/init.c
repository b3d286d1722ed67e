#include "math/init.h"

#include <gsl/gsl_errno.h>

void
am_init (void)
{
  gsl_set_error_handler_off ();
}
