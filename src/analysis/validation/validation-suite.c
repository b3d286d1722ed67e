#include "analysis/validation/validation-suite.h"

#include "analysis/validation/validation-profile.h"
#include "analysis/validation/validation-sink-private.h"
#include "analysis/wording.h"
#include "base/parallel.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* ---- what is missing ---- */

static gboolean
has_both (const AssayValidationSample *sample)
{
  return sample != NULL && sample->event != NULL && sample->n_events > 0 && sample->n_events < sample->n_complete;
}

static gboolean
has_scored_both (const AssayValidationSample *sample)
{
  return has_both (sample) && sample->score != NULL;
}

static gboolean
has_score (const AssayValidationSample *sample)
{
  return sample != NULL && sample->score != NULL && sample->n_missing_score < sample->n;
}

static gboolean
has_direction (const AssayValidationCase *c)
{
  for (guint i = 0; i < c->n_features; i++)
    if (c->features[i].direction != 0)
      return TRUE;
  return FALSE;
}

/* Why the outcomes do not tell events from the rest. */
static char *
word_no_events (const AssayValidationCase *c)
{
  const AssayValidationSample *data = c->data;

  if (data->event == NULL)
    return g_strdup (N_("an outcome of two kinds (--target)"));
  if (data->n_complete == 0)
    return g_strdup (N_("rows that have an outcome and a score: there is none"));
  return g_strdup_printf (data->n_events == 0 ? N_("rows with the event: none of %zu is “%s” = %s") : N_("rows without the event: all %zu are “%s” = %s"),
                          data->n_complete, c->target_name, c->event_name);
}

static char *
word_no_probability (const AssayValidationCase *c)
{
  if (c->data->n_outside > 0)
    return g_strdup_printf (N_("a probability: %zu scores lie outside [0, 1]"), c->data->n_outside);
  return g_strdup (N_("a score that is a probability (--score-is probability)"));
}

typedef struct { guint need; gboolean is_there; const char *what; } Need;

char *
assay_validation_word_missing (const AssayValidationCheck *check, const AssayValidationCase *c)
{
  const Need needs[] = {
    { ASSAY_NEEDS_MODEL, c->model != NULL, N_("a model (MODEL in place of “-”)") },
    { ASSAY_NEEDS_SCORE, has_score (c->data), N_("a score (a model, or --score COL)") },
    { ASSAY_NEEDS_PROBABILITY, c->data->probability != NULL && has_score (c->data), NULL },
    { ASSAY_NEEDS_EVENTS, has_both (c->data), NULL },
    { ASSAY_NEEDS_ACTUAL, c->data->actual != NULL && c->data->n_complete > 0, N_("an outcome that is a number (--target COL --outcome value)") },
    { ASSAY_NEEDS_TIME, c->periods != NULL, N_("the time of each row (--time COL)") },
    { ASSAY_NEEDS_REFERENCE, c->reference != NULL, N_("the development sample (--reference DATA)") },
    { ASSAY_NEEDS_REFERENCE_SCORE, has_score (c->reference), N_("a development sample that can be scored (--reference DATA)") },
    { ASSAY_NEEDS_REFERENCE_EVENTS, has_scored_both (c->reference), N_("a development sample with scores and outcomes of both kinds (--reference DATA)") },
    { ASSAY_NEEDS_TRAIN, c->train != NULL, N_("the training sample (--train DATA)") },
    { ASSAY_NEEDS_TRAIN_EVENTS, has_scored_both (c->train), N_("a training sample with scores and outcomes of both kinds (--train DATA)") },
    { ASSAY_NEEDS_SEGMENTS, c->n_segments > 0, N_("segments (--segment COL)") },
    { ASSAY_NEEDS_GROUPS, c->n_groups > 0, N_("protected groups (--group COL)") },
    { ASSAY_NEEDS_GRADES, c->grades != NULL, N_("grades (--grades COL) or a score") },
    { ASSAY_NEEDS_GRADE_PD, c->grade_pd != NULL, N_("grades with a PD (--grades COL --pd COL), or a score that is a probability") },
    { ASSAY_NEEDS_CHALLENGER, c->n_challengers > 0, N_("a challenger (--challenger MODEL or --challenger-score COL)") },
    { ASSAY_NEEDS_BASELINE, c->baseline != NULL, N_("the baseline of the approved version (--baseline FILE)") },
    { ASSAY_NEEDS_CUTOFF, !isnan (c->cutoff), N_("the cut-off of the model (--cutoff N)") },
    { ASSAY_NEEDS_FEATURES, c->n_features > 0, N_("features (a model, or columns beside score and outcome)") },
    { ASSAY_NEEDS_LGD, c->lgd_realised != NULL && c->lgd_estimated != NULL, N_("realised and estimated LGD (--lgd COL --lgd-estimate COL)") },
    { ASSAY_NEEDS_EAD, c->ead_realised != NULL && c->ead_estimated != NULL, N_("realised and estimated EAD (--ead COL --ead-estimate COL)") },
    { ASSAY_NEEDS_EXPOSURE, c->exposure != NULL, N_("the exposure of each row (--exposure COL)") },
    { ASSAY_NEEDS_RULES, c->rules != NULL, N_("declared rules (--rules FILE)") },
    { ASSAY_NEEDS_RECORDED, c->recorded != NULL, N_("a model, and the scores recorded elsewhere (--score COL beside MODEL)") },
    { ASSAY_NEEDS_MONOTONE, has_direction (c), N_("a declared direction of a feature (--monotone LTV+,INCOME-)") },
    { ASSAY_NEEDS_PD, c->pd != NULL, N_("a PD (--pd COL, or a score that is a probability)") },
    { ASSAY_NEEDS_OUTCOME, has_both (c->data) || (c->data->actual != NULL && c->data->n_complete > 0), NULL },
    { ASSAY_NEEDS_DEVELOPMENT, c->train != NULL || c->reference != NULL, N_("the training or development sample (--train DATA, --reference DATA)") },
    { ASSAY_NEEDS_CONTRIBUTIONS, c->model != NULL && assay_artifact_get_contribution_scale (c->model) != NULL, N_("a model whose score can be taken apart (trees, linear models, scorecards)") },
  };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (needs); i++)
    {
      g_autofree char *own = NULL;

      if ((check->needs & needs[i].need) == 0 || needs[i].is_there)
        continue;
      if (needs[i].need == ASSAY_NEEDS_EVENTS || needs[i].need == ASSAY_NEEDS_OUTCOME)
        own = word_no_events (c);
      if (needs[i].need == ASSAY_NEEDS_PROBABILITY)
        own = word_no_probability (c);
      g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", own != NULL ? own : needs[i].what);
    }
  if ((check->needs & ASSAY_NEEDS_OPTION) != 0 && assay_options_get_text (c->options, check->option) == NULL)
    g_string_append_printf (text, "%s--%s", text->len > 0 ? "; " : "", check->option);
  return g_string_free (text, text->len == 0);
}

