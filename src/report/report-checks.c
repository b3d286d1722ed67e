#include "report/report-checks.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "charts/format.h"
#include "report/report-excerpt.h"
#include "report/report-family.h"
#include "report/report-table.h"

#define MOST_ROWS 16         /* of a family are listed where they pass; what did not pass is listed up to … */
#define MOST_TROUBLES 60

/* ---- a family as a table ---- */

typedef struct { gboolean verdict, statistic, p, adjusted, counts, events, found; } Shown;

static Shown
choose_columns (const AssayCheckFamily *family, const AssayRankedCheck *ranked, guint n)
{
  Shown shown = { .statistic = !assay_report_share_statistic (family), .counts = !assay_report_share_counts (family) };

  for (guint i = 0; i < n; i++)
    {
      const AssayCheck *check = ranked[i].check;

      shown.verdict |= check->verdict != ranked[0].check->verdict;
      shown.p |= !isnan (check->p_value);
      shown.adjusted |= !isnan (check->p_adjusted);
      shown.events |= shown.counts && !isnan (check->events);
      shown.found |= assay_report_is_trouble (check) && check->message != NULL && *check->message != '\0';
    }
  return shown;
}

static void
set_p (AssayTable *table, guint column, double p)
{
  g_autofree char *text = isnan (p) ? NULL : assay_format_p_value (p);

  assay_table_set_text (table, column, text);
}

static void
set_count (AssayTable *table, guint column, double n)
{
  g_autofree char *text = isnan (n) ? NULL : assay_format_count (n);

  assay_table_set_text (table, column, text);
}

/* What measured something and has no limits is neither passed nor not run. */
static void
set_verdict (AssayTable *table, guint column, const AssayCheck *check)
{
  assay_table_set_text (table, column, check->verdict != ASSAY_VERDICT_NONE ? assay_verdict_name (check->verdict) : _(assay_check_get_verdict_label (check)));
}

/* What was found, without the p-values that stand in columns beside it. */
static char *
word_trouble (const AssayCheck *check)
{
  g_autoptr(GRegex) adjusted = g_regex_new ("(^| )p [^;]+; [^;.]*[0-9.e+-]+ adjusted for [0-9,]+ comparisons \\(Holm\\)\\. ?", G_REGEX_OPTIMIZE, 0, NULL);
  g_autofree char *rest = check->message != NULL ? g_regex_replace_literal (adjusted, check->message, -1, 0, " ", 0, NULL) : NULL;

  return assay_report_sentence (rest != NULL ? g_strstrip (rest) : NULL);
}

static void
add_family_row (AssayTable *table, const AssayCheck *check, const Shown *shown)
{
  g_autofree char *value = assay_report_format_statistic (check->statistic, check->value), *found = assay_report_is_trouble (check) ? word_trouble (check) : NULL;
  guint column = 0;

  assay_table_add_row (table);
  assay_table_set_text (table, column++, assay_report_subject (check));
  if (shown->verdict)
    set_verdict (table, column++, check);
  if (shown->statistic)
    assay_table_set_text (table, column++, check->statistic != NULL ? _(check->statistic) : NULL);
  assay_table_set_text (table, column++, value);
  if (shown->p)
    set_p (table, column++, check->p_value);
  if (shown->adjusted)
    set_p (table, column++, check->p_adjusted);
  if (shown->counts)
    set_count (table, column++, check->n);
  if (shown->events)
    set_count (table, column++, check->events);
  if (shown->found)
    assay_table_set_text (table, column++, found);
}

