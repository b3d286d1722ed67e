#include "analysis/statistic/statistic.h"

#include "analysis/statistic/statistic-guide.h"
#include "analysis/statistic/statistic-input.h"
#include "analysis/statistic/statistic-lists-private.h"
#include "analysis/statistic/statistic-output.h"
#include "base/options.h"
#include "model/json-check.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

G_DEFINE_QUARK (assay-statistic-error-quark, assay_statistic_error)

static const AssayStatistic *const lists[] = {
  ASSAY_STATISTIC_LISTS
};

const AssayStatistic *
assay_statistic_get (gsize index)
{
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (const AssayStatistic *one = lists[i]; one->id != NULL; one++)
      if (index-- == 0)
        return one;
  return NULL;
}

static gboolean
is_among (const char *name, const char *names)
{
  g_auto(GStrv) all = g_strsplit (names, " ", -1);

  return g_strv_contains ((const char *const *) all, name);
}

static void
fail_unknown (const char *name, GError **error)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func (g_free);
  const AssayStatistic *one;
  const char *near;

  for (gsize i = 0; (one = assay_statistic_get (i)) != NULL; i++)
    {
      g_auto(GStrv) others = g_strsplit (one->names != NULL ? one->names : "", " ", -1);

      g_ptr_array_add (all, g_strdup (one->id));
      for (char **other = others; *other != NULL; other++)
        g_ptr_array_add (all, g_strdup (*other));
    }
  g_ptr_array_add (all, NULL);
  near = assay_nearest_name (name, (const char *const *) all->pdata);
  /* A part of a name is as near as a misspelt one: “acerbi”. */
  for (guint i = 0; near == NULL && strlen (name) > 2 && i + 1 < all->len; i++)
    if (strstr (all->pdata[i], name) != NULL)
      near = all->pdata[i];
  if (near != NULL)
    g_set_error (error, ASSAY_STATISTIC_ERROR, ASSAY_STATISTIC_ERROR_UNKNOWN, _("There is no statistic “%s”; did you mean “%s”?"), name, near);
  else
    g_set_error (error, ASSAY_STATISTIC_ERROR, ASSAY_STATISTIC_ERROR_UNKNOWN, _("There is no statistic “%s”. “assay stat --list” names them all."), name);
}

/* “Kupiec” and “ks_2samp” are names as well. */
const AssayStatistic *
assay_statistic_find (const char *name, GError **error)
{
  g_autofree char *plain = g_strdelimit (g_ascii_strdown (name, -1), "_ ", '-');
  const AssayStatistic *one;

  for (gsize i = 0; (one = assay_statistic_get (i)) != NULL; i++)
    if (strcmp (one->id, plain) == 0 || (one->names != NULL && is_among (plain, one->names)))
      return one;
  fail_unknown (plain, error);
  return NULL;
}

/* Every way to write an input, one by one. */
static char **
understood (const AssayStatistic *self)
{
  g_autofree char *plain = g_strdelimit (g_strdup (self->inputs), "|?", ' ');

  return g_strsplit (plain, " ", -1);
}

/* A misspelt input would be a number with another meaning than its reader thinks; what resembles none, such as the source of the numbers, is
 * passed over and named. */
static gboolean
check_keys (const AssayStatistic *self, JsonObject *in, JsonObject *out, GError **error)
{
  g_autoptr(JsonArray) ignored = json_array_new ();
  g_auto(GStrv) known = understood (self);
  g_autoptr(GList) keys = g_list_sort (json_object_get_members (in), (GCompareFunc) strcmp);
  gboolean takes_all = g_strv_contains ((const char *const *) known, "*");

  for (GList *l = keys; l != NULL; l = l->next)
    {
      const char *key = l->data;
      /* Short names are all near one another. */
      const char *near = strlen (key) > 3 ? assay_nearest_name (key, (const char *const *) known) : NULL;

      if (g_strv_contains ((const char *const *) known, key) || (takes_all && JSON_NODE_HOLDS_ARRAY (json_object_get_member (in, key))))
        continue;
      if (near != NULL && strlen (near) > 2 && !json_object_has_member (in, near))
        return assay_stat_fail (error, _("“%s” has no input “%s”; did you mean “%s”? It takes: %s."), self->id, key, near, self->inputs);
      json_array_add_string_element (ignored, key);
    }
  if (json_array_get_length (ignored) > 0)
    json_object_set_array_member (out, "ignored", g_steal_pointer (&ignored));
  return TRUE;
}

/* Outputs are a few levels deep. */
static gboolean
has_null (JsonNode *node)
{
  g_autoptr(GList) items = NULL;

  if (JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (JSON_NODE_HOLDS_OBJECT (node))
    items = json_object_get_values (json_node_get_object (node));
  else if (JSON_NODE_HOLDS_ARRAY (node))
    items = json_array_get_elements (json_node_get_array (node));
  for (GList *l = items; l != NULL; l = l->next)
    if (has_null (l->data))
      return TRUE;
  return FALSE;
}

static gboolean
any_null (JsonObject *out)
{
  g_autoptr(GList) values = json_object_get_values (out);

  for (GList *l = values; l != NULL; l = l->next)
    if (has_null (l->data))
      return TRUE;
  return FALSE;
}

static void
put_convention (const AssayStatistic *self, JsonObject *out)
{
  const char *own = json_object_get_string_member_with_default (out, "convention", NULL), *usual = assay_statistic_guide (self)->convention;
  g_autofree char *both = own != NULL && usual != NULL ? g_strdup_printf ("%s; %s", own, usual) : NULL;

  if (usual != NULL)
    assay_stat_put_text (out, "convention", both != NULL ? both : usual);
}

JsonObject *
assay_statistic_run_object (const AssayStatistic *self, JsonObject *in, GError **error)
{
  g_autoptr(JsonObject) out = json_object_new ();

  if (!check_keys (self, in, out, error) || !self->run (in, out, error))
    return NULL;
  if (!json_object_has_member (out, "reason") && any_null (out))
    assay_stat_put_reason (out, _("What is null cannot be computed of these inputs: they are too few, do not differ, or one that it needs is unknown."));
  put_convention (self, out);
  return g_steal_pointer (&out);
}

char *
assay_statistic_run (const AssayStatistic *self, const char *text, gsize length, GError **error)
{
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  g_autoptr(JsonObject) out = NULL;
  g_autoptr(GError) problem = NULL;
  JsonNode *root;

  if (length > ASSAY_STATISTIC_MAX_BYTES)
    {
      assay_stat_fail (error, _("The inputs are longer than %d MiB."), ASSAY_STATISTIC_MAX_BYTES / (1024 * 1024));
      return NULL;
    }
  if (!assay_json_check (text, length, error))
    return NULL;
  if (!json_parser_load_from_data (parser, text, length, &problem))
    {
      assay_stat_fail (error, "%s", problem->message);
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      assay_stat_fail (error, _("The inputs of “%s” should be one JSON object, as {\"y\": [0, 1], …}. It takes: %s."), self->id, self->inputs);
      return NULL;
    }
  out = assay_statistic_run_object (self, json_node_get_object (root), error);
  return out != NULL ? assay_stat_write (out) : NULL;
}
