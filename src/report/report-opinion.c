/* The opinion on one page, and the table of key figures. */
#include "report/report-sections.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "charts/format.h"
#include "report/report-excerpt.h"
#include "report/report-table.h"
#include "result/findings.h"
#include "result/league.h"

#define CARDS 4
#define CARD_GAP 8.0
#define CARD_HEIGHT 60.0
#define FINDINGS 6

static guint
count_checks (AssayResult *result, AssayVerdict verdict)
{
  guint n = 0;

  for (guint i = 0; i < assay_result_get_n_checks (result); i++)
    n += assay_result_get_check (result, i)->verdict == verdict;
  return n;
}

static const char *
statement (AssayResult *result)
{
  switch (assay_result_get_verdict (result))
    {
    case ASSAY_VERDICT_PASS:
      if (g_strcmp0 (assay_result_get_analysis (result), "score") == 0)
        return _("The scoring is complete: the checks of rows and inputs passed. Whether the model ranks well, is calibrated and is fair was not judged; a validation does that.");
      return _("Every check that was asked for passed. Within the scope stated here, the result can be relied on.");
    case ASSAY_VERDICT_WARN:
    case ASSAY_VERDICT_NOT_ASSESSABLE:
      return _("No check failed, but some need attention or could not be judged. The result can be used with the reservations below.");
    case ASSAY_VERDICT_FAIL:
      return _("At least one check failed. Settle the findings below before relying on this result.");
    case ASSAY_VERDICT_NONE:
    default:
      return _("No check was asked for, so no opinion is given.");
    }
}

static void
put_card (AssayFlow *flow, const AssayMetric *metric, AssayBox box)
{
  g_autofree char *text = assay_format_metric (metric);
  g_autofree char *name = metric->of != NULL ? g_strdup_printf ("%s · %s", _(metric->label), metric->of) : g_strdup (_(metric->label));
  g_autoptr(PangoLayout) label = assay_flow_layout (flow, ASSAY_STYLE_SMALL, name, box.width - 16);
  g_autoptr(PangoLayout) value = assay_flow_layout (flow, ASSAY_STYLE_VALUE, text, 0);
  gboolean judged = metric->verdict != ASSAY_VERDICT_NONE;
  double width, room = box.width - 16 - (judged ? 16 : 0);

  assay_flow_measure (value, &width, NULL);
  if (width > room)
    {
      g_clear_object (&value);
      value = assay_flow_layout (flow, ASSAY_STYLE_STRONG, text, room);
      pango_layout_set_height (value, -2);
      pango_layout_set_ellipsize (value, PANGO_ELLIPSIZE_END);     /* the table of key figures has it whole */
    }
  pango_layout_set_height (label, -2);     /* at most two lines */
  pango_layout_set_ellipsize (label, PANGO_ELLIPSIZE_END);
  assay_report_page_add_rect (flow->page, box, flow->band, 5);
  assay_report_page_add_text (flow->page, label, box.x + 8, box.y + 7, flow->dim, "P", NULL);
  assay_report_page_add_text (flow->page, value, box.x + 8, box.y + box.height - 29, flow->ink, "P", NULL);
  if (judged)
    assay_report_page_add_verdict (flow->page, metric->verdict, box.x + box.width - 14, box.y + box.height - 18, 9);
}

static void
put_cards (AssayFlow *flow, AssayResult *result)
{
  double width = (assay_flow_get_width (flow) - (CARDS - 1) * CARD_GAP) / CARDS;
  /* With an answer in words above them fewer are needed, and the page holds the rest. */
  guint n = 0, most = (assay_result_find_table (result, "league") != NULL ? 2 : 3) * CARDS;

  for (guint i = 0; i < assay_result_get_n_metrics (result) && n < most; i++)
    {
      const AssayMetric *metric = assay_result_get_metric (result, i);

      if (assay_report_is_in_table (result, metric))
        continue;
      if (n % CARDS == 0)
        {
          assay_flow_need (flow, CARD_HEIGHT + CARD_GAP);
          flow->y += CARD_HEIGHT + CARD_GAP;
        }
      put_card (flow, metric, (AssayBox) { flow->margin + (n % CARDS) * (width + CARD_GAP), flow->y - CARD_HEIGHT - CARD_GAP, width, CARD_HEIGHT });
      n++;
    }
}

