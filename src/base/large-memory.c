#include "base/large-memory.h"

#include <stdlib.h>
#include <sys/mman.h>

#define LARGE_PAGE ((gsize) 2 << 20)
#define MIN_PAGES 4      /* below this the unused end of the last page weighs more */

gpointer
assay_large_alloc (gsize size)
{
  gpointer memory;

  if (size < MIN_PAGES * LARGE_PAGE || posix_memalign (&memory, LARGE_PAGE, size) != 0)
    return g_malloc (size);
#ifdef MADV_HUGEPAGE
  /* A wish: where it is not granted, small pages do. Only whole pages, or neighbours would be drawn in. */
  madvise (memory, size / LARGE_PAGE * LARGE_PAGE, MADV_HUGEPAGE);
#endif
  return memory;
}

gpointer
assay_large_alloc_n (gsize n, gsize size)
{
  gsize bytes;

  if (!g_size_checked_mul (&bytes, n, size))
    g_error ("%s: %" G_GSIZE_FORMAT " items of %" G_GSIZE_FORMAT " bytes do not fit", G_STRLOC, n, size);
  return assay_large_alloc (bytes);
}
