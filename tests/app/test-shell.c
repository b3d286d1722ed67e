/* What the window is made of that needs no display: places, layout classes, undo, texts, choices. */
#include <glib/gstdio.h>
#include <locale.h>

#include "app/job-row.h"
#include "app/place.h"
#include "app/settings.h"
#include "app/undo.h"
#include "app/verdict-chip.h"
#include "app/when.h"
#include "app/width-bin.h"

static void
test_place_parse (void)
{
  static const struct { const char *place; gboolean ok; AssayPlaceKind kind; gint64 id; } cases[] = {
    { "overview", TRUE, ASSAY_PLACE_OVERVIEW, 0 },
    { "datasets", TRUE, ASSAY_PLACE_DATASETS, 0 },
    { "dataset/3", TRUE, ASSAY_PLACE_DATASET, 3 },
    { "runs", TRUE, ASSAY_PLACE_RUNS, 0 },
    { "run/42", TRUE, ASSAY_PLACE_RUN, 42 },
    { "reports", TRUE, ASSAY_PLACE_REPORTS, 0 },
    { "audit", TRUE, ASSAY_PLACE_AUDIT, 0 },
    { "job/1", TRUE, ASSAY_PLACE_JOB, 1 },
    { "run", FALSE, 0, 0 },
    { "run/", FALSE, 0, 0 },
    { "run/0", FALSE, 0, 0 },
    { "run/-1", FALSE, 0, 0 },
    { "run/4x", FALSE, 0, 0 },
    { "runs/4", FALSE, 0, 0 },
    { "ru", FALSE, 0, 0 },
    { "", FALSE, 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AssayPlaceKind kind = ASSAY_N_PLACES;
      gint64 id = -1;

      g_test_message ("“%s”", cases[i].place);
      g_assert_cmpint (assay_place_parse (cases[i].place, &kind, &id), ==, cases[i].ok);
      if (!cases[i].ok)
        continue;
      g_assert_cmpint (kind, ==, cases[i].kind);
      g_assert_cmpint (id, ==, cases[i].id);
    }
  g_assert_cmpint (assay_place_sidebar (ASSAY_PLACE_RUN), ==, ASSAY_PLACE_RUNS);
  g_assert_cmpint (assay_place_sidebar (ASSAY_PLACE_DATASET), ==, ASSAY_PLACE_DATASETS);
}

/* The table of workbench.md section 9, and 16 pixels of hysteresis. */
static void
test_width_class (void)
{
  static const struct { int width, before; AssayWidthClass class; } cases[] = {
    { 360, -1, ASSAY_WIDTH_TINY }, { 559, -1, ASSAY_WIDTH_TINY }, { 560, -1, ASSAY_WIDTH_NARROW }, { 859, -1, ASSAY_WIDTH_NARROW },
    { 860, -1, ASSAY_WIDTH_MEDIUM }, { 1099, -1, ASSAY_WIDTH_MEDIUM }, { 1100, -1, ASSAY_WIDTH_WIDE }, { 4000, -1, ASSAY_WIDTH_WIDE },
    /* growing: an edge is passed 16 later; shrinking: 16 earlier */
    { 575, ASSAY_WIDTH_TINY, ASSAY_WIDTH_TINY }, { 576, ASSAY_WIDTH_TINY, ASSAY_WIDTH_NARROW },
    { 544, ASSAY_WIDTH_NARROW, ASSAY_WIDTH_NARROW }, { 543, ASSAY_WIDTH_NARROW, ASSAY_WIDTH_TINY },
    { 1115, ASSAY_WIDTH_MEDIUM, ASSAY_WIDTH_MEDIUM }, { 1116, ASSAY_WIDTH_MEDIUM, ASSAY_WIDTH_WIDE },
    { 1084, ASSAY_WIDTH_WIDE, ASSAY_WIDTH_WIDE }, { 1083, ASSAY_WIDTH_WIDE, ASSAY_WIDTH_MEDIUM },
    /* over several edges at once */
    { 1300, ASSAY_WIDTH_TINY, ASSAY_WIDTH_WIDE }, { 400, ASSAY_WIDTH_WIDE, ASSAY_WIDTH_TINY },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%d after %d", cases[i].width, cases[i].before);
      g_assert_cmpint (assay_width_class_for (cases[i].width, cases[i].before), ==, cases[i].class);
    }
}

static gboolean
set_number (gboolean forward, gpointer user_data)
{
  int *number = user_data;

  *number += forward ? 1 : -1;
  return *number >= 0;
}

static void
test_undo_steps (void)
{
  g_autoptr(AssayUndo) undo = assay_undo_new ();
  int number = 2;

  g_assert_false (assay_undo_can_undo (undo));
  g_assert_null (assay_undo_get_undo_label (undo));
  assay_undo_add (undo, "first", set_number, &number, NULL);
  assay_undo_add (undo, "second", set_number, &number, NULL);
  g_assert_cmpstr (assay_undo_get_undo_label (undo), ==, "second");
  assay_undo_undo (undo);
  g_assert_cmpint (number, ==, 1);
  g_assert_cmpstr (assay_undo_get_undo_label (undo), ==, "first");
  g_assert_cmpstr (assay_undo_get_redo_label (undo), ==, "second");
  assay_undo_redo (undo);
  g_assert_cmpint (number, ==, 2);
  g_assert_false (assay_undo_can_redo (undo));
  assay_undo_undo (undo);
  assay_undo_add (undo, "third", set_number, &number, NULL);      /* what was ahead is gone */
  g_assert_false (assay_undo_can_redo (undo));
  g_assert_cmpstr (assay_undo_get_undo_label (undo), ==, "third");
}

/* A step that cannot be taken back any more leaves the stack. */
static void
test_undo_failing (void)
{
  g_autoptr(AssayUndo) undo = assay_undo_new ();
  int number = 0;

  assay_undo_add (undo, "step", set_number, &number, NULL);
  assay_undo_undo (undo);
  g_assert_cmpint (number, ==, -1);
  g_assert_false (assay_undo_can_undo (undo));
  g_assert_false (assay_undo_can_redo (undo));
}

static void
count_up (gpointer user_data)
{
  ++*(int *) user_data;
}

static void
test_undo_frees (void)
{
  AssayUndo *undo = assay_undo_new ();
  int number = 5, freed = 0;

  for (guint i = 0; i < 250; i++)
    assay_undo_add (undo, "step", set_number, i % 2 == 0 ? &freed : &number, i % 2 == 0 ? count_up : NULL);
  g_assert_cmpint (freed, ==, 25);      /* the 50 oldest are dropped, every other one counts */
  g_assert_finalize_object (undo);
  g_assert_cmpint (freed, ==, 125);
}

static void
test_renderer (void)
{
  g_autofree char *folder = g_dir_make_tmp ("assay-dri-XXXXXX", NULL);
  g_autofree char *card = g_build_filename (folder, "card0", NULL);
  g_autofree char *node = g_build_filename (folder, "renderD128", NULL);

  g_assert_cmpstr (assay_settings_choose_renderer ("automatic", FALSE, FALSE), ==, "cairo");
  g_assert_null (assay_settings_choose_renderer ("automatic", FALSE, TRUE));
  g_assert_null (assay_settings_choose_renderer ("automatic", TRUE, FALSE));
  g_assert_cmpstr (assay_settings_choose_renderer ("software", FALSE, TRUE), ==, "cairo");
  g_assert_null (assay_settings_choose_renderer ("software", TRUE, TRUE));
  g_assert_null (assay_settings_choose_renderer ("gpu", FALSE, FALSE));

  g_assert_true (g_file_set_contents (card, "", 0, NULL));
  g_assert_false (assay_settings_has_render_node (folder));
  g_assert_true (g_file_set_contents (node, "", 0, NULL));
  g_assert_true (assay_settings_has_render_node (folder));
  g_assert_false (assay_settings_has_render_node ("/nowhere/at/all"));
  g_assert_cmpint (g_remove (card), ==, 0);
  g_assert_cmpint (g_remove (node), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Without an installed schema the properties hold the defaults and can be set. */
static void
test_settings_in_memory (void)
{
  g_autoptr(AssaySettings) settings = g_object_new (ASSAY_TYPE_SETTINGS, NULL);
  g_autofree char *scheme = assay_settings_dup_text (settings, "color-scheme");
  g_autofree char *changed = NULL;

  g_assert_cmpstr (scheme, ==, "system");
  g_assert_cmpint (assay_settings_get_number (settings, "window-width"), ==, 1280);
  g_assert_true (assay_settings_get_flag (settings, "single-keys"));
  g_object_set (settings, "color-scheme", "dark", "paper", "letter", NULL);
  changed = assay_settings_dup_text (settings, "color-scheme");
  g_assert_cmpstr (changed, ==, "dark");
  g_assert_cmpint (assay_settings_get_paper (settings), ==, ASSAY_PAPER_LETTER);
  g_object_set (settings, "paper", "a4", NULL);
  g_assert_cmpint (assay_settings_get_paper (settings), ==, ASSAY_PAPER_A4);
}

/* A program that was not installed finds its settings again; nonsense in the file is put right. */
static void
test_settings_file (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "assay", NULL);
  g_autofree char *path = g_build_filename (folder, "workbench.ini", NULL);
  AssaySettings *settings;
  g_autofree char *workspace = NULL, *broken = NULL;
  g_autoptr(GSettingsSchema) schema = g_settings_schema_source_lookup (g_settings_schema_source_get_default (), "io.github.assay_workbench.Assay", TRUE);

  if (schema != NULL)
    {
      g_test_skip ("Assay is installed here, so its settings are not kept in a file");
      return;
    }
  g_unsetenv ("GSETTINGS_BACKEND");
  settings = g_object_new (ASSAY_TYPE_SETTINGS, NULL);
  g_object_set (settings, "workspace", "/somewhere/a=b;c", "tips", FALSE, "window-width", 900, NULL);
  g_assert_finalize_object (settings);

  settings = g_object_new (ASSAY_TYPE_SETTINGS, NULL);
  workspace = assay_settings_dup_text (settings, "workspace");
  g_assert_cmpstr (workspace, ==, "/somewhere/a=b;c");
  g_assert_false (assay_settings_get_flag (settings, "tips"));
  g_assert_cmpint (assay_settings_get_number (settings, "window-width"), ==, 900);
  g_assert_finalize_object (settings);

  g_assert_true (g_file_set_contents (path, "[Workbench]\nwindow-width=-5\nthreads=100000\nnonsense", -1, NULL));
  settings = g_object_new (ASSAY_TYPE_SETTINGS, NULL);
  broken = assay_settings_dup_text (settings, "color-scheme");
  g_assert_cmpstr (broken, ==, "system");
  g_assert_cmpint (assay_settings_get_number (settings, "window-width"), >=, 360);
  g_assert_finalize_object (settings);
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_assert_cmpint (g_remove (path), ==, 0);
}

static void
test_job_text (void)
{
  static const struct { AssayJobState state; double fraction; const char *step; double eta; const char *text; } cases[] = {
    { ASSAY_JOB_RUNNING, 0.64, "Series 3 of 5", 20, "64% · about 20 s left" },
    { ASSAY_JOB_RUNNING, 0.64, "Series 3 of 5", -1, "64% · Series 3 of 5" },
    { ASSAY_JOB_RUNNING, -1, "Reading", -1, "Reading" },
    { ASSAY_JOB_RUNNING, -1, NULL, -1, "" },
    { ASSAY_JOB_RUNNING, 0.1, NULL, 61, "10% · about 2 min left" },
    { ASSAY_JOB_RUNNING, 0.999, NULL, 0.2, "99% · about 1 s left" },
    { ASSAY_JOB_STOPPING, 0.5, "Series", 3, "Stopping…" },
    { ASSAY_JOB_FAILED, 0.5, "Series", 3, "Failed" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = assay_job_row_describe (cases[i].state, cases[i].fraction, cases[i].step, cases[i].eta);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_when (void)
{
  const gint64 hour = 3600 * G_TIME_SPAN_SECOND, now = 1750000000 * G_TIME_SPAN_SECOND;      /* 15 June 2025, 15:06:40 UTC */
  g_autofree char *today = assay_when_format (now - 6 * hour, now);
  g_autofree char *yesterday = assay_when_format (now - 24 * hour, now);
  g_autofree char *before = assay_when_format (now - 72 * hour, now);
  g_autofree char *short_time = assay_duration_format (800000);
  g_autofree char *seconds = assay_duration_format (40 * G_TIME_SPAN_SECOND);
  g_autofree char *minutes = assay_duration_format (125 * G_TIME_SPAN_SECOND);

  g_assert_cmpstr (today, ==, "today, 09:06");
  g_assert_cmpstr (yesterday, ==, "yesterday, 15:06");
  g_assert_cmpstr (before, ==, "12 Jun 2025, 15:06");
  g_assert_cmpstr (short_time, ==, "0.8 s");
  g_assert_cmpstr (seconds, ==, "40 s");
  g_assert_cmpstr (minutes, ==, "2 min 5 s");
}

static void
test_verdict_text (void)
{
  static const char *const texts[] = { "– Not Run", "✓ Pass", "? Not Assessable", "! Watch", "× Fail" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *text = assay_verdict_chip_text (i);

      g_assert_cmpstr (text, ==, texts[i]);
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *config = g_dir_make_tmp ("assay-config-XXXXXX", NULL);
  g_autofree char *ours = g_build_filename (config, "assay", NULL);
  int status;

  setlocale (LC_ALL, "");
  g_setenv ("XDG_CONFIG_HOME", config, TRUE);      /* never the settings of whoever runs the test */
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/place/parse", test_place_parse);
  g_test_add_func ("/app/width-bin/class", test_width_class);
  g_test_add_func ("/app/undo/steps", test_undo_steps);
  g_test_add_func ("/app/undo/failing", test_undo_failing);
  g_test_add_func ("/app/undo/frees", test_undo_frees);
  g_test_add_func ("/app/settings/renderer", test_renderer);
  g_test_add_func ("/app/settings/in-memory", test_settings_in_memory);
  g_test_add_func ("/app/settings/file", test_settings_file);
  g_test_add_func ("/app/job-row/text", test_job_text);
  g_test_add_func ("/app/when/format", test_when);
  g_test_add_func ("/app/verdict-chip/text", test_verdict_text);
  status = g_test_run ();
  g_rmdir (ours);
  g_rmdir (config);
  return status;
}