static void
put_counts (AssayFlow *flow, AssayResult *result)
{
  static const AssayVerdict order[] = { ASSAY_VERDICT_PASS, ASSAY_VERDICT_WARN, ASSAY_VERDICT_FAIL, ASSAY_VERDICT_NOT_ASSESSABLE };
  double x = flow->margin;

  if (assay_result_get_n_checks (result) == 0)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      g_autofree char *number = assay_format_count (count_checks (result, order[i]));
      g_autoptr(PangoLayout) layout = assay_flow_layout (flow, ASSAY_STYLE_STRONG, number, 0);
      double width;

      assay_flow_measure (layout, &width, NULL);
      assay_report_page_add_text (flow->page, layout, x, flow->y, flow->ink, "P", NULL);
      x += width + 5;
      x += assay_flow_put_verdict (flow, order[i], ASSAY_STYLE_BODY, x, flow->y) + 20;
    }
  flow->y += 22;
}

static char *
describe_finding (const AssayFindingGroup *group)
{
  const AssayCheck *check = group->check;
  g_autofree char *message = assay_report_sentence (check->message), *about = check->subject != NULL && *check->subject != '\0' ? g_strdup_printf ("%s · %s", _(check->title), assay_report_subject (check)) : g_strdup (_(check->title));

  if (group->n > 1)
    /* TRANSLATORS: several findings of one kind: verdict, title of the check, how many, the first things they are about */
    return g_strdup_printf (_("%s — %s, %u times: %s"), _(assay_verdict_label (check->verdict)), _(check->title), group->n, group->subjects);
  /* TRANSLATORS: a finding: verdict, title of the check (and what it is about), what was found */
  return g_strdup_printf (_("%s — %s: %s"), _(assay_verdict_label (check->verdict)), about, message);
}

static void
put_findings (AssayFlow *flow, AssayResult *result)
{
  g_autoptr(GPtrArray) groups = assay_result_list_findings (result);
  guint left = 0;

  if (groups->len == 0)
    return;
  assay_flow_heading (flow, 2, _("Findings"), 30);
  for (guint i = 0; i < groups->len; i++)
    {
      const AssayFindingGroup *group = groups->pdata[i];

      if (i < FINDINGS)
        {
          g_autofree char *text = describe_finding (group);

          assay_flow_bullet (flow, text);
        }
      else
        left += group->n;
    }
  if (left > 0)
    {
      g_autofree char *more = g_strdup_printf (ngettext ("%u more is in the section on checks.", "%u more are in the section on checks.", left), left);

      assay_flow_paragraph (flow, ASSAY_STYLE_SMALL, more);
    }
}

/* ---- the answer to what was asked ---- */

static const char *
text_at (const AssayTable *table, guint row, const char *id)
{
  int column = assay_table_find_column (table, id);
  const char *text = column >= 0 ? assay_table_get_text (table, row, (guint) column) : NULL;

  return text != NULL ? text : "";
}

static char *
number_at (const AssayTable *table, guint row, const char *id)
{
  int column = assay_table_find_column (table, id);

  return column >= 0 ? assay_format_cell (table, row, (guint) column) : g_strdup ("");
}

/* Whether the leader beats the benchmark, by the words of the league. */
static char *
compare_leader (const AssayTable *league, const char *benchmark)
{
  const char *model = text_at (league, 0, "model"), *word = text_at (league, 0, "against-benchmark");
  g_autofree char *p = number_at (league, 0, "p-value");

  if (strcmp (word, "benchmark") == 0)
    return g_strdup_printf (_("It is the benchmark: no other model beats %s."), model);
  if (strcmp (word, "better") == 0)
    return g_strdup_printf (_("It beats the benchmark, %s; the lead is more than chance (Diebold-Mariano, p %s)."), benchmark, p);
  if (strcmp (word, "worse") == 0)
    return g_strdup_printf (_("Yet its scaled error, origin by origin, is worse than that of the benchmark, %s (Diebold-Mariano, p %s)."), benchmark, p);
  if (strcmp (word, "no difference") == 0)
    return g_strdup_printf (_("Its difference from the benchmark, %s, may be chance (Diebold-Mariano, p %s)."), benchmark, p);
  return g_strdup_printf (_("There are too few origins to tell whether it beats the benchmark, %s."), benchmark);
}

static void
put_leader (AssayFlow *flow, const AssayResult *result)
{
  const AssayTable *league = assay_league_find (result);
  const char *benchmark = assay_league_get_benchmark (result);
  guint n;
  g_autofree char *wape = NULL, *mase = NULL, *first = NULL, *second = NULL, *both = NULL;

  if (benchmark == NULL)
    return;
  n = assay_table_get_n_rows (league);
  wape = number_at (league, 0, "wape");
  mase = number_at (league, 0, "mase");
  /* TRANSLATORS: a forecast model, number of models, two measures of its error */
  first = g_strdup_printf (ngettext ("%s has the lowest error of %u model: MASE %s, WAPE %s.", "%s has the lowest error of %u models: MASE %s, WAPE %s.", n),
                           text_at (league, 0, "model"), n, mase, wape);
  second = compare_leader (league, benchmark);
  both = g_strdup_printf ("%s %s", first, second);
  assay_flow_paragraph (flow, ASSAY_STYLE_LEAD, both);
}

