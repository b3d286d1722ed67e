#include "cli/command.h"

#include <glib/gi18n.h>
#include <string.h>

struct _AssayCommand
{
  const AssayVerb *verb;
  gboolean wants_help;
  GPtrArray *inputs;             /* of char *, as given */
  AssayOptions *values[ASSAY_MOST_GROUPS + 1];
  GHashTable *repeated;          /* name -> GPtrArray of char *, NULL at the end while asked */
};

gboolean
assay_option_is_repeatable (const char *name)
{
  return strcmp (name, "where") == 0 || strcmp (name, "type") == 0 || strcmp (name, "bind") == 0 || strcmp (name, "challenger") == 0;
}

static AssayCommand *
command_new (const AssayVerb *verb)
{
  AssayCommand *self = g_new0 (AssayCommand, 1);
  AssayOptionGroup group;

  self->verb = verb;
  self->inputs = g_ptr_array_new_with_free_func (g_free);
  self->repeated = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; assay_verb_get_group (verb, i, &group); i++)
    self->values[i] = assay_options_new (group.options);
  return self;
}

void
assay_command_free (AssayCommand *self)
{
  for (guint i = 0; self->values[i] != NULL; i++)
    g_clear_pointer (&self->values[i], assay_options_unref);
  g_hash_table_unref (self->repeated);
  g_ptr_array_unref (self->inputs);
  g_free (self);
}

/* The values that hold option `name`, and the option; NULL when the verb does not know it. */
static AssayOptions *
find_values (const AssayCommand *self, const char *name, const AssayOption **option)
{
  for (guint i = 0; self->values[i] != NULL; i++)
    {
      const AssayOption *found = assay_option_find (assay_options_get_table (self->values[i]), name);

      if (found != NULL)
        {
          if (option != NULL)
            *option = found;
          return self->values[i];
        }
    }
  return NULL;
}

static gboolean
fail_unknown (const AssayCommand *self, const char *name, GError **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  const char *near;

  for (guint i = 0; self->values[i] != NULL; i++)
    for (const AssayOption *option = assay_options_get_table (self->values[i]); option->name != NULL; option++)
      g_ptr_array_add (names, (gpointer) option->name);
  g_ptr_array_add (names, (gpointer) "help");
  g_ptr_array_add (names, NULL);
  near = assay_nearest_name (name, (const char *const *) names->pdata);
  if (strcmp (name, "workspace") == 0 && g_str_has_prefix (self->verb->name, "workspace "))
    g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("“assay %s” takes the folder itself, without “--workspace”: assay %s %s."),
                 self->verb->name, self->verb->name, self->verb->inputs);
  else if (near != NULL)
    g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("There is no option “--%s”; did you mean “--%s”? “assay %s --help” lists them."),
                 name, near, self->verb->name);
  else
    g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("There is no option “--%s”. “assay %s --help” lists them."), name, self->verb->name);
  return FALSE;
}

static void
add_repeated (AssayCommand *self, const char *name, const char *value)
{
  GPtrArray *all = g_hash_table_lookup (self->repeated, name);

  if (all == NULL)
    {
      all = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (all, NULL);
      g_hash_table_insert (self->repeated, g_strdup (name), all);
    }
  g_ptr_array_insert (all, all->len - 1, g_strdup (value));
}

static gboolean
set_option (AssayCommand *self, AssayOptions *values, const char *name, const char *value, GError **error)
{
  if (assay_option_is_repeatable (name))
    add_repeated (self, name, value);
  else if (assay_options_is_given (values, name))
    {
      g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("Option “--%s” is given twice."), name);
      return FALSE;
    }
  return assay_options_set (values, name, value, error);
}

/* Would the next word, taken as a value, be an option that the user meant to give? "-5" and "--x" of a file are not. */
static gboolean
is_own_option (const AssayCommand *self, const char *word)
{
  g_autofree char *name = NULL;

  if (!g_str_has_prefix (word, "--"))
    return FALSE;
  name = g_strndup (word + 2, strcspn (word + 2, "="));
  return find_values (self, name, NULL) != NULL;
}

/* value: what follows "=" in the same word, or NULL. */
static gboolean
take_option (AssayCommand *self, const char *name, const char *value, char ***args, GError **error)
{
  const AssayOption *option;
  AssayOptions *values = find_values (self, name, &option);

  if (values == NULL)
    return fail_unknown (self, name, error);
  if (option->kind == ASSAY_OPTION_BOOLEAN)
    return set_option (self, values, name, value != NULL ? value : "true", error);
  if (value == NULL)
    {
      if (**args == NULL || is_own_option (self, **args))
        {
          g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("Option “--%s” needs a value: --%s %s."), name, name, option->value_name);
          return FALSE;
        }
      value = *(*args)++;
    }
  return set_option (self, values, name, value, error);
}

