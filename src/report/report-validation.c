/* A validation as a governance report: opinion before evidence, each section under the number it has in every such report. What the
 * validation cannot fill is said in a line: a section that is silent would look as if there were nothing to say. */
#include "report/report-checks.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "charts/format.h"
#include "report/report-excerpt.h"
#include "report/report-table.h"
#include "result/findings.h"

#define ROOM_OF_HEADING 120.0
#define ROOM_OF_SECTION 250.0      /* a heading, counts, and the first checks */

static const char *
text_at (const AssayTable *table, guint row, const char *column)
{
  int index = table != NULL ? assay_table_find_column (table, column) : -1;

  return index >= 0 ? assay_table_get_text (table, row, (guint) index) : NULL;
}

static guint
count_rows (const AssayTable *table)
{
  return table != NULL ? assay_table_get_n_rows (table) : 0;
}

gboolean
assay_report_is_validation (const AssayResult *result)
{
  return assay_result_find_table (result, "sections") != NULL;
}

static void
put_heading (AssayReportBuild *self, const char *number, const char *title, double follow)
{
  g_autofree char *text = g_strdup_printf ("%s  %s", number, _(title));

  assay_flow_heading (&self->flow, 1, text, follow);
}

static void
put_line (AssayReportBuild *self, const char *text)
{
  assay_flow_paragraph (&self->flow, ASSAY_STYLE_BODY, text);
}

static void
put_table (AssayReportBuild *self, const AssayResult *result, const char *id)
{
  AssayTable *table = assay_result_find_table (result, id);
  g_autoptr(AssayTable) shown = NULL;

  if (count_rows (table) == 0 || !(self->options.sections & ASSAY_REPORT_TABLES))
    return;
  shown = assay_report_excerpt (result, table);
  assay_flow_table (&self->flow, shown);
  assay_flow_set_landscape (&self->flow, FALSE);
}

/* ---- the model's card ---- */

/* Entries whose name begins with one of those given, as pairs. FALSE: there is none. */
static gboolean
put_card (AssayReportBuild *self, const AssayResult *result, const char *const *begins)
{
  const AssayTable *card = assay_result_find_table (result, "model-card");
  gboolean any = FALSE;

  for (guint row = 0; row < count_rows (card); row++)
    for (guint i = 0; begins[i] != NULL; i++)
      if (g_str_has_prefix (text_at (card, row, "path"), begins[i]))
        {
          assay_flow_pair (&self->flow, _(text_at (card, row, "label")), ASSAY_STYLE_BODY, text_at (card, row, "text"));
          any = TRUE;
        }
  return any;
}

void
assay_report_put_model_pairs (AssayReportBuild *self, AssayResult *result)
{
  const AssayTable *models = assay_result_find_table (result, "validated-models");

  for (guint row = 0; row < count_rows (models); row++)
    {
      const char *role = text_at (models, row, "role"), *id = text_at (models, row, "id"), *version = text_at (models, row, "version");
      g_autoptr(GString) text = g_string_new (text_at (models, row, "file"));

      if (id != NULL)
        g_string_append_printf (text, " — %s", id);
      if (version != NULL)
        {
          g_autofree char *word = g_strdup_printf (_("version %s"), version);

          g_string_append_printf (text, ", %s", word);
        }
      g_string_append_printf (text, "\n%s, %s", _(text_at (models, row, "kind")), text_at (models, row, "format"));
      assay_flow_hashed_pair (&self->flow, g_strcmp0 (role, "champion") == 0 ? _("Champion") : _("Challenger"), text->str, text_at (models, row, "sha256"));
    }
}

/* ---- 1 to 3: opinion, scope, purpose ---- */

