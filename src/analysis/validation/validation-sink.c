#include "analysis/validation/validation-sink-private.h"

#include "analysis/validation/validation-find-rows.h"
#include "analysis/wording.h"

#include <math.h>
#include <string.h>

static void
finding_free (gpointer data)
{
  AssayFinding *finding = data;

  g_free (finding->subject);
  g_free (finding->statistic);
  g_free (finding->effect_name);
  g_free (finding->convention);
  g_free (finding->message);
  g_free (finding);
}

AssayValidationSink *
assay_validation_sink_new (const AssayValidationCheck *check)
{
  AssayValidationSink *self = g_new0 (AssayValidationSink, 1);

  self->check = check;
  self->findings = g_ptr_array_new_with_free_func (finding_free);
  self->part = assay_result_new (check->id, check->title);
  self->filters = assay_row_filters_new ();
  return self;
}

void
assay_validation_sink_free (AssayValidationSink *self)
{
  g_ptr_array_unref (self->findings);
  assay_result_unref (self->part);
  assay_table_unref (self->filters);
  g_free (self);
}

AssayFinding *
assay_validation_sink_add (AssayValidationSink *self, const char *subject, double value)
{
  AssayFinding *finding = g_new0 (AssayFinding, 1);

  finding->subject = g_strdup (subject != NULL ? subject : "all rows");
  finding->value = value;
  finding->low = finding->high = finding->standard_error = finding->p_value = finding->n = finding->events = finding->effect = finding->tested = NAN;
  g_ptr_array_add (self->findings, finding);
  return finding;
}

AssayFinding *
assay_validation_sink_add_not_assessable (AssayValidationSink *self, const char *subject, char *message)
{
  AssayFinding *finding = assay_validation_sink_add (self, subject, NAN);

  finding->message = message;
  finding->is_settled = TRUE;
  finding->verdict = ASSAY_VERDICT_NOT_ASSESSABLE;
  return finding;
}

AssayMetric *
assay_validation_sink_add_metric (AssayValidationSink *self, const char *id, const char *label, AssayMetricUnit unit, double value)
{
  return assay_result_add_metric (self->part, id, label, unit, value);
}

void
assay_validation_sink_take_table (AssayValidationSink *self, AssayTable *table)
{
  assay_table_set_section (table, assay_section_name (self->check->section));
  assay_result_take_table (self->part, table);
}

void
assay_validation_sink_take_figure (AssayValidationSink *self, AssayFigure *figure)
{
  assay_figure_set_section (figure, assay_section_name (self->check->section));
  assay_result_take_figure (self->part, figure);
}

void
assay_validation_figure_say_rows (AssayFigure *figure, double n, double events)
{
  g_autofree char *rows = assay_word_items (n, "row", "rows"), *with = isnan (events) ? NULL : assay_word_items (events, "event", "events");
  g_autofree char *text = with != NULL ? g_strdup_printf ("%s, %s", rows, with) : g_strdup (rows);

  assay_figure_set_subtitle (figure, text);
}

void
assay_validation_sink_add_note (AssayValidationSink *self, const char *note)
{
  assay_result_add_note (self->part, note);
}

void
assay_validation_sink_show_rows (AssayValidationSink *self, const char *at, const char *subject, gint64 place, double n_rows, const AssayRowTerm *terms, guint n_terms)
{
  assay_row_filters_add (self->filters, at, subject, place, n_rows, terms, n_terms);
}

void
assay_validation_sink_show_finding (AssayValidationSink *self, const char *subject, double n_rows, const AssayRowTerm *terms, guint n_terms)
{
  g_autofree char *at = g_strconcat ("check:", self->check->id, NULL);

  assay_row_filters_add (self->filters, at, subject != NULL ? subject : "all rows", -1, n_rows, terms, n_terms);
}

/* ---- families ---- */

#define LEVEL 0.05

typedef struct { const AssayFinding *finding; double p; double adjusted; } Member;

static int
compare_members (gconstpointer a, gconstpointer b)
{
  const Member *x = *(Member *const *) a, *y = *(Member *const *) b;

  return (x->p > y->p) - (x->p < y->p);
}

/* Holm (1979), Scandinavian Journal of Statistics 6, 65-70: the smallest p times m, the next times m - 1, never falling. */
static void
adjust (GPtrArray *family)
{
  double most = 0;

  g_ptr_array_sort (family, compare_members);
  for (guint i = 0; i < family->len; i++)
    {
      Member *member = family->pdata[i];

      most = MAX (most, MIN (1, member->p * (family->len - i)));
      member->adjusted = most;
    }
}

