/* The checks with their conventions, the methods with their formulas, and the appendix. */
#include "report/report-checks.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "charts/format.h"
#include "report/report-excerpt.h"
#include "report/report-table.h"

#define MOST_KEPT 400.0      /* a check higher than this is let run over the end of a page */

const char *
assay_report_source_meaning (char source)
{
  switch (source)
    {
    case 'S':
      return _("published source");
    case 'A':
      return _("another tool's default");
    case 'C':
      return _("convention without a source");
    case 'U':
      return _("set by the user");
    default:
      return _("not stated");
    }
}

char *
assay_report_sentence (const char *text)
{
  return text != NULL ? assay_format_sentence (_(text)) : g_strdup ("");
}

const char *
assay_report_subject (const AssayCheck *check)
{
  return assay_check_subject_is_wording (check->section, check->subject) ? _(check->subject) : check->subject;
}

static void
append_part (GString *line, const char *part)
{
  if (line->len > 0)
    g_string_append (line, " · ");
  g_string_append (line, part);
}

static void
append_number (GString *line, const char *name, double value, char *number)
{
  g_autofree char *own = number, *part = NULL;

  if (isnan (value))
    return;
  part = g_strdup_printf ("%s = %s", name, own);
  append_part (line, part);
}

/* What was measured against what, in one line. */
static char *
check_numbers (const AssayCheck *check)
{
  GString *line = g_string_new (NULL);
  g_autofree char *limits = assay_report_word_limits (check);

  if (check->subject != NULL)
    append_part (line, assay_report_subject (check));
  append_number (line, check->statistic != NULL ? _(check->statistic) : _("value"), check->value, assay_report_format_statistic (check->statistic, check->value));
  if (!isnan (check->p_value))
    {
      g_autofree char *p = assay_format_p_value (check->p_value);
      g_autofree char *part = g_strdup_printf (strchr (p, '<') != NULL ? "p %s" : "p = %s", p);

      append_part (line, part);
    }
  if (!isnan (check->p_adjusted))
    {
      g_autofree char *p = assay_format_p_value (check->p_adjusted);
      g_autofree char *part = g_strdup_printf (strchr (p, '<') != NULL ? "%s %s" : "%s = %s", _("p (Holm)"), p);

      append_part (line, part);
    }
  append_number (line, "n", check->n, assay_format_count (check->n));
  append_number (line, _("events"), check->events, assay_format_count (check->events));
  if (*limits != '\0')
    append_part (line, limits);
  return g_string_free (line, FALSE);
}

static char *
check_footnote (const AssayCheck *check)
{
  GString *line = g_string_new (NULL);
  g_autofree char *note = assay_report_sentence (check->limit_note), *convention = assay_report_sentence (check->convention);

  if (check->source != 0)
    {
      g_autofree char *part = g_strdup_printf (_("Limits from: %s (%c)"), assay_report_source_meaning (check->source), check->source);

      append_part (line, part);
    }
  if (check->limit_note != NULL)
    append_part (line, note);
  if (check->convention != NULL)
    append_part (line, convention);
  if (check->reference != NULL)
    append_part (line, check->reference);
  return g_string_free (line, FALSE);
}

static const AssayStyle text_styles[4] = { ASSAY_STYLE_STRONG, ASSAY_STYLE_BODY, ASSAY_STYLE_CELL, ASSAY_STYLE_SMALL };