static AssayTable *
new_family_table (const AssayCheckFamily *family, const Shown *shown)
{
  const AssayCheck *first = family->checks->pdata[0];
  AssayTable *table = assay_table_new (family->id, "");

  assay_table_add_column (table, "subject", N_("Of"), ASSAY_CELL_TEXT);
  if (shown->verdict)
    assay_table_add_column (table, "verdict", N_("Verdict"), ASSAY_CELL_VERDICT);
  if (shown->statistic)
    assay_table_add_column (table, "statistic", N_("Statistic"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, ASSAY_REPORT_NUMBERS "value", !shown->statistic && first->statistic != NULL ? first->statistic : N_("Value"), ASSAY_CELL_TEXT);
  if (shown->p)
    assay_table_add_column (table, ASSAY_REPORT_NUMBERS "p", "p", ASSAY_CELL_TEXT);
  if (shown->adjusted)
    assay_table_add_column (table, ASSAY_REPORT_NUMBERS "p-adjusted", N_("p (Holm)"), ASSAY_CELL_TEXT);
  if (shown->counts)
    assay_table_add_column (table, ASSAY_REPORT_NUMBERS "n", "n", ASSAY_CELL_TEXT);
  if (shown->events)
    assay_table_add_column (table, ASSAY_REPORT_NUMBERS "events", N_("Events"), ASSAY_CELL_TEXT);
  if (shown->found)
    assay_table_add_column (table, "found", N_("What was found"), ASSAY_CELL_TEXT);
  return table;
}

/* The first rows of those ranked, worst first, that the section has room for. */
static guint
count_shown (const AssayRankedCheck *ranked, guint n)
{
  guint troubles = 0;

  while (troubles < n && assay_report_is_trouble (ranked[troubles].check))
    troubles++;
  return MIN (n, MAX (MOST_ROWS, MIN (troubles, MOST_TROUBLES)));
}

static void
put_family_head (AssayFlow *flow, const AssayCheckFamily *family)
{
  const AssayCheck *first = family->checks->pdata[0], *worst = first;
  g_autofree char *title = g_strdup_printf ("%s  (%s)", _(first->title), family->id), *about = assay_report_describe_family (family);
  g_autoptr(PangoLayout) name = assay_flow_layout (flow, ASSAY_STYLE_STRONG, title, assay_flow_get_width (flow) - 100);
  double height;

  for (guint i = 1; i < family->checks->len; i++)
    if (((AssayCheck *) family->checks->pdata[i])->verdict > worst->verdict)
      worst = family->checks->pdata[i];
  assay_flow_measure (name, NULL, &height);
  assay_flow_space (flow, 4);
  assay_flow_need (flow, height + 80);
  assay_flow_put_verdict_as (flow, worst->verdict, _(assay_check_get_verdict_label (worst)), ASSAY_STYLE_STRONG, flow->margin + assay_flow_get_width (flow) - 90, flow->y);
  assay_report_page_add_text (flow->page, name, flow->margin, flow->y, flow->ink, "H3", NULL);
  flow->y += height + 2;
  if (*about != '\0')
    assay_flow_paragraph (flow, ASSAY_STYLE_SMALL, about);
}

/* Of all the same could be said: it is said once. */
static gboolean
says_one_thing (const AssayCheckFamily *family)
{
  const AssayCheck *first = family->checks->pdata[0];

  for (guint i = 0; i < family->checks->len; i++)
    {
      const AssayCheck *check = family->checks->pdata[i];

      if (check->verdict != ASSAY_VERDICT_NOT_ASSESSABLE || !isnan (check->value) || check->message == NULL || g_strcmp0 (check->message, first->message) != 0)
        return FALSE;
    }
  return TRUE;
}

static void
put_family_in_a_line (AssayFlow *flow, const AssayCheckFamily *family)
{
  const AssayCheck *first = family->checks->pdata[0];
  g_autoptr(GString) subjects = g_string_new (NULL);
  g_autofree char *text = NULL, *message = assay_report_sentence (first->message);

  for (guint i = 0; i < MIN (family->checks->len, MOST_ROWS); i++)
    g_string_append_printf (subjects, "%s%s", i > 0 ? ", " : "", assay_report_subject (family->checks->pdata[i]));
  if (family->checks->len > MOST_ROWS)
    g_string_append (subjects, ", …");
  /* TRANSLATORS: things checked, and what was found of each of them */
  text = g_strdup_printf (_("Each of %s: %s"), subjects->str, message);
  assay_flow_paragraph (flow, ASSAY_STYLE_BODY, text);
}

/* A few narrow columns stand two or three times side by side. */
static void
put_folded (AssayFlow *flow, AssayTable *table, gboolean has_texts)
{
  guint n_columns = assay_table_get_n_columns (table), n_rows = assay_table_get_n_rows (table), blocks = n_columns <= 2 ? 3 : n_columns <= 4 ? 2 : 1;
  g_autoptr(AssayTable) folded = NULL;

  if (has_texts || n_rows < 2 * blocks || assay_table_find_column (table, "verdict") >= 0)
    blocks = 1;
  folded = blocks > 1 ? assay_report_fold (table, blocks) : assay_table_ref (table);
  assay_flow_table (flow, folded);
}

static void
put_family (AssayFlow *flow, const AssayCheckFamily *family)
{
  g_autofree AssayRankedCheck *ranked = assay_report_rank_checks (family);
  guint n = family->checks->len, n_shown = count_shown (ranked, n);
  Shown shown = choose_columns (family, ranked, n_shown);
  g_autoptr(AssayTable) table = new_family_table (family, &shown);

  put_family_head (flow, family);
  if (says_one_thing (family))
    {
      put_family_in_a_line (flow, family);
      return;
    }
  for (guint i = 0; i < n_shown; i++)
    add_family_row (table, ranked[i].check, &shown);
  put_folded (flow, table, shown.found);
  if (n_shown < n)
    {
      g_autofree char *more = g_strdup_printf (ngettext ("%u more is in appendix A.", "%u more are in appendix A.", n - n_shown), n - n_shown);

      assay_flow_paragraph (flow, ASSAY_STYLE_SMALL, more);
    }
  assay_flow_space (flow, 4);
}

/* ---- the checks that stand alone and passed ---- */

static void
put_others (AssayFlow *flow, GPtrArray *families, gboolean headed)
{
  g_autoptr(AssayTable) table = assay_table_new ("others", "");

  assay_table_add_column (table, "check", N_("Check"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "verdict", N_("Verdict"), ASSAY_CELL_VERDICT);
  assay_table_add_column (table, "value", N_("Value"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "limits", N_("Limits"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "found", N_("What was found"), ASSAY_CELL_TEXT);
  for (guint i = 0; i < families->len; i++)
    {
      const AssayCheckFamily *family = families->pdata[i];
      const AssayCheck *check = family->checks->pdata[0];
      g_autofree char *name = NULL, *number = NULL, *value = NULL, *limits = NULL, *found = assay_report_sentence (check->message);

      if (family->checks->len > 1 || assay_report_is_trouble (check))
        continue;
      name = g_strdup_printf ("%s (%s)", _(check->title), check->id);
      number = assay_report_format_statistic (check->statistic, check->value);
      value = check->statistic != NULL ? g_strdup_printf ("%s %s", _(check->statistic), number) : g_strdup (number);
      limits = assay_report_word_limits (check);
      if (assay_report_is_judged_by_p (check) && *limits != '\0')
        {
          g_autofree char *plain = g_steal_pointer (&limits);

          limits = g_strdup_printf ("p %s", plain);
        }
      assay_table_add_row (table);
      assay_table_set_text (table, 0, name);
      set_verdict (table, 1, check);
      assay_table_set_text (table, 2, value);
      assay_table_set_text (table, 3, limits);
      assay_table_set_text (table, 4, found);
    }
  if (assay_table_get_n_rows (table) == 0)
    return;
  if (headed)
    {
      g_autoptr(PangoLayout) head = assay_flow_layout (flow, ASSAY_STYLE_STRONG, _("Checks that stand alone and passed, or are reported without a limit"), assay_flow_get_width (flow));
      double height;

      assay_flow_measure (head, NULL, &height);
      assay_flow_space (flow, 4);
      assay_flow_need (flow, height + 80);
      assay_report_page_add_text (flow->page, head, flow->margin, flow->y, flow->ink, "H3", NULL);
      flow->y += height + 3;
    }
  assay_flow_table (flow, table);
}

void
assay_report_put_check_families (AssayReportBuild *self, AssayResult *result)
{
  g_autoptr(GPtrArray) families = assay_report_list_families (result, self->section);
  gboolean has_more = FALSE;

  if (!(self->options.sections & ASSAY_REPORT_CHECKS) || families->len == 0)
    return;
  g_ptr_array_sort (families, assay_report_compare_families);
  assay_flow_heading (&self->flow, 2, _("Checks"), 100);
  for (guint i = 0; i < families->len; i++)
    {
      const AssayCheckFamily *family = families->pdata[i];

      if (family->checks->len > 1)
        put_family (&self->flow, family);
      else if (assay_report_is_trouble (family->checks->pdata[0]))
        assay_report_put_check (&self->flow, family->checks->pdata[0]);
      has_more |= family->checks->len > 1 || assay_report_is_trouble (family->checks->pdata[0]);
    }
  put_others (&self->flow, families, has_more);
}

/* ---- the register ---- */

static void
put_conventions (AssayFlow *flow, GPtrArray *families)
{
  g_autoptr(AssayTable) table = assay_table_new ("conventions", N_("Formulas, Conventions and Limits"));

  assay_table_add_column (table, "check", N_("Check"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "convention", N_("Statistic and convention"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "limits", N_("Limits"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "source", N_("Source"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "reference", N_("Reference"), ASSAY_CELL_TEXT);
  for (guint i = 0; i < families->len; i++)
    {
      const AssayCheckFamily *family = families->pdata[i];

      for (guint k = 0; k < family->checks->len; k++)
        {
          const AssayCheck *check = family->checks->pdata[k];
          gboolean is_told = FALSE;
          g_autofree char *shared = NULL, *what = NULL, *limits = NULL, *words = NULL;
          const char source[2] = { check->source != 0 ? check->source : '-', '\0' };

          for (guint before = 0; before < k && !is_told; before++)
            {
              const AssayCheck *other = family->checks->pdata[before];

              is_told = assay_report_same_terms (other, check);
            }
          if (is_told)
            continue;
          shared = assay_report_shared_convention (family);
          words = assay_report_sentence (shared);
          what = g_strdup_printf ("%s. %s%s%s", _(check->title), check->statistic != NULL ? _(check->statistic) : "", check->statistic != NULL && *words != '\0' ? ": " : "", words);
          limits = assay_report_word_limits_and_note (check);
          assay_table_add_row (table);
          assay_table_set_text (table, 0, family->id);
          assay_table_set_text (table, 1, what);
          assay_table_set_text (table, 2, limits);
          assay_table_set_text (table, 3, source);
          assay_table_set_text (table, 4, check->reference);
        }
    }
  assay_flow_table (flow, table);
}

static void
put_findings (AssayFlow *flow, GPtrArray *families)
{
  g_autoptr(AssayTable) table = assay_table_new ("register", N_("All Findings"));
  guint column;

  assay_table_add_column (table, "check", N_("Check"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "subject", N_("Of"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "verdict", N_("Verdict"), ASSAY_CELL_VERDICT);
  assay_table_add_column (table, ASSAY_REPORT_NUMBERS "value", N_("Value"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, ASSAY_REPORT_NUMBERS "p", "p", ASSAY_CELL_TEXT);
  assay_table_add_column (table, ASSAY_REPORT_NUMBERS "p-adjusted", N_("p (Holm)"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, ASSAY_REPORT_NUMBERS "n", "n", ASSAY_CELL_TEXT);
  assay_table_add_column (table, ASSAY_REPORT_NUMBERS "events", N_("Events"), ASSAY_CELL_TEXT);
  for (guint i = 0; i < families->len; i++)
    {
      const AssayCheckFamily *family = families->pdata[i];

      for (guint k = 0; k < family->checks->len; k++)
        {
          const AssayCheck *check = family->checks->pdata[k];
          g_autofree char *value = assay_report_format_statistic (check->statistic, check->value);

          column = 0;
          assay_table_add_row (table);
          assay_table_set_text (table, column++, check->id);
          assay_table_set_text (table, column++, assay_report_subject (check));
          set_verdict (table, column++, check);
          assay_table_set_text (table, column++, value);
          set_p (table, column++, check->p_value);
          set_p (table, column++, check->p_adjusted);
          set_count (table, column++, check->n);
          set_count (table, column++, check->events);
        }
    }
  assay_flow_table (flow, table);
}

void
assay_report_put_register (AssayReportBuild *self, AssayResult *result)
{
  AssayFlow *flow = &self->flow;
  g_autoptr(GPtrArray) families = assay_report_list_families (result, NULL);
  g_autofree char *seed = g_strdup_printf ("%" G_GINT64_FORMAT, assay_result_get_seed (result));
  const char *repeats = assay_result_find_option (result, "repeats"), *engine = assay_result_get_engine (result);
  g_autofree char *parameters = NULL;

  if (families->len == 0)
    return;
  parameters = g_strdup_printf (_("Seed %s; repeats of what is drawn: %s; software: %s. Times are not printed, so that the same inputs give the same bytes."), seed,
                                repeats != NULL && *repeats != '\0' ? repeats : "–", engine != NULL ? engine : _("not stated"));
  assay_flow_paragraph (flow, ASSAY_STYLE_BODY, parameters);
  put_conventions (flow, families);
  assay_report_put_sources (flow);
  put_findings (flow, families);
}