typedef struct
{
  GHashTable *families;            /* name -> GPtrArray of Member* */
  GHashTable *members;             /* AssayFinding* -> Member*; owns */
} Families;

static const char *
family_of (const AssayValidationCheck *check)
{
  return check->family != NULL ? check->family : check->id;
}

static void
collect (Families *self, const AssayValidationSink *sink)
{
  GPtrArray *family = g_hash_table_lookup (self->families, family_of (sink->check));

  if (family == NULL)
    {
      family = g_ptr_array_new ();
      g_hash_table_insert (self->families, (gpointer) family_of (sink->check), family);
    }
  for (guint i = 0; i < sink->findings->len; i++)
    {
      AssayFinding *finding = sink->findings->pdata[i];
      Member *member;

      if (isnan (finding->p_value) || finding->is_settled)
        continue;
      member = g_new (Member, 1);
      *member = (Member) { finding, finding->p_value, finding->p_value };
      g_hash_table_insert (self->members, finding, member);
      g_ptr_array_add (family, member);
    }
}

/* What 5 % are for one that was not rejected: were its p below this, Holm would reject it beside those that are. */
static double
level_of (GPtrArray *family)
{
  guint n_rejected = 0;

  for (guint i = 0; i < family->len; i++)
    n_rejected += ((Member *) family->pdata[i])->adjusted < LEVEL;
  return LEVEL / MAX (1, family->len - n_rejected);
}

/* ---- judging ---- */

static gboolean
is_judged_by_p (const AssayValidationLimits *limits)
{
  return limits->by == ASSAY_JUDGED_BY_P || limits->by == ASSAY_JUDGED_BY_BOTH;
}

/* A policy sets the limits of the value; that chance must be ruled out too is the method's and stays. */
static void
say_second_condition (AssayCheck *check)
{
  g_autofree char *limit = g_steal_pointer (&check->limit_note);

  check->limit_note = g_strconcat (limit, "; and beyond chance too: p below 0.05 to be watched, below 0.01 to fail", NULL);
}

/* By value and by p: the milder of the two. */
static void
judge_by_both (AssayCheck *check, double p, const AssayPolicy *policy, const AssayLimits *limits)
{
  AssayVerdict by_p = p < 0.01 ? ASSAY_VERDICT_FAIL : p < 0.05 ? ASSAY_VERDICT_WARN : ASSAY_VERDICT_PASS;

  assay_judge (check, policy, limits);
  if (check->source == 'U')
    say_second_condition (check);
  if (isnan (p) || check->verdict == ASSAY_VERDICT_NOT_ASSESSABLE)
    return;
  check->verdict = MIN (check->verdict, by_p);
}

static void
judge (AssayCheck *check, double p, const AssayPolicy *policy, const AssayValidationLimits *limits)
{
  gboolean is_set = assay_policy_find (policy, check->id) != NULL;

  switch (limits->by)
    {
    case ASSAY_JUDGED_BY_P:
      assay_judge_by (check, p, policy, &limits->limits);
      return;
    case ASSAY_JUDGED_BY_BOTH:
      judge_by_both (check, p, policy, &limits->limits);
      return;
    case ASSAY_REPORTED:
      assay_judge (check, policy, &limits->limits);
      if (!is_set && check->verdict == ASSAY_VERDICT_PASS)
        check->verdict = ASSAY_VERDICT_NONE;
      return;
    case ASSAY_JUDGED_BY_VALUE:
    default:
      assay_judge (check, policy, &limits->limits);
    }
}

static char *
join (const char *first, const char *second, const char *between)
{
  return first == NULL || *first == '\0' ? g_strdup (second != NULL ? second : "")
         : second == NULL || *second == '\0' ? g_strdup (first) : g_strconcat (first, between, second, NULL);
}

/* The message ends with this p already. */
static gboolean
says_p (const char *message, const char *p)
{
  g_autofree char *end = g_strdup_printf (" p %s.", p);

  return message != NULL && g_str_has_suffix (message, end);
}

/* The sentences that no check can write before all have run. */
static char *
finish_message (const AssayCheck *check, const AssayFinding *finding, const AssayValidationLimits *limits, guint family)
{
  g_autoptr(GString) more = g_string_new (NULL);

  if (is_judged_by_p (limits) && family > 1 && !isnan (check->p_value))
    {
      g_autofree char *p = assay_word_number (check->p_value), *adjusted = assay_word_number (check->p_adjusted);

      if (says_p (finding->message, p))
        g_string_append_printf (more, "Adjusted for %u comparisons (Holm) it is %s.", family, adjusted);
      else
        g_string_append_printf (more, "p %s; %s adjusted for %u comparisons (Holm).", p, adjusted, family);
    }
  if (check->source == 'U' && !finding->is_settled)
    g_string_append_printf (more, "%sThe limit was %s.", more->len > 0 ? " " : "", check->limit_note);
  return join (finding->message, more->str, " ");
}

