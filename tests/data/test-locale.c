/* What is stored must not depend on the user's language: names of columns, settings, labels of series. */
#include "table-text.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <libintl.h>
#include <locale.h>

#include "data/panel.h"

static const char *const catalog[][2] = {      /* sorted, as gettext wants them */
  { "", "Content-Type: text/plain; charset=UTF-8\n" },
  { "(missing)", "(fehlt)" },
  { "all rows", "alle Zeilen" },
  { "another column is named “%s”", "eine andere Spalte heißt „%s“" },
  { "column %u", "Spalte %u" },
  { "has no name in the file", "hat keinen Namen" },
  { "word", "Wort" },
};

/* A catalog of translations: a table of the texts, one of their translations, then all texts. */
static void
write_catalog (const char *path)
{
  const guint32 n = G_N_ELEMENTS (catalog);
  guint32 head[7] = { 0x950412de, 0, n, sizeof head, sizeof head + 8 * n, 0, 0 };
  guint32 at = sizeof head + 16 * n;
  g_autoptr(GString) file = g_string_new_len ((const char *) head, sizeof head), texts = g_string_new (NULL);
  g_autoptr(GError) error = NULL;

  for (guint side = 0; side < 2; side++)
    for (guint32 i = 0; i < n; i++)
      {
        guint32 place[2] = { strlen (catalog[i][side]), at + texts->len };

        g_string_append_len (file, (const char *) place, sizeof place);
        g_string_append_len (texts, catalog[i][side], place[0] + 1);
      }
  g_string_append_len (file, texts->str, texts->len);
  g_file_set_contents (path, file->str, file->len, &error);
  g_assert_no_error (error);
}

/* FALSE: this machine cannot translate. */
static gboolean
speak_german (const char *folder)
{
  g_autofree char *language = g_build_filename (folder, "de", NULL);
  g_autofree char *messages = g_build_filename (language, "LC_MESSAGES", NULL);
  g_autofree char *path = g_build_filename (messages, GETTEXT_PACKAGE ".mo", NULL);
  gboolean can;

  g_setenv ("LANGUAGE", "de", TRUE);
  if (setlocale (LC_ALL, "C.UTF-8") == NULL)
    return FALSE;
  g_mkdir_with_parents (messages, 0700);
  write_catalog (path);
  bindtextdomain (GETTEXT_PACKAGE, folder);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  /* gettext has read the catalog by then. */
  can = strcmp (g_dgettext (GETTEXT_PACKAGE, "word"), "Wort") == 0;
  g_unlink (path);
  g_rmdir (messages);
  g_rmdir (language);
  g_rmdir (folder);
  return can;
}

static void
test_stored (void)
{
  static const char text[] = "date,k,,v,v\n2024-01-01,,1,2,3\n2024-01-02,,1,2,3\n2024-01-03,a,1,2,3\n";
  char *keys[] = { (char *) "k", NULL };
  AssayRoles by_key = { (char *) "date", (char *) "v", keys }, alone = { (char *) "date", (char *) "v", NULL };
  g_autoptr(AssayReadReport) report = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayPanel) panel = NULL, single = NULL;
  g_autoptr(AssayFrame) frame = NULL;
  g_autofree char *folder = g_dir_make_tmp ("assay-locale-XXXXXX", NULL), *missing = NULL, *all = NULL;
  AssayReadOptions options;

  if (!speak_german (folder))
    {
      g_test_skip ("there is no locale C.UTF-8 that translates");
      return;
    }
  assay_read_options_init (&options);
  options.header = 1;
  frame = table_read (text, strlen (text), &options, 0, 1, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (assay_column_get_name (assay_frame_get_column (frame, 2)), ==, "column 3");
  g_assert_cmpstr (assay_read_report_find_setting (report, "header", "column 3")->value, ==, "has no name in the file");
  g_assert_cmpstr (assay_read_report_find_setting (report, "header", "v (2)")->value, ==, "another column is named “v”");

  panel = assay_panel_new (frame, &by_key, ASSAY_DUPLICATES_ERROR, 1, NULL, &error);
  g_assert_no_error (error);
  missing = assay_panel_dup_label (panel, 1);
  g_assert_cmpstr (missing, ==, "k (missing)");
  single = assay_panel_new (frame, &alone, ASSAY_DUPLICATES_ERROR, 1, NULL, &error);
  g_assert_no_error (error);
  all = assay_panel_dup_label (single, 0);
  g_assert_cmpstr (all, ==, "all rows");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/locale/stored", test_stored);
  return g_test_run ();
}