/* Sections go by their titles here, and not by their names in files. */
static void
put_sections_table (AssayReportBuild *self, AssayResult *result)
{
  const AssayTable *sections = assay_result_find_table (result, "sections");
  g_autoptr(AssayTable) table = assay_table_new ("sections", assay_table_get_title (sections));
  guint n = assay_table_get_n_columns (sections), first = MAX (assay_table_find_column (sections, "section"), 0) + 1;

  for (guint column = first; column < n; column++)
    assay_table_add_column (table, assay_table_get_column_id (sections, column), assay_table_get_column_label (sections, column), assay_table_get_column_type (sections, column));
  for (guint row = 0; row < assay_table_get_n_rows (sections); row++)
    {
      assay_table_add_row (table);
      for (guint column = first; column < n; column++)
        {
          AssayCellType type = assay_table_get_column_type (sections, column);
          const char *text = type == ASSAY_CELL_TEXT || type == ASSAY_CELL_VERDICT ? assay_table_get_text (sections, row, column) : NULL;

          if (type == ASSAY_CELL_COUNT)
            assay_table_set_number (table, column - first, assay_table_get_number (sections, row, column));
          else
            assay_table_set_text (table, column - first, text == NULL ? NULL : type == ASSAY_CELL_TEXT ? _(text) : strcmp (text, "none") == 0 ? _("Reported") : text);
        }
    }
  if (self->options.sections & ASSAY_REPORT_TABLES)
    assay_flow_table (&self->flow, table);
}

static void
put_opinion (AssayReportBuild *self, AssayResult *result)
{
  static const char *const tier[] = { "materiality_tier", NULL }, *const conditions[] = { "approvals", NULL };
  AssayFlow *flow = &self->flow;

  assay_flow_new_page (flow);
  if (self->n_results > 1)
    assay_flow_heading (flow, 0, assay_result_get_title (result), 100);
  put_heading (self, "1", N_("Opinion"), ROOM_OF_HEADING);
  assay_report_put_opinion_body (self, result);
  assay_flow_heading (flow, 2, _("Tier and conditions of use"), 60);
  if (!put_card (self, result, tier))
    put_line (self, _("The materiality tier of the model is not recorded: neither the data nor a model card states it."));
  if (!put_card (self, result, conditions))
    put_line (self, _("No approval and no condition of use is recorded in a model card."));
  put_line (self, _("Within the scope of section 2 the model is to be used under the reservations of sections 14 and 15."));
  assay_report_put_key_figures (self, result);
  put_sections_table (self, result);
}

static void
put_scope (AssayReportBuild *self, AssayResult *result)
{
  static const char *const people[] = { "validator", "developer", "approvals", NULL };
  const char *baseline = NULL;

  put_heading (self, "2", N_("Scope and Independence"), ROOM_OF_HEADING);
  for (guint i = 0; i < assay_result_get_n_inputs (result); i++)
    if (g_strcmp0 (assay_result_get_input (result, i)->role, "baseline") == 0)
      baseline = assay_result_get_input (result, i)->name;
  if (baseline != NULL)
    {
      g_autofree char *text = g_strdup_printf (_("Subsequent validation: the results are compared with the approved baseline “%s” (section 17)."), baseline);

      put_line (self, text);
    }
  else
    put_line (self, _("First validation as far as Assay can tell: no approved baseline was given."));
  put_card (self, result, people);
  put_line (self, _("Reviewers, dates and conflicts of interest are not recorded in the result; section 18 has room for them."));
  if (assay_result_get_n_notes (result) > 0)
    {
      assay_flow_heading (&self->flow, 2, _("Scope and reservations"), 30);
      for (guint i = 0; i < assay_result_get_n_notes (result); i++)
        {
          g_autofree char *note = assay_report_sentence (assay_result_get_note (result, i));

          assay_flow_bullet (&self->flow, note);
        }
    }
}

static void
put_purpose (AssayReportBuild *self, AssayResult *result)
{
  static const char *const entries[] = { "purpose", "portfolio", "regulatory_use", "materiality_tier", "out_of_scope", "status", "owner", "next_review", NULL };

  put_heading (self, "3", N_("Purpose, Use and Materiality"), ROOM_OF_HEADING);
  if (!put_card (self, result, entries))
    put_line (self, _("Not stated: the model has no card that says what it is for, who owns it and how material it is."));
  put_line (self, _("Exposure and the reason for the tier are not part of this result."));
}

/* ---- 4 to 12 and 17: what checks found ---- */

typedef struct { const char *number, *section, *title; } Place;

