#include "data/label-file.h"

#include "base/date.h"
#include "base/digest.h"
#include "data/csv-reader.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

void
assay_label_file_free (AssayLabelFile *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->frame, assay_frame_unref);
  g_free (self->spans);
  g_free (self->name);
  g_free (self->sha256);
  g_free (self);
}

/* ---- windows ---- */

static gboolean
read_time (JsonNode *node, const char *key, gint64 *usec, GError **error)
{
  const char *text = node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
  gint32 days;

  if (text != NULL && assay_datetime_parse (text, strlen (text), usec))
    return TRUE;
  if (text != NULL && assay_date_parse (text, strlen (text), &days))
    {
      *usec = days * ASSAY_USEC_PER_DAY;
      return TRUE;
    }
  g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_FORMAT,
               _("The labels of “%s” hold “%s” where a time like 2014-04-10 07:15:00 should be."), key, text != NULL ? text : "…");
  return FALSE;
}

static gboolean
read_span (JsonNode *node, const char *key, AssayLabelSpan *span, GError **error)
{
  JsonArray *pair = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (pair == NULL)
    {
      if (!read_time (node, key, &span->start, error))
        return FALSE;
      span->end = span->start;
      return TRUE;
    }
  if (json_array_get_length (pair) != 2)
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_FORMAT, _("A window of “%s” has %u times; a start and an end would be right."), key,
                   json_array_get_length (pair));
      return FALSE;
    }
  if (!read_time (json_array_get_element (pair, 0), key, &span->start, error) || !read_time (json_array_get_element (pair, 1), key, &span->end, error))
    return FALSE;
  if (span->end >= span->start)
    return TRUE;
  g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_FORMAT, _("A window of “%s” ends before it starts."), key);
  return FALSE;
}

static int
compare_spans (gconstpointer a, gconstpointer b)
{
  const AssayLabelSpan *x = a, *y = b;

  return (x->start > y->start) - (x->start < y->start);
}

static gboolean
read_spans (AssayLabelFile *self, JsonNode *node, const char *key, GError **error)
{
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (array == NULL)
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_FORMAT, _("The labels of “%s” are not a list of windows or times."), key);
      return FALSE;
    }
  self->spans = g_new (AssayLabelSpan, json_array_get_length (array) + 1);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!read_span (json_array_get_element (array, i), key, &self->spans[i], error))
      return FALSE;

  qsort (self->spans, json_array_get_length (array), sizeof (AssayLabelSpan), compare_spans);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (self->n_spans > 0 && self->spans[i].start <= self->spans[self->n_spans - 1].end)
      self->spans[self->n_spans - 1].end = MAX (self->spans[self->n_spans - 1].end, self->spans[i].end);
    else
      self->spans[self->n_spans++] = self->spans[i];
  return TRUE;
}

/* The entry of the data file: by its whole name, else by its name without folders. */
static const char *
find_entry (GList *keys, const char *data_name)
{
  g_autofree char *base = data_name != NULL ? g_path_get_basename (data_name) : NULL;

  for (GList *l = keys; base != NULL && l != NULL; l = l->next)
    {
      g_autofree char *key = g_path_get_basename (l->data);

      if (strcmp (key, base) == 0)
        return l->data;
    }
  return keys != NULL && keys->next == NULL && base == NULL ? keys->data : NULL;
}

static gboolean
read_windows (AssayLabelFile *self, const char *bytes, gsize n_bytes, const char *data_name, GError **error)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) fault = NULL;
  g_autoptr(GList) keys = NULL;
  JsonNode *root;
  const char *key;

  if (!json_parser_load_from_data (parser, bytes, n_bytes, &fault))
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_FORMAT, _("%s is not a JSON file: %s."), self->name, fault->message);
      return FALSE;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_FORMAT, _("%s should hold an object with a list of windows for each data file."), self->name);
      return FALSE;
    }
  keys = json_object_get_members (json_node_get_object (root));
  key = find_entry (keys, data_name);
  if (key == NULL)
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_NO_COLUMN, _("%s has labels of %u files, but none of “%s”."), self->name, g_list_length (keys),
                   data_name != NULL ? data_name : "-");
      return FALSE;
    }
  return read_spans (self, json_object_get_member (json_node_get_object (root), key), key, error);
}

/* ---- either ---- */

static gboolean
is_json (const char *path, const char *bytes, gsize n_bytes)
{
  gsize at = 0;

  if (g_str_has_suffix (path, ".json"))
    return TRUE;
  while (at < n_bytes && g_ascii_isspace (bytes[at]))
    at++;
  return at < n_bytes && bytes[at] == '{';
}

static gboolean
read_table (AssayLabelFile *self, const char *path, guint n_threads, AssayProgress *progress, GError **error)
{
  AssayReadOptions options;

  assay_read_options_init (&options);
  self->frame = assay_csv_read (path, &options, n_threads, NULL, progress, error);
  assay_read_options_clear (&options);
  return self->frame != NULL;
}

AssayLabelFile *
assay_label_file_read (const char *path, const char *data_name, guint n_threads, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayLabelFile) self = g_new0 (AssayLabelFile, 1);
  g_autofree char *bytes = NULL;
  g_autoptr(GError) fault = NULL;
  gsize n_bytes;

  self->name = g_path_get_basename (path);
  if (!g_file_get_contents (path, &bytes, &n_bytes, &fault))
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_READ, _("The labels cannot be read: %s"), fault->message);
      return NULL;
    }
  self->sha256 = assay_digest_bytes (bytes, n_bytes);
  if (is_json (path, bytes, n_bytes) ? read_windows (self, bytes, n_bytes, data_name, error) : read_table (self, path, n_threads, progress, error))
    return g_steal_pointer (&self);
  return NULL;
}
