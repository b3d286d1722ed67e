#include "engine/sample.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "assay-config.h"
#include "engine/model-source.h"
#include "engine/plan.h"

/* What is in data/sample; the README there says where it is from. series NULL: not rows of series. */
static const struct { const char *file, *name, *time, *value; const char *const *series; } sets[] = {
  { "demand.csv", N_("Daily Demand"), "date", "units", (const char *const[]) { "region", "product", NULL } },
  { "home-equity.csv", N_("Home-Equity Loans") },
  { "foods.csv", N_("Food Sales"), "ds", "y", (const char *const[]) { "unique_id", NULL } },
};

/* The champion first, as the runs with models have them. */
static const char *const models[] = { "home-equity.assay.json", "home-equity-challenger.assay.json" };

/* The last is the newest, stands first in the lists, and is what a newcomer opens. */
static const struct { const char *analysis; guint set, n_models; const char *title; const char *options[7]; } runs[] = {
  { "backtest", 0, 0, N_("Which model should have forecast daily demand?"), { "models", "seasonal-naive,theta,mstl", NULL } },
  { "forecast", 0, 0, N_("Daily demand in the next four weeks"), { "models", "mstl,theta", "nonnegative", "true", NULL } },
  { "anomalies", 2, 0, N_("Unusual days in food sales") },
  { "validate", 1, 2, N_("Does the home-equity scorecard hold?"), { "target", "Default", "event", "1", "segment", "Reason,Job", NULL } },
  { "sensitivity", 1, 1, N_("What moves the home-equity scorecard?"), { "event", "1", "method", "oat,morris,sobol,shapley,pdp,ale", NULL } },
  { "anomalies", 0, 0, N_("Unusual days in daily demand") },
};

/* ---- where things are ---- */

char *
assay_sample_default_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "assay", "sample", NULL);
}

static gboolean
require_file (const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return TRUE;
  g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND,
               _("The sample data is not there: “%s” is missing. Install Assay, or set ASSAY_DATA_DIR to the folder “data/sample” of its source."),
               path);
  return FALSE;
}

static char *
find_data (const char *data_folder, GError **error)
{
  const char *folder = data_folder != NULL ? data_folder : g_getenv ("ASSAY_DATA_DIR");

  if (folder == NULL || *folder == '\0')
    folder = ASSAY_DATADIR "/sample";
  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    if (!require_file (folder, sets[i].file, error))
      return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    if (!require_file (folder, models[i], error))
      return NULL;
  return g_strdup (folder);
}

/* ---- making it ---- */

static AssayRoles
get_roles (guint set)
{
  return (AssayRoles) { .time = (char *) sets[set].time, .value = (char *) sets[set].value, .series = (char **) sets[set].series };
}

static gint64
import_set (AssayWorkspace *workspace, const char *data_folder, guint set, AssayProgress *progress, GError **error)
{
  g_autofree char *path = g_build_filename (data_folder, sets[set].file, NULL);
  AssayRoles roles = get_roles (set);
  AssayReadOptions options;
  gint64 dataset;

  assay_read_options_init (&options);
  dataset = assay_import_file (workspace, path, _(sets[set].name), &options, &roles, 0, progress, NULL, error);
  assay_read_options_clear (&options);
  return dataset;
}

static gint64
import_model (AssayWorkspace *workspace, const char *data_folder, guint index, AssayProgress *progress, GError **error)
{
  g_autofree char *path = g_build_filename (data_folder, models[index], NULL);
  g_autoptr(AssayTaskModel) model = assay_model_source_load (path, NULL, progress, error);

  return model != NULL ? assay_model_source_register (workspace, model, NULL, NULL, 0, error) : 0;
}

/* versions: of the models, in their order. */
static gboolean
make_run (AssayWorkspace *workspace, guint index, gint64 dataset, const gint64 *versions, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayPlan) plan = assay_plan_new (assay_analysis_find (runs[index].analysis));
  g_autoptr(AssaySource) source = assay_source_load_dataset (workspace, dataset, NULL, error);
  g_autoptr(AssayOutcome) outcome = NULL;
  gint64 started = g_get_real_time (), clock = g_get_monotonic_time ();

  for (guint i = 0; i < runs[index].n_models; i++)
    assay_plan_choose_model (plan, versions[i], NULL, NULL);
  if (source == NULL || !assay_plan_load_models (plan, workspace, NULL, error))
    return FALSE;
  plan->title = g_strdup (_(runs[index].title));
  for (guint i = 0; runs[index].options[i] != NULL; i += 2)
    if (!assay_options_set (plan->options, runs[index].options[i], runs[index].options[i + 1], error))
      return FALSE;
  outcome = assay_plan_run (plan, source, progress, error);
  return outcome != NULL && assay_run_save (workspace, plan, source, outcome, started, g_get_monotonic_time () - clock, error) != 0;
}