void
assay_report_put_check (AssayFlow *flow, const AssayCheck *check)
{
  double width = assay_flow_get_width (flow), text_width = width - 100, heights[4], height = 0;
  g_autofree char *numbers = check_numbers (check);
  g_autofree char *footnote = check_footnote (check);
  g_autofree char *message = assay_report_sentence (check->message);
  g_autofree char *title = g_strdup_printf ("%s  (%s)", _(check->title), check->id);
  const char *texts[4] = { title, message, numbers, footnote };
  PangoLayout *layouts[4];
  gboolean is_whole;

  for (int i = 0; i < 4; i++)
    {
      layouts[i] = assay_flow_layout (flow, text_styles[i], texts[i], i == 0 ? text_width : width - 12);
      assay_flow_measure (layouts[i], NULL, &heights[i]);
      if (texts[i][0] != '\0')
        height += heights[i] + 2;
    }
  assay_flow_need (flow, MIN (height + 10, MOST_KEPT));
  is_whole = height <= assay_flow_get_room (flow);
  if (is_whole)
    assay_report_page_add_rect (flow->page, (AssayBox) { flow->margin, flow->y, 3, height }, assay_report_verdict_color (check->verdict), 1);
  assay_flow_put_verdict_as (flow, check->verdict, _(assay_check_get_verdict_label (check)), ASSAY_STYLE_STRONG, flow->margin + width - 90, flow->y);
  for (int i = 0; i < 4; i++)
    {
      AssayColor color = i == 3 ? flow->dim : flow->ink;

      if (texts[i][0] != '\0' && (is_whole || i == 0))
        {
          assay_report_page_add_text (flow->page, layouts[i], flow->margin + 12, flow->y, color, i == 0 ? "H3" : "P", NULL);
          flow->y += heights[i] + 2;
        }
      else if (texts[i][0] != '\0')
        {
          assay_flow_lines (flow, text_styles[i], texts[i], flow->margin + 12, color);
          flow->y += 2;
        }
      g_object_unref (layouts[i]);
    }
  flow->y += 9;
}

const char *
assay_report_checks_explanation (void)
{
  return _("Each check states its statistic, its convention, its limits and where they come from. “Not Assessable” means that the "
           "test could not have found the problem with the data at hand; it counts as a reservation, not as a pass.");
}

void
assay_report_put_checks (AssayReportBuild *self, AssayResult *result)
{
  gboolean headed = FALSE;

  if (!(self->options.sections & ASSAY_REPORT_CHECKS))
    return;
  for (guint i = 0; i < assay_result_get_n_checks (result); i++)
    {
      const AssayCheck *check = assay_result_get_check (result, i);

      if (g_strcmp0 (check->section, self->section) != 0)
        continue;
      if (!headed)
        {
          assay_flow_heading (&self->flow, self->section != NULL ? 2 : 1, _("Checks"), 100);
          if (self->section == NULL)
            assay_flow_paragraph (&self->flow, ASSAY_STYLE_BODY, assay_report_checks_explanation ());
        }
      headed = TRUE;
      assay_report_put_check (&self->flow, check);
    }
}

/* ---- methods ---- */

/* The back-test of a VaR is the same verb; its result has a table of that name. */
#define VALUE_AT_RISK "backtest --var"
#define GRADES "backtest --pd"

/* table: only when the result has it; NULL: always. */
typedef struct { const char *analysis, *title, *formula, *text, *table; } Method;

