#include "math/init.h"
int
main (void)
{
  return 0;
}
