/* pandas_categorical, the last line of a model trained from a data frame: for each column of words the list of its words, whose
 * places are the codes the trees know. The line does not say which columns these are; it is found from what else the file says. */
#include "model/lightgbm/lightgbm-private.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "model/json-check.h"

/* A word as a table would hold it. */
static char *
make_word (JsonNode *node)
{
  char buffer[ASSAY_NUMBER_SIZE];

  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  switch (json_node_get_value_type (node))
    {
    case G_TYPE_STRING:
      return json_node_dup_string (node);
    case G_TYPE_INT64:
      return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
    case G_TYPE_DOUBLE:
      assay_number_format (json_node_get_double (node), buffer);
      return g_strdup (buffer);
    case G_TYPE_BOOLEAN:
      return g_strdup (json_node_get_boolean (node) ? "True" : "False");
    default:
      return NULL;
    }
}

static gboolean
read_words (JsonNode *node, char ***words)
{
  JsonArray *list;
  guint n;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return FALSE;
  list = json_node_get_array (node);
  n = json_array_get_length (list);
  *words = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    {
      (*words)[i] = make_word (json_array_get_element (list, i));
      if ((*words)[i] == NULL)
        {
          g_strfreev (*words);
          return FALSE;
        }
    }
  return TRUE;
}

static GPtrArray *
read_lists (const char *json, gsize length, GError **error)
{
  g_autoptr(GPtrArray) lists = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr(JsonParser) parser = json_parser_new ();
  JsonNode *root;
  JsonArray *array;

  if (!assay_json_check (json, length, error) || !json_parser_load_from_data (parser, json, length, error))
    return NULL;
  root = json_parser_get_root (parser);
  if (root == NULL || JSON_NODE_HOLDS_NULL (root))
    return g_steal_pointer (&lists);
  array = JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      char **words;

      if (!read_words (json_array_get_element (array, i), &words))
        {
          array = NULL;
          break;
        }
      g_ptr_array_add (lists, words);
    }
  if (array == NULL)
    {
      g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("“pandas_categorical” holds something other than lists of words. The file is damaged."));
      return NULL;
    }
  return g_steal_pointer (&lists);
}

/* ---- whose words ---- */

/* Could codes into n words be all that training has seen of the feature? */
static gboolean
fits (const AssayLightgbmFeature *feature, guint n)
{
  if (feature->is_unused)
    return TRUE;
  if (feature->n_codes == 0)
    return isnan (feature->low) || (feature->low >= -1 && feature->high <= (double) n - 1 && feature->low == floor (feature->low) && feature->high == floor (feature->high));
  for (guint32 i = 0; i < feature->n_codes; i++)
    if ((guint32) feature->codes[i] >= n)
      return FALSE;
  return TRUE;
}

/* Lists are in the order of the columns. Matched greedily from the left and from the right among the features of is_candidate
 * (NULL: all of them); where both agree there is no other way. */
static gboolean
find_only_way (const AssayLightgbmModel *self, GPtrArray *lists, const guint8 *is_candidate, guint32 *features)
{
  guint at = 0;
  guint32 last = self->n_features;

  for (guint32 f = 0; f < self->n_features && at < lists->len; f++)
    if ((is_candidate == NULL || is_candidate[f]) && fits (&self->features[f], g_strv_length (lists->pdata[at])))
      features[at++] = f;
  if (at < lists->len)
    return FALSE;
  while (at > 0)
    {
      guint n = g_strv_length (lists->pdata[at - 1]);

      do
        last--;
      while ((is_candidate != NULL && !is_candidate[last]) || !fits (&self->features[last], n));
      if (features[--at] != last)
        return FALSE;
    }
  return TRUE;
}

/* Newer files tell which features were declared categories; of older ones it is known from what was seen in training. */
static guint8 *
find_declared (const AssayLightgbmModel *self, const GArray *categorical)
{
  guint8 *is_declared = g_new0 (guint8, (gsize) self->n_features + 1);

  for (guint i = 0; categorical != NULL && i < categorical->len; i++)
    if (g_array_index (categorical, guint32, i) < self->n_features)
      is_declared[g_array_index (categorical, guint32, i)] = 1;
  for (guint32 f = 0; categorical == NULL && f < self->n_features; f++)
    is_declared[f] = self->features[f].n_codes > 0;
  return is_declared;
}

static guint
count_declared (const AssayLightgbmModel *self, const guint8 *is_declared)
{
  guint n = 0;

  for (guint32 f = 0; f < self->n_features; f++)
    n += is_declared[f];
  return n;
}

gboolean
assay_lightgbm_place_words (AssayLightgbmModel *self, const char *json, gsize length, const GArray *categorical, GError **error)
{
  g_autoptr(GPtrArray) lists = read_lists (json, length, error);
  g_autofree guint8 *is_declared = NULL;
  g_autofree guint32 *features = NULL;
  gboolean is_found;

  if (lists == NULL)
    return FALSE;
  if (lists->len == 0)
    return TRUE;
  if (lists->len > self->n_features)
    {
      g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("“pandas_categorical” holds %u lists of words for %u features. The file is damaged."), lists->len, self->n_features);
      return FALSE;
    }
  features = g_new (guint32, lists->len);
  is_declared = find_declared (self, categorical);
  is_found = find_only_way (self, lists, is_declared, features);
  /* a list each, and the file itself says for which: nothing is left to chance */
  self->words_are_guessed = !(is_found && categorical != NULL && count_declared (self, is_declared) == lists->len);
  is_found = is_found || find_only_way (self, lists, NULL, features);
  self->words_are_unplaced = !is_found;
  self->words_are_guessed &= is_found;
  for (guint i = 0; is_found && i < lists->len; i++)
    self->features[features[i]].words = g_strdupv (lists->pdata[i]);
  return TRUE;
}