static gboolean
take_long (AssayCommand *self, const char *word, char ***args, GError **error)
{
  const char *equals = strchr (word, '=');
  g_autofree char *name = equals != NULL ? g_strndup (word, equals - word) : g_strdup (word);

  return take_option (self, name, equals != NULL ? equals + 1 : NULL, args, error);
}

static gboolean
take_short (AssayCommand *self, const char *word, char ***args, GError **error)
{
  if (word[1] == 'o' && find_values (self, "output", NULL) != NULL)
    return take_option (self, "output", word[2] != '\0' ? word + 2 : NULL, args, error);
  g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE,
               _("There is no option “%s”. “assay %s --help” lists them; a file of that name is written “./%s”."), word, self->verb->name, word);
  return FALSE;
}

static gboolean
take_words (AssayCommand *self, char **args, GError **error)
{
  gboolean options_ended = FALSE;

  while (*args != NULL)
    {
      const char *word = *args++;

      if (options_ended || word[0] != '-' || strcmp (word, "-") == 0)
        g_ptr_array_add (self->inputs, g_strdup (word));
      else if (strcmp (word, "--") == 0)
        options_ended = TRUE;
      else if (word[1] == '-' ? !take_long (self, word + 2, &args, error) : !take_short (self, word, &args, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_inputs (const AssayCommand *self, GError **error)
{
  if (self->inputs->len < self->verb->min_inputs)
    g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("“assay %s” needs %s. “assay %s --help” says more."),
                 self->verb->name, self->verb->inputs, self->verb->name);
  else if (self->inputs->len > self->verb->max_inputs)
    g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("“assay %s” takes %s; “%s” is too much."),
                 self->verb->name, self->verb->inputs, (char *) g_ptr_array_index (self->inputs, self->verb->max_inputs));
  else
    return TRUE;
  return FALSE;
}

AssayCommand *
assay_command_parse (const AssayVerb *verb, char **args, GError **error)
{
  g_autoptr(AssayCommand) self = command_new (verb);

  /* Who asks for help gets it, whatever else is wrong with the line; words without a dash say what it may be about. */
  for (char **word = args; *word != NULL && strcmp (*word, "--") != 0; word++)
    if (strcmp (*word, "--help") == 0 || strcmp (*word, "-h") == 0)
      {
        self->wants_help = TRUE;
        for (word = args; *word != NULL; word++)
          if ((*word)[0] != '-')
            g_ptr_array_add (self->inputs, g_strdup (*word));
        return g_steal_pointer (&self);
      }
  if (!take_words (self, args, error) || !check_inputs (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

const AssayVerb *
assay_command_get_verb (const AssayCommand *self)
{
  return self->verb;
}

gboolean
assay_command_wants_help (const AssayCommand *self)
{
  return self->wants_help;
}

guint
assay_command_get_n_inputs (const AssayCommand *self)
{
  return self->inputs->len;
}

const char *
assay_command_get_input (const AssayCommand *self, guint index)
{
  return g_ptr_array_index (self->inputs, index);
}

const char *
assay_command_get_text (const AssayCommand *self, const char *name)
{
  AssayOptions *values = find_values (self, name, NULL);

  return values != NULL ? assay_options_get_text (values, name) : NULL;
}

gint64
assay_command_get_integer (const AssayCommand *self, const char *name, gint64 fallback)
{
  return assay_command_get_text (self, name) != NULL ? assay_options_get_integer (find_values (self, name, NULL), name) : fallback;
}

gboolean
assay_command_get_boolean (const AssayCommand *self, const char *name)
{
  return g_strcmp0 (assay_command_get_text (self, name), "true") == 0;
}

gboolean
assay_command_is_given (const AssayCommand *self, const char *name)
{
  AssayOptions *values = find_values (self, name, NULL);

  return values != NULL && assay_options_is_given (values, name);
}

char **
assay_command_get_all (const AssayCommand *self, const char *name)
{
  GPtrArray *all = g_hash_table_lookup (self->repeated, name);

  return all != NULL ? (char **) all->pdata : NULL;
}

AssayOptions *
assay_command_get_group (const AssayCommand *self, const AssayOption *table)
{
  for (guint i = 0; self->values[i] != NULL; i++)
    if (assay_options_get_table (self->values[i]) == table)
      return self->values[i];
  return NULL;
}
