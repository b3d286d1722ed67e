/* What changed since the approved version. */
#include "analysis/validation/validation-check.h"

#include "analysis/validation/validation-baseline.h"
#include "analysis/validation/validation-sink-private.h"
#include "analysis/validation/validation-suite.h"
#include "analysis/wording.h"

#include <string.h>

/* The row of a table whose first cells are those of a row of another; -1: none. */
static int
find_row (const AssayTable *table, const AssayTable *like, guint like_row, guint n_cells)
{
  for (guint row = 0; row < assay_table_get_n_rows (table); row++)
    {
      guint same = 0;

      while (same < n_cells && g_strcmp0 (assay_table_get_text (table, row, same), assay_table_get_text (like, like_row, same)) == 0)
        same++;
      if (same == n_cells)
        return row;
    }
  return -1;
}

static AssayTable *
find_table (const AssayResult *result, const char *id, guint n_columns)
{
  AssayTable *table = assay_result_find_table ((AssayResult *) result, id);

  return table != NULL && assay_table_get_n_columns (table) >= n_columns ? table : NULL;
}

static gboolean
say_incomplete (AssayValidationSink *sink, const char *table)
{
  assay_validation_sink_add_not_assessable (sink, NULL, g_strdup_printf ("The baseline has no table “%s”. Write one anew with --write-baseline.", table));
  return TRUE;
}

/* ---- statistics ---- */

enum { STATISTIC_VALUE = 3, STATISTIC_ERROR = 4, N_STATISTIC_COLUMNS = 7 };