static const Place places[] = {
  { "4", "conceptual-soundness", N_("Conceptual Soundness") },
  { "5", "data", N_("Data") },
  { "6", "replication", N_("Implementation and Replication") },
  { "7", "discrimination", N_("Discrimination") },
  { "8", "calibration", N_("Calibration and Back-Test") },
  { "9", "stability", N_("Stability, Drift, Concentration") },
  { "10", "robustness", N_("Robustness and Sensitivity") },
  { "11", "explainability-fairness", N_("Explainability and Fairness") },
  { "12", "benchmark", N_("Benchmark and Challenger") },
};
static const Place change_place = { "17", "change", N_("Change Since Last Approved") };

static int
find_row (const AssayTable *sections, const char *section)
{
  for (guint row = 0; row < count_rows (sections); row++)
    if (g_strcmp0 (text_at (sections, row, "section"), section) == 0)
      return (int) row;
  return -1;
}

/* Of this section, and in want of the same. */
static gboolean
is_left_out (const AssayTable *left_out, guint row, const char *section, const char *needs)
{
  return g_strcmp0 (text_at (left_out, row, "section"), section) == 0 && g_strcmp0 (text_at (left_out, row, "needs"), needs) == 0;
}

/* Which checks of this section were not made, put together by what they need. */
static void
put_not_made (AssayReportBuild *self, AssayResult *result, const char *section)
{
  const AssayTable *left_out = assay_result_find_table (result, "left-out");
  g_autoptr(GString) names = g_string_new (NULL);

  for (guint row = 0; row < count_rows (left_out); row++)
    {
      const char *needs = text_at (left_out, row, "needs");
      gboolean is_told = g_strcmp0 (text_at (left_out, row, "section"), section) != 0;

      for (guint before = 0; before < row && !is_told; before++)
        is_told = is_left_out (left_out, before, section, needs);
      if (is_told)
        continue;
      for (guint other = row; other < count_rows (left_out); other++)
        if (is_left_out (left_out, other, section, needs))
          g_string_append_printf (names, "%s%s", other > row ? ", " : names->len > 0 ? "; " : "", text_at (left_out, other, "check"));
      g_string_append_printf (names, " (%s)", needs != NULL ? needs : "");
    }
  if (names->len > 0)
    {
      /* TRANSLATORS: names of checks, with what they need in brackets behind them */
      g_autofree char *text = g_strdup_printf (_("Not made, for want of an input: %s."), names->str);

      assay_flow_paragraph (&self->flow, ASSAY_STYLE_SMALL, text);
    }
}

static void
put_counts (AssayReportBuild *self, const AssayTable *sections, guint row)
{
  static const struct { const char *column; AssayVerdict verdict; } counts[] = {
    { "fail", ASSAY_VERDICT_FAIL }, { "warn", ASSAY_VERDICT_WARN }, { "not-assessable", ASSAY_VERDICT_NOT_ASSESSABLE }, { "pass", ASSAY_VERDICT_PASS },
  };
  AssayFlow *flow = &self->flow;
  double x = flow->margin;

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      int column = assay_table_find_column (sections, counts[i].column);
      double n = column >= 0 ? assay_table_get_number (sections, row, (guint) column) : 0;
      g_autofree char *number = assay_format_count (n);
      g_autoptr(PangoLayout) layout = assay_flow_layout (flow, ASSAY_STYLE_STRONG, number, 0);
      double width;

      if (!(n > 0))
        continue;
      assay_flow_measure (layout, &width, NULL);
      assay_report_page_add_text (flow->page, layout, x, flow->y, flow->ink, "P", NULL);
      x += width + 5;
      x += assay_flow_put_verdict (flow, counts[i].verdict, ASSAY_STYLE_BODY, x, flow->y) + 20;
    }
  if (x > flow->margin)
    flow->y += 18;
}

/* Evidence that says what the model is, where there is no check of it. */
static void
put_more (AssayReportBuild *self, AssayResult *result, const char *section)
{
  static const char *const concept[] = { "target.", "training_window.", "source.", NULL };

  if (strcmp (section, "conceptual-soundness") == 0 && !put_card (self, result, concept))
    put_line (self, _("Theory, segmentation, choice of variables, rejected alternatives and expert judgement are not part of a model file; nothing is recorded of them."));
  if (strcmp (section, "data") == 0)
    put_table (self, result, "samples");
}

