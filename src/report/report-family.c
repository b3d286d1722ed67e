#include "report/report-family.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "charts/format.h"
#include "report/report-checks.h"

/* ---- numbers ---- */

static gboolean
is_share (const char *statistic)
{
  static const char *const shares[] = { "minority-share", "default rate", "power", "distinct-per-row", "change-of-share", "capture", "relative gap", "relative drop", "relative-change",
                                        "relative drop of KS", "decline from the best", NULL };

  return g_str_has_prefix (statistic, "share") || g_str_has_prefix (statistic, "relative loss") || g_strv_contains (shares, statistic);
}

static gboolean
has_three_digits (const char *statistic)
{
  static const char *const ids[] = { "psi", "csi", "iv", "auc", "gini", "ks", "d", "ece", "log loss", "information-value", "gini-of-classifier", "lowest auc of a part", "difference of AUC",
                                     "largest gap of AUC", "tau-b", "spearman", "largest-correlation", "AIR", "SMD", NULL };

  return g_strv_contains (ids, statistic);
}

/* Four digits that mean something, and no zeros behind them. */
static char *
format_significant (double value)
{
  int magnitude = value != 0 && isfinite (value) ? (int) floor (log10 (fabs (value))) : 0;
  double step = pow (10, 3 - magnitude);

  return assay_format_number (magnitude < 3 && magnitude > -5 ? round (value * step) / step : magnitude >= 3 && magnitude < 15 ? round (value) : value, -1);
}

char *
assay_report_format_statistic (const char *statistic, double value)
{
  if (!isfinite (value) || statistic == NULL)
    return format_significant (value);
  if (is_share (statistic))
    return value != 0 && fabs (value) < 0.001 ? assay_format_fraction (value, 3) : assay_format_fraction (value, 1);
  if (has_three_digits (statistic))
    return assay_format_number (value, 3);
  return format_significant (value);
}

/* Limits of a p-value speak of it, not of the statistic. */
gboolean
assay_report_is_judged_by_p (const AssayCheck *check)
{
  return check->limit_note != NULL && g_str_has_prefix (check->limit_note, "p-value");
}

static char *
format_limit (const AssayCheck *check, double limit)
{
  return assay_report_is_judged_by_p (check) ? assay_format_number (limit, -1) : assay_report_format_statistic (check->statistic, limit);
}

char *
assay_report_word_limits (const AssayCheck *check)
{
  g_autofree char *warn = format_limit (check, check->warn), *fail = format_limit (check, check->fail);

  if (isnan (check->warn) && isnan (check->fail))
    return g_strdup ("");
  if (isnan (check->warn))
    return g_strdup_printf (_("limit: fail at %s"), fail);
  if (isnan (check->fail))
    return g_strdup_printf (_("limit: watch at %s"), warn);
  return g_strdup_printf (_("limits: watch at %s, fail at %s"), warn, fail);
}

/* Limits and why they are so; those of a p-value stand in the note already. */
char *
assay_report_word_limits_and_note (const AssayCheck *check)
{
  g_autofree char *limits = assay_report_word_limits (check), *note = assay_report_sentence (check->limit_note);

  if (assay_report_is_judged_by_p (check) || *limits == '\0')
    return g_steal_pointer (&note);
  return *note != '\0' ? g_strdup_printf ("%s · %s", limits, note) : g_steal_pointer (&limits);
}

/* ---- families ---- */

static void
family_free (gpointer data)
{
  AssayCheckFamily *family = data;

  g_ptr_array_unref (family->checks);
  g_free (family);
}

GPtrArray *
assay_report_list_families (const AssayResult *result, const char *section)
{
  GPtrArray *families = g_ptr_array_new_with_free_func (family_free);
  g_autoptr(GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < assay_result_get_n_checks (result); i++)
    {
      const AssayCheck *check = assay_result_get_check (result, i);
      AssayCheckFamily *family = g_hash_table_lookup (by_id, check->id);

      if (section != NULL && g_strcmp0 (check->section, section) != 0)
        continue;
      if (family == NULL)
        {
          family = g_new0 (AssayCheckFamily, 1);
          family->id = check->id;
          family->checks = g_ptr_array_new ();
          family->place = families->len;
          g_ptr_array_add (families, family);
          g_hash_table_insert (by_id, check->id, family);
        }
      g_ptr_array_add (family->checks, (gpointer) check);
      family->worst = MAX (family->worst, check->verdict);
    }
  return families;
}

int
assay_report_compare_families (gconstpointer a, gconstpointer b)
{
  const AssayCheckFamily *x = *(AssayCheckFamily *const *) a, *y = *(AssayCheckFamily *const *) b;

  if (x->worst != y->worst)
    return x->worst > y->worst ? -1 : 1;
  return x->place < y->place ? -1 : 1;
}

/* How bad a finding is beside others of its family and verdict: the larger, the worse. */
static double
badness (const AssayCheck *check)
{
  double p = isnan (check->p_adjusted) ? check->p_value : check->p_adjusted;

  if (assay_report_is_judged_by_p (check))
    return isnan (p) ? -INFINITY : -p;
  if (isnan (check->value) || (isnan (check->warn) && isnan (check->fail)))
    return -INFINITY;
  return check->fail < check->warn ? -check->value : fabs (check->value);
}

