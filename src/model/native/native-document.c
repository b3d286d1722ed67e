#include "model/native/native-document.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "model/artifact/json-pull.h"

/* An object in memory takes some fifteen times its text; beyond this it is no description of a model but data. */
#define MOST_VALUES 4000000
#define MOST_SETS 10000000
#define MOST_NODES 50000000

typedef struct { AssayJsonPull *pull; NativeTrees *trees; gsize n_values; } Reading;

NativeTrees *
native_trees_new (void)
{
  NativeTrees *self = g_new0 (NativeTrees, 1);

  self->trees = g_array_new (FALSE, FALSE, sizeof (NativeTree));
  self->feature = g_array_new (FALSE, FALSE, sizeof (gint32));
  self->left = g_array_new (FALSE, FALSE, sizeof (gint32));
  self->right = g_array_new (FALSE, FALSE, sizeof (gint32));
  self->threshold = g_array_new (FALSE, FALSE, sizeof (double));
  self->value = g_array_new (FALSE, FALSE, sizeof (double));
  self->cover = g_array_new (FALSE, FALSE, sizeof (double));
  self->missing_left = g_array_new (FALSE, FALSE, sizeof (guint8));
  self->sets = g_array_new (FALSE, FALSE, sizeof (NativeTreeSet));
  self->codes = g_array_new (FALSE, FALSE, sizeof (gint32));
  return self;
}

void
native_trees_free (NativeTrees *self)
{
  GArray *arrays[] = { self->trees, self->feature, self->left, self->right, self->threshold, self->value, self->cover, self->missing_left, self->sets,
                       self->codes };

  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    g_array_unref (arrays[i]);
  g_free (self);
}

/* ---- trees ---- */

/* "categories": for some nodes, by number, the codes that go left. */
static void
read_sets (Reading *reading, NativeTree *tree)
{
  NativeTrees *to = reading->trees;
  const char *key;

  if (!assay_json_pull_object (reading->pull))
    return;
  while ((key = assay_json_pull_key (reading->pull)) != NULL)
    {
      NativeTreeSet set = { .first = to->codes->len };
      guint64 node;

      if (!g_ascii_string_to_unsigned (key, 10, 0, G_MAXINT32, &node, NULL) || to->sets->len >= MOST_SETS)
        {
          assay_json_pull_fail (reading->pull, _("“%s” is no number of a node, by which the categories of a tree are named"), key);
          return;
        }
      set.node = node;
      assay_json_pull_ints (reading->pull, to->codes, ASSAY_JSON_MOST_NUMBERS);
      set.n = to->codes->len - set.first;
      g_array_append_val (to->sets, set);
      tree->n_sets++;
    }
}

static gboolean
check_length (Reading *reading, const GArray *array, const NativeTree *tree, const char *key)
{
  if (array->len == tree->first + tree->n)
    return TRUE;
  return assay_json_pull_fail (reading->pull, _("tree %u: “%s” has %u entries and “left” has %u; there must be one for each node"),
                               reading->trees->trees->len, key, (guint) (array->len - tree->first), tree->n);
}

/* Arrays that a tree leaves out are filled up, so that all stay equally long. */
static gboolean
finish_tree (Reading *reading, NativeTree *tree)
{
  NativeTrees *to = reading->trees;
  const guint8 right = 0;
  const double unknown = NAN;

  tree->n = to->left->len - tree->first;
  tree->n_values = to->value->len - tree->first_value;
  while (!tree->has_missing && to->missing_left->len < tree->first + tree->n)
    g_array_append_val (to->missing_left, right);
  while (!tree->has_cover && to->cover->len < tree->first + tree->n)
    g_array_append_val (to->cover, unknown);
  if (tree->n == 0)
    return assay_json_pull_fail (reading->pull, _("tree %u has no nodes"), to->trees->len);
  return check_length (reading, to->feature, tree, "feature") && check_length (reading, to->threshold, tree, "threshold")
         && check_length (reading, to->right, tree, "right") && check_length (reading, to->missing_left, tree, "missing_left")
         && check_length (reading, to->cover, tree, "cover");
}