static gboolean
fill (AssayWorkspace *workspace, const char *data_folder, AssayProgress *progress, GError **error)
{
  const double n_steps = G_N_ELEMENTS (sets) + G_N_ELEMENTS (models) + G_N_ELEMENTS (runs);
  gint64 datasets[G_N_ELEMENTS (sets)], versions[G_N_ELEMENTS (models)];

  for (guint step = 0; step < n_steps; step++)
    {
      g_autoptr(AssayProgress) part = assay_progress_new_part (progress, step / n_steps, (step + 1) / n_steps);
      guint model = step - G_N_ELEMENTS (sets), run = model - G_N_ELEMENTS (models);

      if (step < G_N_ELEMENTS (sets) ? (datasets[step] = import_set (workspace, data_folder, step, part, error)) == 0
          : model < G_N_ELEMENTS (models) ? (versions[model] = import_model (workspace, data_folder, model, part, error)) == 0
          : !make_run (workspace, run, datasets[runs[run].set], versions, part, error))
        return FALSE;
    }
  return TRUE;
}

/* ---- whole or not at all ---- */

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) folder = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      remove_tree (child);
    }
  g_remove (path);
}

static gboolean
make_parent (const char *folder, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (folder);

  if (g_mkdir_with_parents (parent, 0777) == 0)
    return TRUE;
  g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_WRITE, _("“%s” cannot be made: %s."), parent, g_strerror (errno));
  return FALSE;
}

static gboolean
is_workspace (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "workspace.db", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* Renaming over an empty folder is allowed; over anything else it fails and harms nothing. */
static gboolean
move_into_place (const char *from, const char *folder, GError **error)
{
  if (rename (from, folder) == 0)
    return TRUE;
  int code = errno;
  remove_tree (from);
  if (is_workspace (folder))
    return TRUE;    /* another program made it meanwhile */
  if (code == ENOTEMPTY || code == EEXIST || code == ENOTDIR)
    g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_EXISTS,
                 _("“%s” is not empty. Name a folder that is empty or not there yet."), folder);
  else
    g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_WRITE, _("“%s” cannot be made: %s."), folder, g_strerror (code));
  return FALSE;
}

/* What a kill left of an earlier try. It takes seconds to make one: what nobody has touched for ten minutes is being made by nobody. */
static void
remove_leftovers (const char *folder)
{
  g_autofree char *parent = g_path_get_dirname (folder), *name = g_path_get_basename (folder), *start = g_strconcat (name, ".new-", NULL);
  g_autoptr(GDir) siblings = g_dir_open (parent, 0, NULL);
  const char *sibling;

  while (siblings != NULL && (sibling = g_dir_read_name (siblings)) != NULL)
    {
      g_autofree char *path = g_build_filename (parent, sibling, NULL);
      unsigned int pid, number;
      int end = 0;
      GStatBuf status;

      if (g_str_has_prefix (sibling, start) && sscanf (sibling + strlen (start), "%u-%8x%n", &pid, &number, &end) == 2
          && sibling[strlen (start) + end] == '\0' && g_lstat (path, &status) == 0 && S_ISDIR (status.st_mode)
          && status.st_mtime < time (NULL) - 600)
        remove_tree (path);
    }
}

static gboolean
make (const char *folder, const char *data_folder, AssayProgress *progress, GError **error)
{
  g_autofree char *temporary = g_strdup_printf ("%s.new-%d-%08x", folder, getpid (), g_random_int ());
  g_autoptr(AssayWorkspace) workspace = NULL;
  gboolean made;

  if (!make_parent (folder, error))
    return FALSE;
  remove_leftovers (folder);
  workspace = assay_workspace_init (temporary, _("Sample"), error);
  made = workspace != NULL && fill (workspace, data_folder, progress, error);
  g_clear_pointer (&workspace, assay_workspace_unref);
  if (!made)
    {
      remove_tree (temporary);
      return FALSE;
    }
  return move_into_place (temporary, folder, error);
}

AssayWorkspace *
assay_sample_open (const char *folder, const char *data_folder, AssayProgress *progress, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (folder, NULL);
  g_autofree char *data = NULL;

  if (!is_workspace (absolute))
    {
      data = find_data (data_folder, error);
      if (data == NULL || !make (absolute, data, progress, error))
        return NULL;
    }
  return assay_workspace_open (absolute, error);
}