static const Method methods[] = {
  { "anomalies", N_("Forecast baseline"), "f[t] = y[t − m]",
    N_("Seasonal naive: the value one season (m steps) earlier, by calendar. A missing day is a gap, not a shift: where there is no value one season "
       "earlier there is no forecast. Hyndman & Athanasopoulos, Forecasting: Principles and Practice.") },
  { "anomalies", N_("Residual"), "e[t] = y[t] − f[t]", N_("Positive when more came than was forecast.") },
  { "anomalies", N_("Rolling Z-score"), "z[t] = (e[t] − mean) / sd",
    N_("Mean and sample standard deviation (n − 1) over the residuals of the window before t; steps without a residual are stepped over, and t itself is not "
       "counted unless the options say so. The score is undefined with fewer residuals than asked for, and where the history is constant (sd below "
       "1e-9 of the scale of its values). A value that leaves a constant history is a breach: risk Critical, reason constant-history.") },
  { "anomalies", N_("Anomaly and risk level"), "|z| ≥ threshold",
    N_("Low, Medium, High and Critical are cut where the policy says, by default at |z| = 2, 3 and 4. A rolling Z-score flags some normal days too: with a window "
       "of 30 and a threshold of 2, about 5.9 % of independent normal values. A flag is a question, not a proof.") },
  { "anomalies", N_("Accuracy of the baseline"), "WAPE = Σ|e| / Σ|y|,  bias = Σ(f − y) / Σ|y|,  MASE = mean|e| / mean|y[t] − y[t − 1]|",
    N_("Over rows where both actual and forecast exist. MASE is scaled by the mean change from one step to the next, as Hyndman & Koehler (2006) define it for a series "
       "without a season, and averaged over the series: scaled by the seasonal change, the seasonal naive forecast would have 1 by construction.") },
  { "anomalies", N_("Score, chance and risk of detectors"), "p = (1 + #{past scores ≥ s}) / (n + 1)",
    N_("The rank of a score among the latest normal scores of the series (conformal; Vovk, Gammerman & Shafer 2005). Low below p 0.05, Medium 0.01, High 0.001, Critical 0.0001. "
       "Alarms close together are one episode; after a shift of level the reference is learnt again."), "episodes" },
  { "anomalies", N_("Agreement of detectors"), "J(a, b) = |A ∩ B| / |A ∪ B|", N_("Rows that both flag, of the rows that either flags (Jaccard)."), "agreement" },
  { "backtest", N_("Rolling origin"), "fit on y[1 … o], forecast y[o + 1 … o + H]",
    N_("Origins count back from the end of each series; the last leaves exactly H observations after it. Each model is fitted on what lies at or before the origin and nothing else.") },
  { "backtest", N_("Accuracy"), "WAPE = Σ|e| / Σ|y|,  MASE = MAE / mean|y[t] − y[t − m]|,  RMSSE = √(MSE / mean(y[t] − y[t − m])²)",
    N_("Scales of MASE and RMSSE are in-sample errors of the seasonal naive forecast in the training part. sMAPE is mean 2|e| / (|y| + |f|), 0 to 2. Hyndman & Koehler (2006).") },
  { "backtest", N_("Intervals"), "W = (u − l) + 2/α (l − y)⁺ + 2/α (y − u)⁺",
    N_("Each model's own intervals, at the levels asked for. Coverage is the share of actuals inside, ends included; the Winkler score W adds 2/α times the distance of each miss to the width "
       "(Winkler 1972; Gneiting & Raftery 2007).") },
  { "backtest", N_("Conformal intervals"), "f ± q,  q = the ⌈(n + 1) level⌉-th smallest of n past |e|",
    N_("Step by step, from errors whose actual value was known at the origin: of the series itself where it has enough, else of all series pooled, each error over the scale of its "
       "series. Vovk, Gammerman & Shafer (2005)."), "reliability" },
  { "backtest", N_("Comparison of two models"), "DM = mean(d) / √(V / n) · √((n + 1 − 2h + h(h − 1)/n) / n)",
    N_("d is the difference of scaled absolute errors, one an origin; V its long-run variance with as many lags as horizons overlap. Diebold & Mariano (1995) with the correction of "
       "Harvey, Leybourne & Newbold (1997), t with n − 1 degrees of freedom."), "league" },
  { "backtest", N_("Comparison over many series"), "χ² = 12n / (k(k + 1)) · Σ(R − (k + 1)/2)²,  CD = q √(k(k + 1) / 6n)",
    N_("R is a model's mean rank over n series, k the number of models. Friedman (1937), corrected for ties, and Iman & Davenport (1980); two models differ at 5 % when their mean ranks "
       "are further apart than the critical distance CD of Nemenyi (1963), q of the studentised range over √2. Demšar (2006)."), "ranks" },
  { "backtest", N_("Residuals"), "Q = n(n + 2) Σ r[k]² / (n − k),  JB = n/6 (S² + (K − 3)²/4)",
    N_("Ljung & Box (1978) on autocorrelations r[k]; Jarque & Bera (1980) on skewness S and kurtosis K; Engle (1982) regresses squared residuals on their past. A small p says that something "
       "is left in the residuals that the model could have used, or that normal intervals do not suit them."), "residual-tests" },
  { "forecast", N_("Forecast"), "f[n + h] = E(y[n + h] | y[1 … n]),  h = 1 … H",
    N_("Each model is fitted on all that is known of the series and then carries on H steps. Totals are sums of the point forecasts; the parameters of each fit are in the table of fits.") },
  { "forecast", N_("Intervals"), "own: quantiles of y[n + h],  conformal: f ± q[h]",
    N_("A model's own intervals follow from its variance h steps ahead. Where they are conformal, q[h] is the ⌈(m + 1) level⌉-th smallest of m absolute errors h steps ahead of origins in the "
       "past of the series. Vovk, Gammerman & Shafer (2005).") },
  { VALUE_AT_RISK, N_("Exception"), "I[t] = 1 where P&L[t] < −VaR[t],  p = 1 − level",
    N_("Strictly below. Days without P&L or VaR are stepped over. The traffic light is the binomial probability of as many exceptions or fewer: yellow from 0.95, red from 0.9999 "
       "(Basel Committee 1996).") },
  { VALUE_AT_RISK, N_("Number of exceptions"), "LR = 2 [x ln(x / np) + (n − x) ln((n − x) / n(1 − p))],  z = (x − np) / √(np(1 − p))",
    N_("Kupiec (1995), chi2 with 1 degree, and the binomial z, two-sided. 0 ln 0 is 0.") },
  { VALUE_AT_RISK, N_("Times of exceptions"), "LR = 2 Σ n_ij ln(n_ij / e_ij),  DQ = b′X′Xb / p(1 − p)",
    N_("Christoffersen (1998): transitions n_ij against those expected of independent days, chi2 with 1 degree; with Kupiec's ratio, conditional coverage, chi2 with 2. Haas (2001): "
       "the sum of Kupiec's time-until-failure ratios of all gaps. Engle & Manganelli (2004): hits less p on a constant, four past hits and the VaR of the day.") },
  { VALUE_AT_RISK, N_("Size of losses"), "Z2 = Σ P&L·I / (n p ES) + 1,  loss = mean (p − I)(P&L + VaR)",
    N_("Acerbi & Szekely (2014); Z1 is the mean of P&L / ES over the exceptions, plus 1. McNeil & Frey (2000): bootstrap of the mean of (loss − ES) / ES. Two VaR of one level are "
       "compared by their quantile loss with the test of Diebold & Mariano.") },
  { GRADES, N_("PD of a grade"), "p = Beta(d + 1/2, n − d + 1/2) up to the PD,  P(X ≥ d)",
    N_("Jeffreys test (ECB 2019) and exact binomial test, one-sided: a small p says that the PD is too low. Holm's adjustment over the grades decides; a grade whose test could not have "
       "found twice the PD with chance one half is not assessable.") },
  { GRADES, N_("All grades"), "χ² = Σ (d − n PD)² / (n PD (1 − PD)),  O/E = Σ d / Σ n PD",
    N_("Hosmer & Lemeshow (1980) with as many degrees of freedom as grades; Garwood's exact interval of a Poisson count (1936); trend of Cochran (1954) and Armitage (1955).") },
};

