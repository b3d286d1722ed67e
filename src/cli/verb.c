#include "cli/verb.h"

#include <glib/gi18n.h>
#include <string.h>

static const AssayVerb *const verbs[] = {
  &assay_verb_inspect, &assay_verb_anomalies, &assay_verb_forecast, &assay_verb_backtest, &assay_verb_score, &assay_verb_validate, &assay_verb_sensitivity, &assay_verb_report,
  &assay_verb_stat, &assay_verb_verify,
  &assay_verb_workspace_init, &assay_verb_workspace_import, &assay_verb_workspace_list, &assay_verb_workspace_show,
  &assay_verb_workspace_add_model, &assay_verb_workspace_models, &assay_verb_workspace_stage, &assay_verb_workspace_delete_model, &assay_verb_workspace_predictions,
  &assay_verb_workspace_export, &assay_verb_workspace_verify, &assay_verb_workspace_gc, &assay_verb_workspace_sample,
  NULL
};

const AssayVerb *const *
assay_verb_list (void)
{
  return verbs;
}

const char *
assay_verb_get_summary (const AssayVerb *verb)
{
  return _(verb->analysis != NULL ? verb->analysis->summary : verb->summary);
}

gboolean
assay_verb_get_group (const AssayVerb *verb, guint index, AssayOptionGroup *group)
{
  if (verb->analysis != NULL && index-- == 0)
    {
      *group = (AssayOptionGroup) { N_("Options of this analysis"), verb->analysis->options };
      return TRUE;
    }
  *group = verb->groups[index];
  return group->options != NULL;
}

static const AssayVerb *
find (const char *name)
{
  for (guint i = 0; verbs[i] != NULL; i++)
    if (strcmp (verbs[i]->name, name) == 0)
      return verbs[i];
  return NULL;
}

/* The words that may stand after `first` (NULL: as the first word), each once. */
static GPtrArray *
list_words (const char *first)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; verbs[i] != NULL; i++)
    {
      g_auto(GStrv) parts = g_strsplit (verbs[i]->name, " ", 2);
      const char *word = first == NULL ? parts[0] : strcmp (parts[0], first) == 0 ? parts[1] : NULL;

      if (word != NULL && !g_ptr_array_find_with_equal_func (words, word, g_str_equal, NULL))
        g_ptr_array_add (words, g_strdup (word));
    }
  g_ptr_array_add (words, NULL);
  return words;
}

static void
fail_unknown (const char *first, const char *word, GPtrArray *words, GError **error)
{
  const char *const *candidates = (const char *const *) words->pdata;
  const char *near = word != NULL ? assay_nearest_name (word, candidates) : NULL;
  g_autofree char *all = g_strjoinv (", ", (char **) words->pdata);

  if (word == NULL)
    g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("“%s” needs to be told what to do: %s."), first, all);
  else if (near != NULL)
    g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("“%s” is not a verb; did you mean “%s”? There are: %s."), word, near, all);
  else
    g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("“%s” is not a verb. There are: %s."), word, all);
}

const AssayVerb *
assay_verb_take (char ***args, GError **error)
{
  const char *first = (*args)[0], *second;
  const AssayVerb *verb = find (first);
  g_autoptr(GPtrArray) words = NULL;
  g_autofree char *both = NULL;

  if (verb != NULL)
    {
      *args += 1;
      return verb;
    }
  words = list_words (first);
  if (words->len == 1)
    {
      g_autoptr(GPtrArray) all = list_words (NULL);
      fail_unknown (NULL, first, all, error);
      return NULL;
    }

  second = (*args)[1];
  both = g_strdup_printf ("%s %s", first, second != NULL ? second : "");
  verb = find (both);
  if (verb == NULL)
    fail_unknown (first, second, words, error);
  else
    *args += 2;
  return verb;
}