static void
read_tree (Reading *reading)
{
  AssayJsonPull *pull = reading->pull;
  NativeTrees *to = reading->trees;
  NativeTree tree = { .first = to->left->len, .first_value = to->value->len, .first_set = to->sets->len, .output = -1 };
  const gsize most = ASSAY_JSON_MOST_NUMBERS;
  const char *key;

  if (!assay_json_pull_object (pull))
    return;
  while ((key = assay_json_pull_key (pull)) != NULL)
    {
      if (strcmp (key, "feature") == 0)
        assay_json_pull_ints (pull, to->feature, most);
      else if (strcmp (key, "threshold") == 0)
        assay_json_pull_doubles_or_null (pull, to->threshold, most);
      else if (strcmp (key, "left") == 0)
        assay_json_pull_ints (pull, to->left, most);
      else if (strcmp (key, "right") == 0)
        assay_json_pull_ints (pull, to->right, most);
      else if (strcmp (key, "value") == 0)
        assay_json_pull_doubles_or_null (pull, to->value, most);
      else if (strcmp (key, "missing_left") == 0)
        tree.has_missing = assay_json_pull_flags (pull, to->missing_left, most);
      else if (strcmp (key, "cover") == 0)
        tree.has_cover = assay_json_pull_doubles_or_null (pull, to->cover, most);
      else if (strcmp (key, "output") == 0)
        assay_json_pull_integer (pull, 0, G_MAXINT32, &tree.output);
      else if (strcmp (key, "categories") == 0)
        read_sets (reading, &tree);
      else if (g_str_has_prefix (key, "x-"))
        assay_json_pull_skip (pull);
      else
        assay_json_pull_fail (pull, _("“%s” is no key of a tree; known are feature, threshold, left, right, missing_left, value, cover, output and categories"), key);
    }
  if (to->left->len > MOST_NODES || to->value->len > MOST_NODES || to->codes->len > MOST_NODES)
    assay_json_pull_fail (pull, _("the trees have more than %u nodes"), MOST_NODES);
  if (!assay_json_pull_has_failed (pull) && finish_tree (reading, &tree))
    g_array_append_val (to->trees, tree);
}

static void
read_trees (Reading *reading)
{
  if (reading->trees == NULL)
    {
      assay_json_pull_skip (reading->pull);
      return;
    }
  if (assay_json_pull_array (reading->pull))
    while (assay_json_pull_item (reading->pull))
      read_tree (reading);
}

/* ---- everything else ---- */

static JsonNode *read_value (Reading *reading, const char *place);

static JsonNode *
read_object (Reading *reading, const char *place)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  const char *key;

  json_node_take_object (node, object);
  if (!assay_json_pull_object (reading->pull))
    return node;
  while ((key = assay_json_pull_key (reading->pull)) != NULL)
    {
      if (g_str_has_prefix (key, "x-"))
        assay_json_pull_skip (reading->pull);
      else if (g_str_equal (place, "tree_ensemble") && g_str_equal (key, "trees"))
        {
          read_trees (reading);
          json_object_set_null_member (object, key);
        }
      else
        {
          JsonNode *value = read_value (reading, *place == '\0' ? key : "-");

          if (value != NULL)
            json_object_set_member (object, key, value);
        }
    }
  return node;
}

static JsonNode *
read_array (Reading *reading)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();

  json_node_take_array (node, array);
  if (assay_json_pull_array (reading->pull))
    while (assay_json_pull_item (reading->pull))
      {
        JsonNode *value = read_value (reading, "-");

        if (value != NULL)
          json_array_add_element (array, value);
      }
  return node;
}

/* The depth is that of the pull reader, 64. */
static JsonNode *
read_value (Reading *reading, const char *place)
{
  double number;
  gboolean truth;
  const char *text;

  if (++reading->n_values > MOST_VALUES)
    {
      assay_json_pull_fail (reading->pull, _("the file holds more than %u values beside its trees"), MOST_VALUES);
      return NULL;
    }
  switch (assay_json_pull_peek (reading->pull))
    {
    case ASSAY_JSON_OBJECT:
      return read_object (reading, place);
    case ASSAY_JSON_ARRAY:
      return read_array (reading);
    case ASSAY_JSON_TEXT:
      text = assay_json_pull_text (reading->pull);
      return text != NULL ? json_node_init_string (json_node_alloc (), text) : NULL;
    case ASSAY_JSON_NUMBER:
      if (!assay_json_pull_number (reading->pull, &number))
        return NULL;
      return number == floor (number) && fabs (number) < 9007199254740992.0 ? json_node_init_int (json_node_alloc (), number)
                                                                            : json_node_init_double (json_node_alloc (), number);
    case ASSAY_JSON_BOOLEAN:
      return assay_json_pull_boolean (reading->pull, &truth) ? json_node_init_boolean (json_node_alloc (), truth) : NULL;
    case ASSAY_JSON_NULL:
      return assay_json_pull_null (reading->pull) ? json_node_init_null (json_node_alloc ()) : NULL;
    case ASSAY_JSON_NONE:
      break;
    }
  assay_json_pull_skip (reading->pull);
  return NULL;
}

JsonObject *
native_document_read (const char *name, const char *text, gsize length, NativeTrees *trees, GError **error)
{
  g_autoptr(AssayJsonPull) pull = assay_json_pull_new (name, text, length);
  g_autoptr(JsonNode) node = NULL;
  Reading reading = { pull, trees, 0 };

  if (assay_json_pull_peek (pull) != ASSAY_JSON_OBJECT)
    {
      assay_json_pull_fail (pull, _("an object in { } was expected"));
      assay_json_pull_finish (pull, error);
      return NULL;
    }
  node = read_value (&reading, "");
  if (!assay_json_pull_finish (pull, error))
    return NULL;
  return json_node_dup_object (node);
}
