#include "engine/source.h"

#include <glib/gstdio.h>
#include <string.h>

#include "engine/dataset-settings.h"

static char *folder;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayReadOptions, assay_read_options_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayRoles, assay_roles_clear)

#define DEMAND "day;store;units\n2026-01-01;A;1,5\n2026-01-02;A;2,5\n2026-01-01;B;x\n2026-01-02;B;4,5\n"

static char *
write_file (const char *name, const char *text)
{
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static AssayWorkspace *
make_workspace (const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GError) error = NULL;
  AssayWorkspace *workspace = assay_workspace_init (path, name, &error);

  g_assert_no_error (error);
  return workspace;
}

static void
test_load (void)
{
  g_autofree char *path = write_file ("demand.csv", DEMAND);
  g_auto(AssayReadOptions) options = { 0 };
  g_autoptr(AssayReadReport) report = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(AssaySource) source = NULL;
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, DEMAND, -1);

  assay_read_options_init (&options);
  options.max_bad_rows = 1;
  assay_read_options_set_type (&options, "units", ASSAY_TYPE_DOUBLE);
  source = assay_source_load (path, &options, 1, NULL, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (source->name, ==, "demand.csv");
  g_assert_cmpstr (source->sha256, ==, digest);
  g_assert_cmpuint (assay_frame_get_n_rows (source->frame), ==, 3);
  g_assert_true (report == source->report);
  g_assert_cmpint (source->dataset, ==, 0);
}

static void
test_load_missing (void)
{
  g_autofree char *path = g_build_filename (folder, "none.csv", NULL);
  g_auto(AssayReadOptions) options = { 0 };
  g_autoptr(GError) error = NULL;

  assay_read_options_init (&options);
  g_assert_null (assay_source_load (path, &options, 1, NULL, NULL, &error));
  g_assert_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_READ);
}

static void
collect (const char *name, const char *value, gboolean given, const char *column, gpointer user_data)
{
  g_string_append_printf (user_data, "%s%s%s=%s%s\n", name, column != NULL ? ":" : "", column != NULL ? column : "", value, given ? " given" : "");
}