static gboolean
run_metrics (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  AssayTable *then = find_table (c->baseline, "statistics", N_STATISTIC_COLUMNS), *now = sink->statistics;
  AssayTable *table;
  double worst = -1;
  char *message = NULL;
  guint n = 0, n_unknown = 0;

  if (then == NULL || now == NULL)
    return say_incomplete (sink, "statistics");
  table = assay_table_new ("baseline-statistics", N_("Statistics Since the Approved Version"));
  assay_table_add_column (table, "check", N_("Check"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "subject", N_("Subject"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "approved", N_("Approved"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "now", N_("Now"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "change", N_("Change"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "units", N_("Standard Errors"), ASSAY_CELL_NUMBER);
  for (guint row = 0; row < assay_table_get_n_rows (now); row++)
    {
      const char *id = assay_table_get_text (now, row, 0), *subject = assay_table_get_text (now, row, 1);
      int at = find_row (then, now, row, STATISTIC_VALUE);
      double value = assay_table_get_number (now, row, STATISTIC_VALUE), before, unit, units;

      if (at < 0)
        continue;
      before = assay_table_get_number (then, at, STATISTIC_VALUE);
      unit = assay_table_get_number (then, at, STATISTIC_ERROR);
      units = value == before ? 0 : unit > 0 ? fabs (value - before) / unit : NAN;
      assay_table_add_row (table);
      assay_table_set_text (table, 0, id);
      assay_table_set_text (table, 1, subject);
      assay_table_set_number (table, 2, before);
      assay_table_set_number (table, 3, value);
      assay_table_set_number (table, 4, value - before);
      assay_table_set_number (table, 5, units);
      n_unknown += isnan (units) != 0;
      n += !isnan (units);
      if (units > worst)
        {
          g_autofree char *from = assay_word_number (before), *to = assay_word_number (value), *count = assay_word_number (units);

          worst = units;
          g_free (message);
          message = g_strdup_printf ("%s (%s) moved most: from %s to %s, %s of its standard errors.", id, subject, from, to, count);
        }
    }
  if (n == 0)
    {
      g_free (message);
      assay_table_unref (table);
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("No statistic with a standard error is in both the baseline and this run. Make the same checks as then."));
      return TRUE;
    }
  else
    {
      AssayFinding *finding = assay_validation_sink_add (sink, NULL, worst);

      finding->message = message;
      finding->convention = g_strdup_printf ("%u statistics compared, %u without a standard error shown only", n, n_unknown);
    }
  assay_validation_sink_take_table (sink, table);
  return TRUE;
}

/* ---- scores ---- */

static gboolean
run_scores (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  const char *name = assay_options_get_text (c->options, "approved-score");
  AssayColumn *column = assay_frame_find (c->data->frame, name);
  g_autofree double *owned = NULL;
  const double *approved = column != NULL ? assay_validation_numbers (column, &owned) : NULL;
  gsize n = 0, n_flipped = 0;
  double largest = 0, sum = 0;

  if (approved == NULL || assay_column_get_type (column) == ASSAY_TYPE_CATEGORY)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup_printf ("There is no column of numbers “%s” in the data. Name that of the approved scores with --approved-score.", name));
      return TRUE;
    }
  for (gsize i = 0; i < c->data->n; i++)
    {
      double difference = fabs (c->data->score[i] - approved[i]);
      gboolean before, now;

      if (isnan (difference))
        continue;
      before = c->higher_is_riskier ? approved[i] >= c->cutoff : approved[i] <= c->cutoff;
      now = c->higher_is_riskier ? c->data->score[i] >= c->cutoff : c->data->score[i] <= c->cutoff;
      n++;
      sum += difference;
      largest = MAX (largest, difference);
      n_flipped += before != now;
    }
  if (n == 0)
    assay_validation_sink_add_not_assessable (sink, NULL, g_strdup_printf ("No row has both a score and an approved one in “%s”.", name));
  else
    {
      AssayFinding *finding = assay_validation_sink_add (sink, NULL, (double) n_flipped / n);
      g_autofree char *rows = assay_word_items (n_flipped, "decision", "decisions"), *all = assay_word_count (n), *most = assay_word_number (largest), *mean = assay_word_number (sum / n);

      finding->n = n;
      finding->effect = largest;
      finding->effect_name = g_strdup ("largest difference of scores");
      finding->message = g_strdup_printf ("%s of %s change at the cut-off; scores differ by %s on average and %s at most.", rows, all, mean, most);
    }
  return TRUE;
}

/* ---- pairs of a name and a value ---- */

/* Differences of two tables of pairs, listed in a third; what is in one only counts. */
static AssayTable *
list_differences (AssayTable *then, AssayTable *now, const char *id, const char *title, GString *names)
{
  AssayTable *table = assay_table_new (id, title);

  assay_table_add_column (table, "what", N_("What"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "approved", N_("Approved"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "now", N_("Now"), ASSAY_CELL_TEXT);
  for (guint pass = 0; pass < 2; pass++)
    {
      AssayTable *from = pass == 0 ? now : then, *other = pass == 0 ? then : now;

      for (guint row = 0; row < assay_table_get_n_rows (from); row++)
        {
          const char *what = assay_table_get_text (from, row, 0), *value = assay_table_get_text (from, row, 1);
          int at = find_row (other, from, row, 1);
          const char *there = at >= 0 ? assay_table_get_text (other, at, 1) : NULL;

          if ((pass == 1 && at >= 0) || (at >= 0 && g_strcmp0 (value, there) == 0))
            continue;
          assay_table_add_row (table);
          assay_table_set_text (table, 0, what);
          assay_table_set_text (table, 1, pass == 0 ? there : value);
          assay_table_set_text (table, 2, pass == 0 ? value : NULL);
          g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", what);
        }
    }
  return table;
}

static gboolean
run_artifact (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  AssayTable *then = find_table (c->baseline, "artifact", 2);
  g_autoptr(AssayTable) now = assay_validation_describe_artifact (c);
  g_autoptr(GString) names = g_string_new (NULL);
  const char *reason = assay_options_get_text (c->options, "change-reason");
  AssayTable *table;
  AssayFinding *finding;
  guint n;

  if (then == NULL)
    return say_incomplete (sink, "artifact");
  table = list_differences (then, now, "baseline-artifact", N_("Model Since the Approved Version"), names);
  n = assay_table_get_n_rows (table);
  finding = assay_validation_sink_add (sink, NULL, n);
  finding->is_settled = TRUE;
  finding->verdict = n == 0 ? ASSAY_VERDICT_PASS : reason != NULL ? ASSAY_VERDICT_WARN : ASSAY_VERDICT_FAIL;
  finding->message = n == 0 ? g_strdup ("The model is the approved one, to the bit.")
                     : reason != NULL ? g_strdup_printf ("The model differs from the approved one in %s. Reason given: %s", names->str, reason)
                     : g_strdup_printf ("The model differs from the approved one in %s, and no reason is given (--change-reason).", names->str);
  if (n > 0)
    assay_validation_sink_take_table (sink, table);
  else
    assay_table_unref (table);
  return TRUE;
}

static gboolean
run_conventions (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  AssayTable *then = find_table (c->baseline, "settings", 2);
  g_autoptr(AssayTable) now = assay_validation_describe_settings (c);
  g_autoptr(GString) names = g_string_new (NULL);
  AssayTable *table;
  AssayFinding *finding;
  guint n;

  if (then == NULL)
    return say_incomplete (sink, "settings");
  table = list_differences (then, now, "baseline-settings", N_("Settings Since the Approved Version"), names);
  n = assay_table_get_n_rows (table);
  finding = assay_validation_sink_add (sink, NULL, n);
  finding->message = n == 0 ? g_strdup ("Settings, seed and policy are those of the approved run.") : g_strdup_printf ("Not as in the approved run: %s. Numbers of the two may differ for that alone.", names->str);
  if (n > 0)
    assay_validation_sink_take_table (sink, table);
  else
    assay_table_unref (table);
  return TRUE;
}

/* ---- verdicts ---- */

static const AssayCheck *
find_check (const AssayResult *result, const AssayCheck *like)
{
  for (guint i = 0; i < assay_result_get_n_checks (result); i++)
    {
      const AssayCheck *check = assay_result_get_check (result, i);

      if (strcmp (check->id, like->id) == 0 && g_strcmp0 (check->subject, like->subject) == 0 && g_strcmp0 (check->statistic, like->statistic) == 0)
        return check;
    }
  return NULL;
}

static gboolean
run_verdicts (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  AssayTable *table = assay_table_new ("baseline-verdicts", N_("Verdicts Since the Approved Version"));
  guint n_worse = 0, n_failed = 0, n_gone = 0, n = 0;
  AssayFinding *finding;

  assay_table_add_column (table, "check", N_("Check"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "subject", N_("Subject"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "approved", N_("Approved"), ASSAY_CELL_VERDICT);
  assay_table_add_column (table, "now", N_("Now"), ASSAY_CELL_VERDICT);
  for (guint i = 0; i < assay_result_get_n_checks (c->baseline); i++)
    {
      const AssayCheck *then = assay_result_get_check (c->baseline, i), *now = find_check (sink->judged, then);
      AssayVerdict verdict = now != NULL ? now->verdict : ASSAY_VERDICT_NONE;

      /* checks that hold a run against a baseline were not made when there was none; those that nobody asks for now are not gone */
      if (g_str_has_prefix (then->id, "base-") || (now == NULL && !assay_validation_asks (c, then->id)))
        continue;
      n++;
      if (now != NULL && verdict == then->verdict)
        continue;
      n_gone += now == NULL;
      n_failed += now != NULL && verdict == ASSAY_VERDICT_FAIL;
      n_worse += now != NULL && verdict != ASSAY_VERDICT_FAIL && verdict > then->verdict;
      assay_table_add_row (table);
      assay_table_set_text (table, 0, then->id);
      assay_table_set_text (table, 1, then->subject);
      assay_table_set_text (table, 2, assay_verdict_name (then->verdict));
      assay_table_set_text (table, 3, now != NULL ? assay_verdict_name (verdict) : NULL);
    }
  if (n == 0)
    {
      assay_table_unref (table);
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("No check of the baseline is made in this run. Make the same checks as then."));
      return TRUE;
    }
  finding = assay_validation_sink_add (sink, NULL, n_failed + n_gone);
  finding->is_settled = TRUE;
  finding->verdict = n_failed + n_gone > 0 ? ASSAY_VERDICT_FAIL : n_worse > 0 ? ASSAY_VERDICT_WARN : ASSAY_VERDICT_PASS;
  finding->message = n_failed + n_gone + n_worse == 0 ? g_strdup ("No verdict is worse than in the approved run, and no check is gone.")
                     : g_strdup_printf ("New failures: %u; checks of then that are gone: %u; otherwise worse: %u.", n_failed, n_gone, n_worse);
  if (assay_table_get_n_rows (table) > 0)
    assay_validation_sink_take_table (sink, table);
  else
    assay_table_unref (table);
  return TRUE;
}

const AssayValidationCheck assay_checks_baseline[] = {
  { .id = "base-metrics", .title = N_("Statistics Since Approval"), .section = ASSAY_SECTION_CHANGE, .tier = 1, .statistic = "largest change in standard errors",
    .needs = ASSAY_NEEDS_BASELINE,
    .limits = { ASSAY_JUDGED_BY_VALUE, { 1, 2, ASSAY_BEYOND_FROM, 'C', N_("one and two standard errors") } },
    .convention = N_("|now − approved| in units of the standard error that the statistic had in the approved run"), .flags = ASSAY_CHECK_RUNS_LAST, .run = run_metrics },
  { .id = "base-scores", .title = N_("Scores Since Approval"), .section = ASSAY_SECTION_CHANGE, .tier = 1, .statistic = "share of decisions changed",
    .needs = ASSAY_NEEDS_SCORE | ASSAY_NEEDS_CUTOFF | ASSAY_NEEDS_OPTION, .option = "approved-score",
    .limits = { ASSAY_JUDGED_BY_VALUE, { 0, 0.001, ASSAY_BEYOND_ABOVE, 'C', N_("no decision; 0.1 % of them") } },
    .convention = N_("rows that have both scores; decided at the cut-off, the riskier side inclusive"), .flags = ASSAY_CHECK_RUNS_LAST, .run = run_scores },
  { .id = "base-artifact", .title = N_("Model Since Approval"), .section = ASSAY_SECTION_CHANGE, .tier = 1, .statistic = "differences",
    .needs = ASSAY_NEEDS_BASELINE | ASSAY_NEEDS_MODEL,
    .limits = { ASSAY_JUDGED_BY_VALUE, { NAN, 0, ASSAY_BEYOND_ABOVE, 'C', N_("equal; explained: watch; unexplained: fail") } },
    .convention = N_("SHA-256 and the facts of the artifact"), .flags = ASSAY_CHECK_RUNS_LAST, .run = run_artifact },
  { .id = "base-conventions", .title = N_("Settings Since Approval"), .section = ASSAY_SECTION_CHANGE, .tier = 1, .statistic = "differences",
    .needs = ASSAY_NEEDS_BASELINE,
    .limits = { ASSAY_JUDGED_BY_VALUE, { NAN, 0, ASSAY_BEYOND_ABOVE, 'C', N_("settings must be equal") } },
    .convention = N_("options that decide numbers, seed, and the digest of the policy; the number of threads decides nothing"), .flags = ASSAY_CHECK_RUNS_LAST, .run = run_conventions },
  { .id = "base-verdicts", .title = N_("Verdicts Since Approval"), .section = ASSAY_SECTION_CHANGE, .tier = 1, .statistic = "new failures and checks gone",
    .needs = ASSAY_NEEDS_BASELINE,
    .limits = { ASSAY_JUDGED_BY_VALUE, { NAN, 0, ASSAY_BEYOND_ABOVE, 'C', N_("no new failure and no check gone; otherwise worse: watch") } },
    .convention = N_("check by check and subject by subject"), .flags = ASSAY_CHECK_RUNS_LAST, .run = run_verdicts },
  { NULL }
};