/* NULL where there are no weights. */
static const char *
word_weights (const AssayValidationCheck *check, const AssayValidationCase *c)
{
  if (c->data->weight == NULL)
    return NULL;
  return (check->flags & ASSAY_CHECK_WEIGHTED) != 0 ? N_("weighted: a row counts as often as its weight says") : N_("unweighted: a row counts once");
}

static AssayVerdict
add_check (const AssayValidationSink *sink, const AssayFinding *finding, const Families *families, const AssayValidationCase *c, AssayResult *result)
{
  const AssayValidationCheck *from = sink->check;
  const AssayValidationLimits *limits = finding->limits != NULL ? finding->limits : &from->limits;
  const Member *member = g_hash_table_lookup (families->members, finding);
  GPtrArray *family = g_hash_table_lookup (families->families, family_of (from));
  AssayCheck *check = assay_result_add_check (result, from->id, from->title);
  g_autofree char *weakness = NULL, *message = NULL, *said = NULL;

  check->subject = g_strdup (finding->subject);
  check->section = g_strdup (assay_section_name (from->section));
  check->statistic = g_strdup (finding->statistic != NULL ? finding->statistic : from->statistic);
  check->value = finding->value;
  check->p_value = finding->p_value;
  check->p_adjusted = member != NULL && family->len > 1 ? member->adjusted : NAN;
  check->effect = finding->effect;
  check->effect_name = g_strdup (finding->effect_name);
  check->n = isnan (finding->n) ? c->data->n_complete : finding->n;
  check->events = isnan (finding->events) && isnan (finding->n) && c->data->event != NULL ? c->data->n_events : finding->events;
  said = join (from->convention, finding->convention, "; ");
  check->convention = join (said, word_weights (from, c), "; ");
  check->reference = g_strdup (from->reference);
  judge (check, member != NULL ? member->adjusted : finding->p_value, c->policy, limits);
  if (finding->is_settled)
    check->verdict = finding->verdict;
  weakness = check->verdict == ASSAY_VERDICT_PASS && finding->word_weakness != NULL ? finding->word_weakness (finding, member != NULL ? level_of (family) : LEVEL) : NULL;
  if (weakness != NULL)
    check->verdict = ASSAY_VERDICT_NOT_ASSESSABLE;
  message = finish_message (check, finding, limits, member != NULL ? family->len : 0);
  check->message = join (message, weakness, " ");
  return check->verdict;
}

/* ---- what goes with the checks ---- */

static void
copy_metrics (const AssayValidationSink *sink, const AssayVerdict *verdicts, AssayResult *result)
{
  for (guint i = 0; i < assay_result_get_n_metrics (sink->part); i++)
    {
      const AssayMetric *from = assay_result_get_metric (sink->part, i);
      AssayMetric *metric = assay_result_add_metric (result, from->id, from->label, from->unit, from->value);
      gboolean is_judged = FALSE;

      metric->low = from->low;
      metric->high = from->high;
      metric->text = g_strdup (from->text);
      metric->of = g_strdup (from->of);
      metric->verdict = from->verdict;
      /* a key figure has the colour of the finding that judged this very number */
      for (guint f = 0; f < sink->findings->len; f++)
        if (((AssayFinding *) sink->findings->pdata[f])->value == from->value)
          {
            metric->verdict = is_judged || metric->verdict != ASSAY_VERDICT_NONE ? assay_verdict_worst (metric->verdict, verdicts[f]) : verdicts[f];
            is_judged = TRUE;
          }
    }
}

static void
copy_rest (const AssayValidationSink *sink, AssayResult *result)
{
  for (guint i = 0; i < assay_result_get_n_tables (sink->part); i++)
    assay_result_take_table (result, assay_table_ref (assay_result_get_table (sink->part, i)));
  for (guint i = 0; i < assay_result_get_n_figures (sink->part); i++)
    assay_result_take_figure (result, assay_figure_ref (assay_result_get_figure (sink->part, i)));
  for (guint i = 0; i < assay_result_get_n_notes (sink->part); i++)
    assay_result_add_note (result, assay_result_get_note (sink->part, i));
}