static void
put_place (AssayReportBuild *self, AssayResult *result, const Place *place)
{
  AssayFlow *flow = &self->flow;
  const AssayTable *sections = assay_result_find_table (result, "sections");
  int row = find_row (sections, place->section);
  const char *profile = row >= 0 ? text_at (sections, (guint) row, "profile") : NULL;

  put_heading (self, place->number, place->title, row < 0 ? ROOM_OF_HEADING : ROOM_OF_SECTION);
  if (profile != NULL && g_ascii_strcasecmp (_(profile), _(place->title)) != 0)
    assay_flow_paragraph (flow, ASSAY_STYLE_SMALL, _(profile));
  if (row < 0)
    put_line (self, _("No check of this section was made, so nothing is said of it here."));
  else
    put_counts (self, sections, (guint) row);
  put_not_made (self, result, place->section);
  put_more (self, result, place->section);
  self->section = place->section;
  assay_report_put_check_families (self, result);
  assay_report_put_figures (self, result);
  assay_report_put_tables (self, result);
  self->section = NULL;
}

/* A section that a newer engine has and this list does not is put behind the others. */
static void
put_unknown_places (AssayReportBuild *self, AssayResult *result)
{
  const AssayTable *sections = assay_result_find_table (result, "sections");

  for (guint row = 0; row < count_rows (sections); row++)
    {
      const char *section = text_at (sections, row, "section"), *title = text_at (sections, row, "title");
      gboolean is_known = g_strcmp0 (section, change_place.section) == 0;

      for (guint i = 0; i < G_N_ELEMENTS (places); i++)
        is_known |= g_strcmp0 (section, places[i].section) == 0;
      if (!is_known && section != NULL)
        put_place (self, result, &(Place) { "–", section, title != NULL ? title : section });
    }
}

/* ---- 13 to 16: overrides, limitations, findings, monitoring ---- */

static void
put_overrides (AssayReportBuild *self)
{
  put_heading (self, "13", N_("Overrides and Adjustments"), 60);
  put_line (self, _("No overrides, overlays or adjustments after the model were given to this validation. Where there are any, their size, owner and expiry have to be recorded beside it."));
}

static void
put_limitations (AssayReportBuild *self, AssayResult *result)
{
  static const char *const entries[] = { "limitations", "out_of_scope", NULL };
  guint n = 0;

  put_heading (self, "14", N_("Limitations and Compensating Controls"), ROOM_OF_HEADING);
  if (!put_card (self, result, entries))
    put_line (self, _("No limitation is recorded in a model card."));
  for (guint i = 0; i < assay_result_get_n_checks (result); i++)
    n += assay_result_get_check (result, i)->verdict == ASSAY_VERDICT_NOT_ASSESSABLE;
  if (n > 0)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("%u check could not have found a problem with the data at hand and is no evidence either way; section 15 names it.",
                                                         "%u checks could not have found a problem with the data at hand and are no evidence either way; section 15 names them.", n), n);

      put_line (self, text);
    }
  put_line (self, _("Compensating controls and triggers of monitoring for each limitation are not recorded."));
}

static const char *
number_of (const char *section)
{
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_strcmp0 (places[i].section, section) == 0)
      return places[i].number;
  return g_strcmp0 (section, change_place.section) == 0 ? change_place.number : "";
}