void
assay_report_put_methods (AssayReportBuild *self, AssayResult *result)
{
  AssayFlow *flow = &self->flow;
  const char *own = assay_result_get_analysis (result);
  const char *analysis = assay_result_find_table (result, "value-at-risk") != NULL ? VALUE_AT_RISK
                         : g_strcmp0 (own, "backtest") == 0 && assay_result_find_table (result, "grades") != NULL ? GRADES : own;
  gboolean headed = FALSE;

  if (!(self->options.sections & ASSAY_REPORT_METHODS))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      if (g_strcmp0 (methods[i].analysis, analysis) != 0 || (methods[i].table != NULL && assay_result_find_table (result, methods[i].table) == NULL))
        continue;
      if (!headed)
        assay_flow_heading (flow, 1, _("Methods"), 100);
      headed = TRUE;
      assay_flow_heading (flow, 2, _(methods[i].title), 50);
      assay_flow_paragraph (flow, ASSAY_STYLE_LEAD, methods[i].formula);
      assay_flow_paragraph (flow, ASSAY_STYLE_BODY, _(methods[i].text));
    }
}

/* ---- appendix ---- */

static void
put_inputs (AssayFlow *flow, AssayResult *result)
{
  for (guint i = 0; i < assay_result_get_n_inputs (result); i++)
    {
      const AssayInput *input = assay_result_get_input (result, i);

      assay_flow_hashed_pair (flow, input->role != NULL ? _(input->role) : _("input"), input->name != NULL ? input->name : "", input->sha256);
    }
}