void
assay_validation_sinks_judge (AssayValidationSink *const *sinks, guint n_sinks, const AssayValidationCase *c, AssayResult *result)
{
  g_autoptr(GHashTable) by_name = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  g_autoptr(GHashTable) members = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  Families families = { by_name, members };
  GHashTableIter iter;
  gpointer family;

  for (guint i = 0; i < n_sinks; i++)
    collect (&families, sinks[i]);
  g_hash_table_iter_init (&iter, by_name);
  while (g_hash_table_iter_next (&iter, NULL, &family))
    adjust (family);
  for (guint i = 0; i < n_sinks; i++)
    {
      const AssayValidationSink *sink = sinks[i];
      g_autofree AssayVerdict *verdicts = g_new0 (AssayVerdict, sink->findings->len + 1);

      for (guint f = 0; f < sink->findings->len; f++)
        verdicts[f] = add_check (sink, sink->findings->pdata[f], &families, c, result);
      copy_metrics (sink, verdicts, result);
      copy_rest (sink, result);
    }
}

/* A 95 % interval tells the standard error where the check does not. */
static double
error_of (const AssayFinding *finding)
{
  return !isnan (finding->standard_error) ? finding->standard_error : (finding->high - finding->low) / (2 * 1.959963984540054);
}

AssayTable *
assay_validation_sinks_list_statistics (AssayValidationSink *const *sinks, guint n_sinks, const AssayValidationCase *c)
{
  AssayTable *table = assay_table_new ("statistics", N_("Statistics"));

  assay_table_add_column (table, "check", N_("Check"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "subject", N_("Subject"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "statistic", N_("Statistic"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "value", N_("Value"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "standard_error", N_("Standard Error"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "n", N_("Rows"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "events", N_("Events"), ASSAY_CELL_COUNT);
  for (guint i = 0; i < n_sinks; i++)
    for (guint f = 0; f < sinks[i]->findings->len; f++)
      {
        const AssayFinding *finding = sinks[i]->findings->pdata[f];

        if (isnan (finding->value))
          continue;
        assay_table_add_row (table);
        assay_table_set_text (table, 0, sinks[i]->check->id);
        assay_table_set_text (table, 1, finding->subject);
        assay_table_set_text (table, 2, finding->statistic != NULL ? finding->statistic : sinks[i]->check->statistic);
        assay_table_set_number (table, 3, finding->value);
        assay_table_set_number (table, 4, error_of (finding));
        assay_table_set_number (table, 5, isnan (finding->n) ? c->data->n_complete : finding->n);
        assay_table_set_number (table, 6, isnan (finding->events) && isnan (finding->n) && c->data->event != NULL ? c->data->n_events : finding->events);
      }
  return table;
}

/* ---- rows ---- */

static gboolean
has_filter (const AssayValidationSink *sink, const char *subject)
{
  const AssayTable *table = sink->filters;

  for (guint row = 0; row < assay_table_get_n_rows (table); row++)
    if (g_str_has_prefix (assay_table_get_text (table, row, 0), "check:") && g_strcmp0 (assay_table_get_text (table, row, 1), subject) == 0)
      return TRUE;
  return FALSE;
}

/* What is measured on complete rows is about those of its segment; losses are counted over other rows, so that nothing is said of how many there are. */
static gboolean
is_of_complete_rows (const AssayValidationCheck *check)
{
  return g_str_has_prefix (check->id, "disc-") || g_str_has_prefix (check->id, "cal-") || g_str_has_prefix (check->id, "pd-") || strcmp (check->id, "fair-calibration") == 0;
}

/* A finding about a segment, a group or a grade is about its rows, without a word from the check. */
static void
show_split (AssayValidationSink *sink, const AssayFinding *finding, const AssayValidationCase *c)
{
  AssayRowTerm terms[2];
  guint n = has_filter (sink, finding->subject) ? 0 : assay_validation_terms_of_subject (c, finding->subject, terms);
  gboolean is_complete = is_of_complete_rows (sink->check);

  if (n == 0)
    return;
  if (is_complete)
    terms[n++] = ASSAY_ROW_COMPLETE;
  assay_validation_sink_show_finding (sink, finding->subject, is_complete ? finding->n : NAN, terms, n);
}

void
assay_validation_sinks_list_filters (AssayValidationSink *const *sinks, guint n_sinks, const AssayValidationCase *c, AssayTable *filters)
{
  for (guint i = 0; i < n_sinks; i++)
    {
      for (guint f = 0; f < sinks[i]->findings->len; f++)
        show_split (sinks[i], sinks[i]->findings->pdata[f], c);
      /* weights count rows several times, or not at all: how many there are is then seen in the data only */
      assay_row_filters_append (filters, sinks[i]->filters, c->data->weight == NULL);
    }
}
