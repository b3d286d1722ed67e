#include "base/digest.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct { const char *text; const char *digest; } Known;

/* NIST, FIPS 180-4 examples: "abc", the 448-bit message, the empty one; and a million times "a". */
static const Known known[] = {
  { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
  { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
  { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
};
#define MILLION_A "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"

static void
test_known (void)
{
  g_autofree char *many = g_strnfill (1000000, 'a');
  g_autofree char *digest = assay_digest_bytes (many, 1000000);

  g_assert_cmpstr (digest, ==, MILLION_A);
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_autofree char *one = assay_digest_bytes (known[i].text, strlen (known[i].text));
      g_assert_cmpstr (one, ==, known[i].digest);
    }
}

/* Every length around the blocks of 64 bytes, against GLib. */
static void
test_lengths (void)
{
  guchar data[300];

  for (gsize i = 0; i < sizeof data; i++)
    data[i] = g_test_rand_int ();
  for (gsize n = 0; n <= sizeof data; n++)
    {
      g_autofree char *ours = assay_digest_bytes (data, n);
      g_autofree char *theirs = g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, n);

      g_assert_cmpstr (ours, ==, theirs);
    }
}

static void
test_file (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL, *digest = NULL, *content = g_strnfill (3000001, 'x'), *expected = NULL;
  int fd = g_file_open_tmp ("assay-XXXXXX", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, content, 3000001, &error));
  digest = assay_digest_file (path, NULL, &error);
  g_assert_no_error (error);
  expected = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guchar *) content, 3000001);
  g_assert_cmpstr (digest, ==, expected);
  g_unlink (path);
}

static void
test_errors (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  g_autoptr(GError) missing = NULL, folder = NULL, stopped = NULL;

  g_assert_null (assay_digest_file ("/no/such/file", NULL, &missing));
  g_assert_error (missing, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpstr (missing->message, ==, "“/no/such/file” cannot be read: No such file or directory.");
  g_assert_null (assay_digest_file ("/", NULL, &folder));
  g_assert_error (folder, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);

  g_cancellable_cancel (cancellable);
  g_assert_null (assay_digest_file ("/proc/self/exe", progress, &stopped));
  g_assert_error (stopped, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/digest/known", test_known);
  g_test_add_func ("/base/digest/lengths", test_lengths);
  g_test_add_func ("/base/digest/file", test_file);
  g_test_add_func ("/base/digest/errors", test_errors);
  return g_test_run ();
}
