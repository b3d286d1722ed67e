/* A fuzz target over its small corpus, without a fuzzer: each file, and each front part of the short ones. */
#include <glib.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
test_file (gconstpointer path)
{
  g_autofree char *bytes = NULL;
  gsize len;

  g_assert_true (g_file_get_contents (path, &bytes, &len, NULL));
  for (gsize n = len > 2000 ? len : 0; n <= len; n++)
    LLVMFuzzerTestOneInput ((const uint8_t *) bytes, n);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  g_autoptr(GDir) files = NULL;
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_test_init (&argc, &argv, NULL);
  folder = g_test_build_filename (G_TEST_DIST, "fuzz", FUZZ_TARGET, NULL);
  files = g_dir_open (folder, 0, NULL);
  g_assert_nonnull (files);
  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_strconcat ("/fuzz/" FUZZ_TARGET "/", name, NULL);

      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
      g_test_add_data_func (path, paths->pdata[paths->len - 1], test_file);
    }
  return g_test_run ();
}
