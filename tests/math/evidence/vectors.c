#include "vectors.h"

#include <math.h>

static JsonParser *parser;

static JsonArray *
load (void)
{
  const char *shared = g_getenv ("ASSAY_SHARED");
  g_autofree char *path = g_build_filename (shared != NULL ? shared : ".", "design", "vectors-validation.json", NULL);
  g_autoptr(GError) error = NULL;

  if (parser == NULL)
    {
      parser = json_parser_new ();
      if (!json_parser_load_from_file (parser, path, &error))
        {
          g_test_message ("%s", error->message);
          g_clear_object (&parser);
          return NULL;
        }
    }
  return json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), "vectors");
}

JsonObject *
vectors_find (const char *id)
{
  JsonArray *all = load ();

  for (guint i = 0; all != NULL && i < json_array_get_length (all); i++)
    {
      JsonObject *vector = json_array_get_object_element (all, i);

      if (g_str_equal (json_object_get_string_member (vector, "id"), id))
        return vector;
    }
  g_test_skip (all == NULL ? "design/vectors-validation.json of the shared folder is not here" : "the vector is not in design/vectors-validation.json");
  return NULL;
}

JsonObject *
vectors_get_object (JsonObject *vector, const char *name)
{
  return json_object_get_object_member (vector, name);
}

double *
vectors_get_numbers (JsonObject *object, const char *name, gsize *n)
{
  JsonArray *array = json_object_get_array_member (object, name);
  double *numbers;

  *n = json_array_get_length (array);
  numbers = g_new (double, *n);
  for (gsize i = 0; i < *n; i++)
    numbers[i] = json_array_get_double_element (array, i);
  return numbers;
}

void
vectors_assert_close (const char *where, const char *what, double a, double b, double tolerance)
{
  if ((isnan (a) && isnan (b)) || fabs (a - b) <= tolerance * fmax (1, fabs (b)))
    return;
  g_error ("%s: %s is %.17g, not %.17g to %g", where, what, a, b, tolerance);
}