static void
put_value_at_risk (AssayFlow *flow, const AssayTable *table)
{
  for (guint row = 0; row < MIN (assay_table_get_n_rows (table), CARDS); row++)
    {
      g_autofree char *exceptions = number_at (table, row, "exceptions"), *days = number_at (table, row, "days"), *expected = number_at (table, row, "expected");
      /* TRANSLATORS: a VaR column, number of exceptions, number of days, number expected, the zone of the traffic light */
      g_autofree char *text = g_strdup_printf (_("%s: %s exceptions in %s days, %s expected. Traffic light: %s."), text_at (table, row, "var"), exceptions, days, expected,
                                               _(text_at (table, row, "zone")));

      assay_flow_paragraph (flow, ASSAY_STYLE_LEAD, text);
    }
}

static void
put_answer (AssayFlow *flow, AssayResult *result)
{
  AssayTable *var = assay_result_find_table (result, "value-at-risk");

  put_leader (flow, result);
  if (var != NULL)
    put_value_at_risk (flow, var);
}

void
assay_report_put_opinion_body (AssayReportBuild *self, AssayResult *result)
{
  AssayFlow *flow = &self->flow;

  put_answer (flow, result);
  assay_flow_put_verdict (flow, assay_result_get_verdict (result), ASSAY_STYLE_HEADING, flow->margin, flow->y);
  flow->y += 26;
  assay_flow_paragraph (flow, ASSAY_STYLE_LEAD, statement (result));
  flow->y += 4;
  put_counts (flow, result);
  put_cards (flow, result);
  put_findings (flow, result);
}

void
assay_report_put_opinion (AssayReportBuild *self, AssayResult *result)
{
  AssayFlow *flow = &self->flow;

  assay_flow_new_page (flow);
  if (self->n_results > 1)
    assay_flow_heading (flow, 0, assay_result_get_title (result), 100);
  assay_flow_heading (flow, 1, _("Opinion"), 100);
  assay_report_put_opinion_body (self, result);
  if (assay_result_get_n_notes (result) > 0)
    {
      assay_flow_heading (flow, 2, _("Scope and reservations"), 30);
      for (guint i = 0; i < assay_result_get_n_notes (result); i++)
        assay_flow_bullet (flow, _(assay_result_get_note (result, i)));
    }
}

void
assay_report_put_key_figures (AssayReportBuild *self, AssayResult *result)
{
  AssayTable *table = assay_table_new ("key-figures", "");
  gboolean interval = FALSE, of = FALSE;
  guint column;

  for (guint i = 0; i < assay_result_get_n_metrics (result); i++)
    {
      interval |= !isnan (assay_result_get_metric (result, i)->low);
      of |= assay_result_get_metric (result, i)->of != NULL;
    }
  assay_table_add_column (table, "label", N_("Figure"), ASSAY_CELL_TEXT);
  if (of)
    assay_table_add_column (table, "of", N_("Of"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "value", N_("Value"), ASSAY_CELL_TEXT);
  if (interval)
    assay_table_add_column (table, "interval", N_("Interval"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "verdict", N_("Verdict"), ASSAY_CELL_VERDICT);
  for (guint i = 0; i < assay_result_get_n_metrics (result); i++)
    {
      const AssayMetric *metric = assay_result_get_metric (result, i);
      g_autofree char *value = NULL;

      if (assay_report_is_in_table (result, metric))
        continue;
      value = assay_format_metric (metric);
      assay_table_add_row (table);
      column = 0;
      assay_table_set_text (table, column++, _(metric->label));
      if (of)
        assay_table_set_text (table, column++, metric->of);
      assay_table_set_text (table, column++, value);
      if (interval && !isnan (metric->low))
        {
          AssayMetric low = *metric, high = *metric;
          g_autofree char *from = NULL, *to = NULL, *range = NULL;

          low.value = metric->low;
          high.value = metric->high;
          from = assay_format_metric (&low);
          to = assay_format_metric (&high);
          range = g_strdup_printf ("%s – %s", from, to);
          assay_table_set_text (table, column, range);
        }
      if (metric->verdict != ASSAY_VERDICT_NONE)
        assay_table_set_text (table, column + interval, assay_verdict_name (metric->verdict));
    }
  if (assay_table_get_n_rows (table) > 0)
    {
      /* The opinion has its page to itself. */
      assay_flow_new_page (&self->flow);
      assay_flow_heading (&self->flow, assay_report_is_validation (result) ? 2 : 1, _("Key figures"), 120);
      assay_flow_table (&self->flow, table);
    }
  assay_table_unref (table);
}
