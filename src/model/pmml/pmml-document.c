/* The whole document: version, header, dictionaries, and the one model that is scored. */
#include "model/pmml/pmml-forest.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

const char *
pmml_intern (PmmlDocument *self, const char *text)
{
  gpointer found;

  if (g_hash_table_lookup_extended (self->texts, text, &found, NULL))
    return found;
  found = pmml_arena_strdup (self->arena, text, strlen (text));
  g_hash_table_add (self->texts, found);
  return found;
}

static gboolean
fail (const PmmlDocument *self, const PmmlElement *element, GError **error, const char *what)
{
  return pmml_element_fail (element, self->file, error, "%s", what);
}

/* "4.4.1" is 441, "3.0" is 300. */
static gboolean
read_version (PmmlDocument *self, const PmmlElement *root, GError **error)
{
  const char *text = pmml_element_get (root, "version");
  int parts[3] = { 0 };

  if (text == NULL)
    return fail (self, root, error, _("The attribute “version” is missing."));
  if (sscanf (text, "%2d.%2d.%2d", &parts[0], &parts[1], &parts[2]) < 2 || parts[0] < 1 || parts[1] < 0 || parts[2] < 0)
    return pmml_element_fail (root, self->file, error, _("“%s” is no version of PMML."), text);
  self->version = g_strdup (text);
  self->version_number = (guint) (parts[0] * 100 + MIN (parts[1], 9) * 10 + MIN (parts[2], 9));
  if (self->version_number < 300)
    return pmml_element_fail (root, self->file, error, _("This is PMML %s. Assay reads PMML 3.0 to 4.4.1: export the model again with a newer version."), text);
  if (self->version_number > 449)
    return pmml_element_fail (root, self->file, error, _("This is PMML %s. Assay reads PMML 3.0 to 4.4.1: export the model again with one of these."), text);
  return TRUE;
}

static void
read_header (PmmlDocument *self, const PmmlElement *root)
{
  const PmmlElement *header = pmml_element_find (root, "Header"), *application = header != NULL ? pmml_element_find (header, "Application") : NULL;
  const char *name = application != NULL ? pmml_element_get (application, "name") : NULL, *version = application != NULL ? pmml_element_get (application, "version") : NULL;

  if (name != NULL)
    self->writer = version != NULL && version[0] != '\0' ? g_strconcat (name, " ", version, NULL) : g_strdup (name);
}

static gboolean
add_function (PmmlDocument *self, const PmmlElement *element, GError **error)
{
  const char *name = pmml_element_get (element, "name");
  PmmlFunctionDefinition *function = pmml_arena_alloc (self->arena, sizeof *function);

  if (name == NULL)
    return fail (self, element, error, _("The attribute “name” is missing."));
  function->name = pmml_intern (self, name);
  function->element = element;
  if (!g_hash_table_insert (self->functions, (char *) function->name, function))
    return pmml_element_fail (element, self->file, error, _("The function “%s” is defined twice."), name);
  return TRUE;
}

static gboolean
read_transformations (PmmlDocument *self, const PmmlElement *root, GError **error)
{
  const PmmlElement *dictionary = pmml_element_find (root, "TransformationDictionary");

  for (const PmmlElement *child = dictionary != NULL ? dictionary->child : NULL; child != NULL; child = child->next)
    {
      const char *name = pmml_element_get (child, "name");

      if (pmml_element_is (child, "DefineFunction"))
        {
          if (!add_function (self, child, error))
            return FALSE;
          continue;
        }
      if (!pmml_element_is (child, "DerivedField") || name == NULL)
        return fail (self, child, error, _("Assay does not know this element in a dictionary of transformations."));
      if (!g_hash_table_insert (self->globals, (char *) pmml_intern (self, name), (gpointer) child))
        return pmml_element_fail (child, self->file, error, _("The derived field “%s” is declared twice."), name);
      if (g_hash_table_size (self->globals) > 20000)
        return fail (self, child, error, _("There are more than 20,000 derived fields."));
    }
  return TRUE;
}