static void
put_options (AssayFlow *flow, AssayResult *result)
{
  g_autoptr(AssayTable) table = assay_table_new ("options", N_("Options as resolved")), folded = NULL;

  assay_table_add_column (table, "name", N_("Option"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "value", N_("Value"), ASSAY_CELL_TEXT);
  for (guint i = 0; i < assay_result_get_n_options (result); i++)
    {
      const char *value, *name = assay_result_get_option (result, i, &value);

      assay_table_add_row (table);
      assay_table_set_text (table, 0, name);
      assay_table_set_text (table, 1, value);
    }
  folded = assay_report_fold (table, 2);
  assay_flow_table (flow, folded);
}

void
assay_report_put_sources (AssayFlow *flow)
{
  static const char letters[] = "SACU";

  assay_flow_heading (flow, 2, _("Where limits come from"), 60);
  for (int i = 0; letters[i] != '\0'; i++)
    {
      char letter[2] = { letters[i], '\0' };

      assay_flow_pair (flow, letter, ASSAY_STYLE_BODY, assay_report_source_meaning (letters[i]));
    }
}

void
assay_report_put_signatures (AssayFlow *flow)
{
  const char *roles[] = { N_("Prepared by"), N_("Reviewed by"), N_("Approved by") };
  double width = (assay_flow_get_width (flow) - 2 * 20) / 3;

  flow->y += 40;
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      double x = flow->margin + i * (width + 20);
      g_autofree char *text = g_strdup_printf (_("%s — name, date, signature"), _(roles[i]));
      g_autoptr(PangoLayout) layout = assay_flow_layout (flow, ASSAY_STYLE_SMALL, text, width);

      assay_report_page_add_line (flow->page, x, flow->y, x + width, flow->y, 0.6, flow->dim);
      assay_report_page_add_text (flow->page, layout, x, flow->y + 3, flow->dim, "P", NULL);
    }
  flow->y += 30;
}

void
assay_report_put_origin (AssayReportBuild *self, AssayResult *result, const char *hash)
{
  AssayFlow *flow = &self->flow;
  g_autofree char *seed = g_strdup_printf ("%" G_GINT64_FORMAT, assay_result_get_seed (result));

  assay_flow_paragraph (flow, ASSAY_STYLE_BODY,
                        _("The same inputs, options and seed give the same bytes on any machine and any number of threads. “assay report” on the stored result writes this document again."));
  put_inputs (flow, result);
  assay_flow_pair (flow, _("Engine"), ASSAY_STYLE_BODY, assay_result_get_engine (result) != NULL ? assay_result_get_engine (result) : _("not stated"));
  assay_flow_pair (flow, _("Seed"), ASSAY_STYLE_BODY, seed);
  if (assay_result_get_policy_sha256 (result) != NULL)
    assay_flow_pair (flow, _("Policy SHA-256"), ASSAY_STYLE_MONO, assay_result_get_policy_sha256 (result));
  assay_flow_pair (flow, _("Result SHA-256"), ASSAY_STYLE_MONO, hash);
  if (assay_result_get_n_options (result) > 0)
    put_options (flow, result);
}

void
assay_report_put_appendix (AssayReportBuild *self, AssayResult *result, const char *hash)
{
  AssayFlow *flow = &self->flow;

  if (!(self->options.sections & ASSAY_REPORT_APPENDIX))
    return;
  assay_flow_heading (flow, 1, _("Appendix: how to get these numbers again"), 120);
  assay_report_put_origin (self, result, hash);
  if (assay_result_get_n_checks (result) > 0)
    assay_report_put_sources (flow);
  assay_flow_heading (flow, 2, _("Sign-off"), 80);
  assay_report_put_signatures (flow);
}