/* ---- which ---- */

static gboolean
fail_unknown (const char *id, GError **error)
{
  const AssayValidationCheck *const *all = assay_validation_check_list ();
  g_autoptr(GPtrArray) ids = g_ptr_array_new ();
  const char *near;

  for (; *all != NULL; all++)
    g_ptr_array_add (ids, (gpointer) (*all)->id);
  g_ptr_array_add (ids, NULL);
  near = assay_nearest_name (id, (const char *const *) ids->pdata);
  if (near != NULL)
    g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("Option “--checks”: there is no check “%s”; did you mean “%s”?"), id, near);
  else
    g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("Option “--checks”: there is no check “%s”."), id);
  return FALSE;
}

/* An item of --checks is an id, or the beginning of some with a dash behind it: "disc-". */
static gboolean
is_named (const AssayValidationCheck *check, char **named)
{
  for (; *named != NULL; named++)
    if (strcmp (*named, check->id) == 0 || (g_str_has_suffix (*named, "-") && g_str_has_prefix (check->id, *named)))
      return TRUE;
  return FALSE;
}

static gboolean
check_names (char **named, GError **error)
{
  for (; *named != NULL; named++)
    {
      const AssayValidationCheck *const *all = assay_validation_check_list ();
      gboolean is_found = FALSE;

      for (; *all != NULL; all++)
        is_found |= is_named (*all, (char *[]) { *named, NULL });
      if (!is_found)
        return fail_unknown (*named, error);
    }
  return TRUE;
}

static gboolean
is_asked (const AssayValidationCheck *check, char **named, const AssayValidationProfile *profile)
{
  return is_named (check, named) || (*named == NULL && assay_validation_profile_asks (profile, check->id));
}

/* Asked for, or made unasked when there is all it needs. */
static gboolean
is_made (const AssayValidationCheck *check, const AssayValidationCase *c, char **named, const AssayValidationProfile *profile)
{
  return is_asked (check, named, profile)
         || (*named == NULL && assay_options_get_integer (c->options, "tier") >= check->tier && (check->flags & ASSAY_CHECK_ON_REQUEST) == 0);
}

gboolean
assay_validation_asks (const AssayValidationCase *c, const char *id)
{
  g_auto(GStrv) named = assay_options_get_list (c->options, "checks");
  const AssayValidationProfile *profile = assay_validation_profile_find (assay_options_get_text (c->options, "profile"));

  for (const AssayValidationCheck *const *all = assay_validation_check_list (); *all != NULL; all++)
    if (strcmp ((*all)->id, id) == 0)
      return is_made (*all, c, named, profile);
  return *named == NULL;
}