static const PmmlElement *
find_model (PmmlDocument *self, const PmmlElement *root, GError **error)
{
  static const char *const others[] = { "Header", "DataDictionary", "TransformationDictionary" };
  const PmmlElement *found = NULL;

  for (const PmmlElement *child = root->child; child != NULL; child = child->next)
    {
      gboolean is_other = FALSE;

      for (guint i = 0; i < G_N_ELEMENTS (others); i++)
        is_other |= pmml_element_is (child, others[i]);
      if (is_other)
        continue;
      if (pmml_model_class_find (child->name) == NULL)
        {
          fail (self, child, error, _("Assay does not score this kind of model. Export it as another kind, or bring a table of its scores."));
          return NULL;
        }
      if (found != NULL)
        {
          fail (self, child, error, _("The file holds more than one model. Save each in a file of its own."));
          return NULL;
        }
      found = child;
    }
  if (found == NULL)
    fail (self, root, error, _("The file holds no model, only the description of data."));
  return found;
}

static PmmlDocument *
new_document (const char *name, AssayProgress *progress)
{
  PmmlDocument *self = g_new0 (PmmlDocument, 1);

  self->file = g_strdup (name);
  self->progress = progress;
  self->arena = pmml_arena_new ();
  self->elements = pmml_arena_new ();
  self->texts = g_hash_table_new (g_str_hash, g_str_equal);
  self->fields = g_ptr_array_new ();
  self->fields_by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->globals = g_hash_table_new (g_str_hash, g_str_equal);
  self->functions = g_hash_table_new (g_str_hash, g_str_equal);
  self->slots = g_array_new (FALSE, TRUE, sizeof (PmmlSlot));
  self->inputs = g_array_new (FALSE, TRUE, sizeof (guint));
  self->used = g_array_new (FALSE, TRUE, sizeof (gboolean));
  self->checks = g_array_new (FALSE, TRUE, sizeof (guint));
  self->models = g_ptr_array_new ();
  self->notes = g_ptr_array_new_with_free_func (g_free);
  self->forests = g_ptr_array_new_with_free_func (pmml_forest_free);
  return self;
}

void
pmml_document_drop_elements (PmmlDocument *self)
{
  g_clear_pointer (&self->elements, pmml_arena_free);
  self->root = NULL;
  self->progress = NULL;
}

void
pmml_document_free (PmmlDocument *self)
{
  if (self == NULL)
    return;
  pmml_document_drop_elements (self);
  g_free (self->file);
  g_free (self->version);
  g_free (self->writer);
  g_ptr_array_unref (self->fields);
  g_hash_table_unref (self->fields_by_name);
  g_hash_table_unref (self->globals);
  g_hash_table_unref (self->functions);
  g_array_unref (self->slots);
  g_array_unref (self->inputs);
  g_array_unref (self->used);
  g_array_unref (self->checks);
  g_ptr_array_unref (self->models);
  g_ptr_array_unref (self->notes);
  g_ptr_array_unref (self->forests);
  g_hash_table_unref (self->texts);
  pmml_arena_free (self->arena);
  g_free (self);
}

static gboolean
read_root (PmmlDocument *self, const PmmlElement *root, GError **error)
{
  const PmmlElement *model;

  if (!read_version (self, root, error))
    return FALSE;
  read_header (self, root);
  if (!pmml_fields_read (self, root, error) || !read_transformations (self, root, error))
    return FALSE;
  model = find_model (self, root, error);
  if (model == NULL)
    return FALSE;
  self->top = pmml_model_read (self, NULL, model, error);
  if (self->top == NULL)
    return FALSE;
  pmml_add_checks (self);
  return TRUE;
}

PmmlDocument *
pmml_document_read (const char *name, const char *text, gsize length, const AssayArtifactOptions *options, AssayProgress *progress, GError **error)
{
  PmmlDocument *self = new_document (name, progress);

  self->root = pmml_element_read (self->elements, name, text, length, progress, error);
  if (self->root == NULL || !read_root (self, self->root, error))
    {
      pmml_document_free (self);
      return NULL;
    }
  return self;
}