/* A dataset comes back with the values, roles and settings it went in with. */
static void
test_import (void)
{
  g_autofree char *path = write_file ("demand.csv", DEMAND);
  g_auto(AssayReadOptions) options = { 0 };
  g_auto(AssayRoles) roles = { .time = g_strdup ("day"), .series = g_strsplit ("store", ",", -1) };
  g_autoptr(AssayWorkspace) workspace = make_workspace ("import");
  g_autoptr(AssayReadReport) report = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(AssaySource) source = NULL;
  g_autoptr(AssayDataset) dataset = NULL;
  g_autoptr(GString) settings = g_string_new (NULL);
  gint64 id;

  assay_read_options_init (&options);
  options.max_bad_rows = 1;
  g_assert_true (assay_read_options_set (&options, "decimal", ",", NULL));
  assay_read_options_set_type (&options, "units", ASSAY_TYPE_DOUBLE);
  id = assay_import_file (workspace, path, NULL, &options, &roles, 1, NULL, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpint (id, >, 0);
  g_assert_cmpuint (assay_read_report_get_n_bad_rows (report), ==, 1);

  dataset = assay_workspace_get_dataset (workspace, id, &error);
  g_assert_cmpstr (dataset->name, ==, "demand.csv");
  g_assert_cmpint (dataset->n_rows, ==, 3);
  g_assert_true (strstr (dataset->quality, "\"bad_rows\":1") != NULL);
  g_assert_true (strstr (dataset->quality, "\"line\":4") != NULL);

  source = assay_source_load_dataset (workspace, id, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (source->dataset, ==, id);
  g_assert_cmpuint (assay_frame_get_n_rows (source->frame), ==, 3);
  g_assert_cmpfloat (assay_column_get_doubles (assay_frame_find (source->frame, "units"))[2], ==, 4.5);
  g_assert_cmpstr (source->roles.time, ==, "day");
  g_assert_null (source->roles.value);
  g_assert_cmpstr (source->roles.series[0], ==, "store");
  g_assert_cmpstr (source->sha256, ==, dataset->source_sha256);
  assay_dataset_settings_foreach (source->settings, collect, settings);
  g_assert_true (strstr (settings->str, "decimal=, given\n") != NULL);
  g_assert_true (strstr (settings->str, "separator=;\n") != NULL);
  g_assert_true (strstr (settings->str, "max-bad-rows=1 given\n") != NULL);
  g_assert_true (strstr (settings->str, "type:units=double given\n") != NULL);
}

static void
test_import_names (void)
{
  g_autofree char *path = write_file ("demand.csv", "day,units\n2026-01-01,1\n");
  g_auto(AssayReadOptions) options = { 0 };
  g_auto(AssayRoles) roles = { .value = g_strdup ("unitz") };
  g_autoptr(AssayWorkspace) workspace = make_workspace ("names");
  g_autoptr(GPtrArray) datasets = NULL;
  g_autoptr(GError) error = NULL;

  assay_read_options_init (&options);
  g_assert_cmpint (assay_import_file (workspace, path, NULL, &options, &roles, 1, NULL, NULL, &error), ==, 0);
  g_assert_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_NO_COLUMN);
  g_assert_true (strstr (error->message, "“units”") != NULL);
  datasets = assay_workspace_list_datasets (workspace, NULL);
  g_assert_cmpuint (datasets->len, ==, 0);
}

static void
test_settings_roles (void)
{
  g_auto(AssayRoles) roles = { .time = g_strdup ("a\"b"), .series = g_new0 (char *, 1) };
  g_autofree char *settings = assay_dataset_settings_with_roles ("{\"reading\":[{\"name\":\"quote\",\"value\":\"'\",\"given\":true}]}", &roles);
  g_auto(AssayRoles) again = { 0 };
  g_autoptr(GString) reading = g_string_new (NULL);

  assay_dataset_settings_get_roles (settings, &again);
  g_assert_cmpstr (again.time, ==, "a\"b");
  g_assert_null (again.value);
  g_assert_nonnull (again.series);
  g_assert_null (again.series[0]);
  assay_dataset_settings_foreach (settings, collect, reading);
  g_assert_cmpstr (reading->str, ==, "quote=' given\n");
}

/* A workspace is a folder that anybody can edit. */
static void
test_settings_garbled (void)
{
  static const char *const texts[] = { NULL, "", "x", "[]", "{\"roles\":1,\"reading\":2}", "{\"roles\":{\"time\":1,\"series\":[1,null]},\"reading\":[1,{},{\"name\":2}]}" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_auto(AssayRoles) roles = { 0 };
      g_autoptr(GString) reading = g_string_new (NULL);
      g_autofree char *again = NULL;

      assay_dataset_settings_get_roles (texts[i], &roles);
      g_assert_null (roles.time);
      assay_dataset_settings_foreach (texts[i], collect, reading);
      g_assert_cmpstr (reading->str, ==, "");
      again = assay_dataset_settings_with_roles (texts[i], &roles);
      g_assert_nonnull (again);
    }
}

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      remove_tree (child);
    }
  g_remove (path);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("assay-source-XXXXXX", NULL);
  g_test_add_func ("/engine/source/load", test_load);
  g_test_add_func ("/engine/source/load-missing", test_load_missing);
  g_test_add_func ("/engine/source/import", test_import);
  g_test_add_func ("/engine/source/import-names", test_import_names);
  g_test_add_func ("/engine/dataset-settings/roles", test_settings_roles);
  g_test_add_func ("/engine/dataset-settings/garbled", test_settings_garbled);
  status = g_test_run ();
  remove_tree (folder);
  g_free (folder);
  return status;
}
