#include "base/large-memory.h"

/* Every byte may be written, on both sides of the size from which large pages are asked for. */
static void
test_sizes (void)
{
  static const gsize sizes[] = { 1, 4096, (8 << 20) - 1, 8 << 20, (8 << 20) + 1, 21000000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      guchar *bytes = assay_large_alloc (sizes[i]);

      for (gsize at = 0; at < sizes[i]; at += 997)
        bytes[at] = at;
      bytes[sizes[i] - 1] = 255;
      for (gsize at = 0; at < sizes[i] - 1; at += 997)
        g_assert_cmpint (bytes[at], ==, (guchar) at);
      g_free (bytes);
    }
  g_assert_null (assay_large_alloc (0));
}

static void
test_typed (void)
{
  g_autofree double *values = assay_large_new (double, 2000000);

  values[1999999] = 1;
  g_assert_cmpfloat (values[1999999], ==, 1);
}

static void
test_overflow (void)
{
  if (g_test_subprocess ())
    {
      assay_large_alloc_n (G_MAXSIZE / 2, 8);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*items of 8 bytes do not fit*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/large-memory/sizes", test_sizes);
  g_test_add_func ("/base/large-memory/typed", test_typed);
  g_test_add_func ("/base/large-memory/overflow", test_overflow);
  return g_test_run ();
}
