/* Any bytes as a policy file: refused with an error or read. */
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/policy-file.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  int fd = memfd_create ("fuzz", 0);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayPolicy) policy = NULL;

  g_assert_cmpint (write (fd, data, size), ==, (gssize) size);
  policy = assay_policy_read (path, &error);
  g_assert_true ((policy == NULL) == (error != NULL));
  close (fd);
  return 0;
}