gboolean
assay_validation_select (const AssayValidationCase *c, AssayValidationSelection *selection, GError **error)
{
  g_auto(GStrv) named = assay_options_get_list (c->options, "checks");
  const AssayValidationProfile *profile = assay_validation_profile_find (assay_options_get_text (c->options, "profile"));

  *selection = (AssayValidationSelection) { g_ptr_array_new (), g_ptr_array_new () };
  if (!check_names (named, error))
    return FALSE;
  for (const AssayValidationCheck *const *all = assay_validation_check_list (); *all != NULL; all++)
    {
      const AssayValidationCheck *check = *all;
      g_autofree char *missing = NULL;

      if (!is_made (check, c, named, profile))
        continue;
      missing = assay_validation_word_missing (check, c);
      g_ptr_array_add (is_asked (check, named, profile) || missing == NULL ? selection->checks : selection->left_out, (gpointer) check);
    }
  return TRUE;
}

void
assay_validation_selection_clear (AssayValidationSelection *self)
{
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  g_clear_pointer (&self->left_out, g_ptr_array_unref);
}

/* ---- running ---- */

typedef struct
{
  const AssayValidationCase *c;
  AssayValidationSink **sinks;
  AssayProgress *stop;             /* of no length: it only tells that the run was cancelled */
} Work;

static gboolean
run_sink (AssayValidationSink *sink, const AssayValidationCase *c, AssayProgress *progress, GError **error)
{
  char *missing = assay_validation_word_missing (sink->check, c);

  if (missing != NULL)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup_printf ("Not assessed. It needs %s.", missing));
      g_free (missing);
      return TRUE;
    }
  /* A check that leaves its loops because it was cancelled has found nothing. */
  return sink->check->run (sink->check, c, sink, progress, error) && assay_progress_step (progress, 1, error);
}

static gboolean
run_item (gsize item, guint worker, gpointer user_data, GError **error)
{
  Work *work = user_data;

  return run_sink (work->sinks[item], work->c, work->stop, error);
}

/* Checks that share their threads run side by side, the others one after another; what each finds depends on neither. */
static gboolean
run_phase (const AssayValidationCase *c, AssayValidationSink **sinks, guint n, AssayProgress *progress, GError **error)
{
  g_autofree AssayValidationSink **shared = g_new0 (AssayValidationSink *, n + 1);
  g_autoptr(AssayProgress) first = assay_progress_new_part (progress, 0, 0.3), stop = assay_progress_new_part (progress, 0, 0);
  Work work = { c, shared, stop };
  guint n_shared = 0, n_alone = 0;

  for (guint i = 0; i < n; i++)
    if ((sinks[i]->check->flags & ASSAY_CHECK_USES_ALL_THREADS) == 0)
      shared[n_shared++] = sinks[i];
  if (!assay_parallel_for (c->n_threads, n_shared, run_item, &work, first, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if ((sinks[i]->check->flags & ASSAY_CHECK_USES_ALL_THREADS) != 0)
      {
        double part = 0.7 / MAX (n - n_shared, 1);
        g_autoptr(AssayProgress) own = assay_progress_new_part (progress, 0.3 + part * n_alone, 0.3 + part * (n_alone + 1));

        n_alone++;
        if (!run_sink (sinks[i], c, own, error))
          return FALSE;
      }
  return TRUE;
}

gboolean
assay_validation_run_checks (const AssayValidationCase *c, const AssayValidationCheck *const *checks, guint n_checks, AssayResult *result,
                             AssayProgress *progress, GError **error)
{
  g_autoptr(GPtrArray) first = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_validation_sink_free);
  g_autoptr(GPtrArray) last = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_validation_sink_free);
  g_autoptr(AssayTable) statistics = NULL, filters = assay_row_filters_new ();
  g_autoptr(AssayProgress) stop = assay_progress_new_part (progress, 0, 0);

  for (guint i = 0; i < n_checks; i++)
    g_ptr_array_add ((checks[i]->flags & ASSAY_CHECK_RUNS_LAST) != 0 ? last : first, assay_validation_sink_new (checks[i]));
  if (!run_phase (c, (AssayValidationSink **) first->pdata, first->len, progress, error))
    return FALSE;
  assay_validation_sinks_judge ((AssayValidationSink **) first->pdata, first->len, c, result);
  statistics = assay_validation_sinks_list_statistics ((AssayValidationSink **) first->pdata, first->len, c);
  for (guint i = 0; i < last->len; i++)
    {
      AssayValidationSink *sink = last->pdata[i];

      sink->judged = result;
      sink->statistics = statistics;
      if (!run_sink (sink, c, stop, error))
        return FALSE;
    }
  assay_validation_sinks_judge ((AssayValidationSink **) last->pdata, last->len, c, result);
  assay_validation_sinks_list_filters ((AssayValidationSink **) first->pdata, first->len, c, filters);
  assay_validation_sinks_list_filters ((AssayValidationSink **) last->pdata, last->len, c, filters);
  assay_result_take_table (result, g_steal_pointer (&statistics));
  if (assay_table_get_n_rows (filters) > 0)
    assay_result_take_table (result, g_steal_pointer (&filters));
  return TRUE;
}