static int
compare_ranked (gconstpointer a, gconstpointer b)
{
  const AssayRankedCheck *x = a, *y = b;
  double bad_x = badness (x->check), bad_y = badness (y->check);

  if (x->check->verdict != y->check->verdict)
    return x->check->verdict > y->check->verdict ? -1 : 1;
  if (bad_x > bad_y || bad_x < bad_y)
    return bad_x > bad_y ? -1 : 1;
  return x->place < y->place ? -1 : 1;
}

AssayRankedCheck *
assay_report_rank_checks (const AssayCheckFamily *family)
{
  AssayRankedCheck *ranked = g_new (AssayRankedCheck, family->checks->len);

  for (guint i = 0; i < family->checks->len; i++)
    ranked[i] = (AssayRankedCheck) { family->checks->pdata[i], i };
  qsort (ranked, family->checks->len, sizeof *ranked, compare_ranked);
  return ranked;
}

gboolean
assay_report_is_trouble (const AssayCheck *check)
{
  return check->verdict != ASSAY_VERDICT_PASS && check->verdict != ASSAY_VERDICT_NONE;
}

/* ---- what the members of a family share ---- */

static gboolean
same_number (double a, double b)
{
  return a == b || (isnan (a) && isnan (b));
}

gboolean
assay_report_share_counts (const AssayCheckFamily *family)
{
  const AssayCheck *first = family->checks->pdata[0];

  for (guint i = 1; i < family->checks->len; i++)
    {
      const AssayCheck *check = family->checks->pdata[i];

      if (!same_number (check->n, first->n) || !same_number (check->events, first->events))
        return FALSE;
    }
  return TRUE;
}

gboolean
assay_report_share_statistic (const AssayCheckFamily *family)
{
  const AssayCheck *first = family->checks->pdata[0];

  for (guint i = 1; i < family->checks->len; i++)
    if (g_strcmp0 (((AssayCheck *) family->checks->pdata[i])->statistic, first->statistic) != 0)
      return FALSE;
  return TRUE;
}

static gboolean
share_limits (const AssayCheckFamily *family)
{
  const AssayCheck *first = family->checks->pdata[0];

  for (guint i = 1; i < family->checks->len; i++)
    {
      const AssayCheck *check = family->checks->pdata[i];

      if (!same_number (check->warn, first->warn) || !same_number (check->fail, first->fail) || check->source != first->source || g_strcmp0 (check->limit_note, first->limit_note) != 0)
        return FALSE;
    }
  return TRUE;
}

/* Cut at a semicolon. */
char *
assay_report_shared_convention (const AssayCheckFamily *family)
{
  const char *first = ((AssayCheck *) family->checks->pdata[0])->convention;
  gsize length = first != NULL ? strlen (first) : 0;

  for (guint i = 1; i < family->checks->len && length > 0; i++)
    {
      const char *other = ((AssayCheck *) family->checks->pdata[i])->convention;
      gsize same = 0;

      while (other != NULL && same < length && other[same] == first[same])
        same++;
      if (same == length && (other[same] == '\0' || other[same] == ';'))
        continue;
      while (same > 0 && first[same] != ';')
        same--;
      length = same;
    }
  return g_strndup (first != NULL ? first : "", length);
}

static void
append_part (GString *line, const char *part)
{
  if (part == NULL || *part == '\0')
    return;
  if (line->len > 0)
    g_string_append (line, " · ");
  g_string_append (line, part);
}

static void
append_source (GString *line, const AssayCheck *check)
{
  g_autofree char *part = NULL;

  if (check->source == 0)
    return;
  part = g_strdup_printf (_("Limits from: %s (%c)"), assay_report_source_meaning (check->source), check->source);
  append_part (line, part);
}

static void
append_counts (GString *line, const AssayCheck *check)
{
  if (!isnan (check->n))
    {
      g_autofree char *n = assay_format_count (check->n), *part = g_strdup_printf ("n = %s", n);

      append_part (line, part);
    }
  if (!isnan (check->events))
    {
      g_autofree char *n = assay_format_count (check->events), *part = g_strdup_printf ("%s = %s", _("events"), n);

      append_part (line, part);
    }
}

char *
assay_report_describe_family (const AssayCheckFamily *family)
{
  const AssayCheck *first = family->checks->pdata[0];
  GString *line = g_string_new (NULL);
  g_autofree char *shared = assay_report_shared_convention (family), *convention = assay_report_sentence (shared);

  if (assay_report_share_counts (family))
    append_counts (line, first);
  if (share_limits (family))
    {
      g_autofree char *limits = assay_report_word_limits_and_note (first);

      append_part (line, limits);
      append_source (line, first);
    }
  append_part (line, convention);
  append_part (line, first->reference);
  return g_string_free (line, FALSE);
}

gboolean
assay_report_same_terms (const AssayCheck *a, const AssayCheck *b)
{
  return g_strcmp0 (a->statistic, b->statistic) == 0 && g_strcmp0 (a->limit_note, b->limit_note) == 0 && same_number (a->warn, b->warn) && same_number (a->fail, b->fail);
}
