#include "engine/league-answer.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "charts/format.h"
#include "model/forecaster.h"
#include "result/league.h"

char *
assay_league_dup_title (const char *model)
{
  g_autoptr(AssayModelChoice) choice = model != NULL ? assay_model_choice_parse (model, NULL) : NULL;

  return g_strdup (choice != NULL && *choice->title != '\0' ? _(choice->title) : model);
}

/* ---- the answer ---- */

static char *
format_at (const AssayTable *table, guint row, const char *id)
{
  const int column = assay_table_find_column (table, id);

  return column >= 0 ? assay_format_cell (table, row, (guint) column) : g_strdup ("–");
}

/* "< 0.001" is one word. */
static char *
dup_p_value (const AssayTable *league)
{
  g_autofree char *text = format_at (league, 0, "p-value");
  g_auto(GStrv) words = g_strsplit (text, " ", -1);

  return g_strjoinv ("\u00a0", words);
}

/* Places are by MASE where each model has one, else by WAPE: that one is said first. */
static char *
errors_of_best (const AssayTable *league)
{
  const int mase_column = assay_table_find_column (league, "mase");
  g_autofree char *mase = format_at (league, 0, "mase"), *wape = format_at (league, 0, "wape");
  const gboolean has_mase = mase_column >= 0 && !isnan (assay_table_get_number (league, 0, (guint) mase_column));

  if (!has_mase)
    return g_strdup_printf ("WAPE %s", wape);
  return g_strdup_printf ("MASE %s, WAPE %s", mase, wape);
}

char *
assay_league_answer (const AssayResult *result)
{
  AssayTable *league = assay_league_find (result);
  const char *benchmark = assay_league_get_benchmark (result), *word;
  g_autofree char *best = NULL, *other = NULL, *errors = NULL, *p = NULL;

  if (league == NULL || benchmark == NULL)
    return NULL;
  best = assay_league_dup_title (assay_league_get_best (result));
  other = assay_league_dup_title (benchmark);
  errors = errors_of_best (league);
  p = dup_p_value (league);
  word = assay_league_get_text (league, 0, "against-benchmark");
  if (g_strcmp0 (word, "benchmark") == 0)
    /* Translators: a forecast model, the measures of its error */
    return g_strdup_printf (_("No model beats the benchmark: %s has the lowest error (%s)."), best, errors);
  if (g_strcmp0 (word, "better") == 0)
    /* Translators: a forecast model, the measures of its error, the benchmark, a p-value such as “0.012” or “< 0.001” */
    return g_strdup_printf (_("%s has the lowest error (%s), and is better than %s (p %s)."), best, errors, other, p);
  if (g_strcmp0 (word, "worse") == 0)
    return g_strdup_printf (_("%s has the lowest error (%s), yet from origin to origin it is worse than %s (p %s)."), best, errors, other, p);
  if (g_strcmp0 (word, "no difference") == 0)
    return g_strdup_printf (_("%s has the lowest error (%s), but cannot be told from %s (p %s)."), best, errors, other, p);
  return g_strdup_printf (_("%s has the lowest error (%s); the origins are too few to tell it from %s."), best, errors, other);
}