static void
put_findings_register (AssayReportBuild *self, AssayResult *result)
{
  g_autoptr(GPtrArray) groups = assay_result_list_findings (result);
  g_autoptr(AssayTable) table = assay_table_new ("findings", "");

  put_heading (self, "15", N_("Findings Register"), ROOM_OF_HEADING);
  if (groups->len == 0)
    {
      put_line (self, _("No finding: every check that was judged passed."));
      return;
    }
  put_line (self, _("Severity is the verdict of the check. Owner, due date and retest are agreed outside Assay and are left open here."));
  assay_table_add_column (table, "no", N_("No."), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "verdict", N_("Severity"), ASSAY_CELL_VERDICT);
  assay_table_add_column (table, "finding", N_("Finding"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "section", N_("Section"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "owner", N_("Owner, due, retest"), ASSAY_CELL_TEXT);
  for (guint i = 0; i < groups->len; i++)
    {
      const AssayFindingGroup *group = groups->pdata[i];
      const AssayCheck *check = group->check;
      g_autofree char *number = g_strdup_printf ("F%02u", i + 1), *about = NULL, *text = NULL, *message = assay_report_sentence (check->message);

      if (group->n > 1)
        /* TRANSLATORS: several findings of one kind: title of the check, how many, the first things they are about */
        about = g_strdup_printf (_("%u times: %s"), group->n, group->subjects);
      else if (check->subject != NULL && g_strcmp0 (check->subject, "all rows") != 0)
        about = g_strdup_printf ("%s: %s", assay_report_subject (check), message);
      else
        about = g_strdup (message);
      text = g_strdup_printf ("%s (%s). %s", _(check->title), check->id, about);
      assay_table_add_row (table);
      assay_table_set_text (table, 0, number);
      assay_table_set_text (table, 1, assay_verdict_name (check->verdict));
      assay_table_set_text (table, 2, text);
      assay_table_set_text (table, 3, number_of (check->section));
    }
  assay_flow_table (&self->flow, table);
}

static gboolean
is_monitored (const AssayCheck *check)
{
  static const char *const sections[] = { "discrimination", "calibration", "stability", NULL };
  const char *subject = check->subject;

  return check->section != NULL && g_strv_contains (sections, check->section) && (subject == NULL || strcmp (subject, "all rows") == 0 || strcmp (subject, "portfolio") == 0)
         && (!isnan (check->warn) || !isnan (check->fail)) && !isnan (check->value);
}

static void
put_monitoring (AssayReportBuild *self, AssayResult *result)
{
  g_autoptr(AssayTable) table = assay_table_new ("monitoring", "");

  put_heading (self, "16", N_("Monitoring Plan"), ROOM_OF_HEADING);
  assay_table_add_column (table, "check", N_("Check"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, ASSAY_REPORT_NUMBERS "value", N_("Now"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "limits", N_("Limits"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "source", N_("Source"), ASSAY_CELL_TEXT);
  for (guint i = 0; i < assay_result_get_n_checks (result); i++)
    {
      const AssayCheck *check = assay_result_get_check (result, i);
      const char source[2] = { check->source != 0 ? check->source : '-', '\0' };
      g_autofree char *name = NULL, *number = NULL, *value = NULL, *limits = NULL;

      if (!is_monitored (check))
        continue;
      name = g_strdup_printf ("%s (%s)", _(check->title), check->id);
      number = assay_report_format_statistic (check->statistic, check->value);
      value = g_strdup_printf ("%s %s", check->statistic != NULL ? _(check->statistic) : "", number);
      limits = assay_report_word_limits_and_note (check);
      assay_table_add_row (table);
      assay_table_set_text (table, 0, name);
      assay_table_set_text (table, 1, value);
      assay_table_set_text (table, 2, limits);
      assay_table_set_text (table, 3, source);
    }
  if (assay_table_get_n_rows (table) == 0)
    put_line (self, _("No statistic of performance, calibration or stability with a limit was computed, so that there is none to monitor."));
  else
    {
      put_line (self, _("Statistics of this validation that have a limit. How often they are computed, who acts on a breach and how are not recorded."));
      assay_flow_table (&self->flow, table);
    }
}

static void
put_change (AssayReportBuild *self, AssayResult *result)
{
  if (find_row (assay_result_find_table (result, "sections"), change_place.section) >= 0)
    {
      put_place (self, result, &change_place);
      return;
    }
  put_heading (self, change_place.number, change_place.title, 60);
  put_line (self, _("Not compared: no baseline of an approved version was given (--baseline FILE)."));
}

static void
put_sign_off (AssayReportBuild *self)
{
  put_heading (self, "18", N_("Sign-off"), 120);
  put_line (self, _("Not signed. Decision:"));
  assay_report_put_signatures (&self->flow);
}

/* ---- appendices ---- */

static void
put_thresholds (AssayReportBuild *self, AssayResult *result)
{
  const char *policy = assay_result_get_policy_name (result);
  AssayTable *table = assay_result_find_table (result, "thresholds");

  put_heading (self, "B", N_("Thresholds Changed from Default"), 80);
  if (count_rows (table) > 0)
    {
      g_autofree char *text = g_strdup_printf (_("Set by the policy “%s”; an empty cell is not stated there."), policy != NULL ? policy : "");

      put_line (self, text);
      put_table (self, result, "thresholds");
    }
  else
    {
      g_autofree char *text = g_strdup_printf (_("None: the policy “%s” changes no limit of a check."), policy != NULL ? policy : "");

      put_line (self, text);
    }
}

typedef struct { const char *term, *meaning; } Term;

static const Term terms[] = {
  { "AUC", N_("Chance that a row with the event has a riskier score than one without; 0.5 is no separation. Gini = 2 AUC − 1.") },
  { "KS", N_("Largest distance between the score distributions of events and other rows.") },
  { "PSI, CSI", N_("Sum of (a − e) ln(a / e) over bins: how far a distribution has moved from that of the reference; CSI is that of a feature.") },
  { N_("Brier score"), N_("Mean squared difference of probability and outcome.") },
  { "O/E", N_("Observed events over those expected by the probabilities.") },
  { "Jeffreys p", N_("Probability, after the data, that the true default rate lies below the PD; small means that the PD is too low.") },
  { N_("p (Holm)"), N_("p-value for all comparisons of a family made together (Holm 1979).") },
  { N_("Power"), N_("Chance that a test finds a problem of a stated size; below one half a pass says nothing.") },
  { N_("Pass, Watch, Fail"), N_("The value lies within its limits, beyond the first, beyond the second.") },
  { N_("Not Assessable"), N_("The test could not have found the problem with the data at hand; it counts as a reservation.") },
  { N_("Reported"), N_("Measured, with no limit to hold it to.") },
};

static void
put_glossary (AssayFlow *flow)
{
  assay_flow_heading (flow, 2, _("Glossary"), 60);
  for (guint i = 0; i < G_N_ELEMENTS (terms); i++)
    assay_flow_pair (flow, _(terms[i].term), ASSAY_STYLE_BODY, _(terms[i].meaning));
}

static void
put_appendices (AssayReportBuild *self, AssayResult *result, const char *hash)
{
  if (!(self->options.sections & ASSAY_REPORT_APPENDIX))
    return;
  assay_flow_new_page (&self->flow);
  put_heading (self, "A", N_("Check Register"), ROOM_OF_HEADING);
  assay_report_put_register (self, result);
  if (assay_result_find_table (result, "left-out") != NULL && assay_table_find_column (assay_result_find_table (result, "left-out"), "section") < 0)
    put_table (self, result, "left-out");      /* else each section names its own */
  put_thresholds (self, result);
  put_heading (self, "C", N_("Data Dictionary, Exclusions, Glossary"), ROOM_OF_HEADING);
  if (count_rows (assay_result_find_table (result, "dictionary")) > 0)
    put_table (self, result, "dictionary");
  else
    put_line (self, _("The result holds no data dictionary."));
  put_line (self, _("Exclusions are in the table “Samples and Exclusions” of section 5 and in the notes of section 2."));
  put_glossary (&self->flow);
  put_heading (self, "D", N_("How to Get These Numbers Again"), ROOM_OF_HEADING);
  assay_report_put_origin (self, result, hash);
}

gboolean
assay_report_has_place (const char *id)
{
  static const char *const placed[] = { "sections", "left-out", "statistics", "validated-models", "model-card", "samples", "thresholds", "dictionary", "row-filters", NULL };

  return g_strv_contains (placed, id);
}

static void
put_rest (AssayReportBuild *self, AssayResult *result)
{
  assay_report_put_figures (self, result);
  for (guint i = 0; i < assay_result_get_n_tables (result); i++)
    {
      const AssayTable *table = assay_result_get_table (result, i);

      if (assay_table_get_section (table) == NULL && !assay_report_has_place (assay_table_get_id (table)))
        put_table (self, result, assay_table_get_id (table));
    }
}

void
assay_report_put_validation (AssayReportBuild *self, AssayResult *result, const char *hash)
{
  put_opinion (self, result);
  put_scope (self, result);
  put_purpose (self, result);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    put_place (self, result, &places[i]);
  put_unknown_places (self, result);
  put_rest (self, result);
  put_overrides (self);
  put_limitations (self, result);
  put_findings_register (self, result);
  put_monitoring (self, result);
  put_change (self, result);
  put_sign_off (self);
  put_appendices (self, result, hash);
}
