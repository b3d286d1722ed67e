/* Any bytes as a column file: refused with an error, or opened, and then every cell can be read. */
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "data/frame-file.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  int fd = memfd_create ("fuzz", 0);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autoptr(GString) cell = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayFrame) frame = NULL;

  g_assert_cmpint (write (fd, data, size), ==, (gssize) size);
  frame = assay_frame_file_open (path, &error);
  g_assert_true ((frame == NULL) == (error != NULL));
  for (guint i = 0; frame != NULL && i < assay_frame_get_n_columns (frame); i++)
    for (gsize row = 0; row < MIN (assay_frame_get_n_rows (frame), 1000); row++)
      {
        g_string_truncate (cell, 0);
        assay_column_append_cell (assay_frame_get_column (frame, i), row, cell);
      }
  close (fd);
  return 0;
}
