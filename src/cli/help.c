#include "cli/help.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/text-table.h"
#include "model/forecaster.h"

#define WIDTH 80
#define WIDEST_FLAG 24       /* longer ones push their help to the next line */

static void
append_entry (GString *out, const char *head, const char *text, guint head_width)
{
  g_autofree char *indent = g_strnfill (head_width + 4, ' ');
  gsize start;

  g_string_append_printf (out, "  %s", head);
  if (assay_text_width (head) > head_width)
    g_string_append_c (out, '\n');
  start = out->len;
  assay_text_append_wrapped (out, indent, text, WIDTH);

  /* The first line of the text stands beside the head. */
  if (assay_text_width (head) <= head_width)
    g_string_erase (out, start, 2 + assay_text_width (head));
}

static char *
flag_of (const AssayOption *option)
{
  if (option->kind == ASSAY_OPTION_BOOLEAN)
    return g_strdup_printf ("--%s", option->name);
  return g_strdup_printf ("--%s %s", option->name, option->value_name != NULL ? option->value_name : "VALUE");
}

/* The sentence, the choices when the flag does not show them, and the default. */
static char *
text_of (const AssayOption *option)
{
  GString *text = g_string_new (_(option->help));

  if (option->choices != NULL && (option->value_name == NULL || strchr (option->value_name, '|') == NULL))
    {
      g_autofree char *choices = g_strjoinv (", ", (char **) option->choices);
      g_string_append_printf (text, _(" One of: %s."), choices);
    }
  if (option->fallback != NULL && option->kind != ASSAY_OPTION_BOOLEAN && *option->fallback != '\0')
    g_string_append_printf (text, _(" Default: %s."), option->fallback);
  return g_string_free (text, FALSE);
}

static void
append_options (GString *out, const AssayOption *options, const char *group)
{
  for (const AssayOption *option = options; option->name != NULL; option++)
    if (g_strcmp0 (option->group, group) == 0)
      {
        g_autofree char *flag = flag_of (option);
        g_autofree char *text = text_of (option);
        append_entry (out, flag, text, WIDEST_FLAG);
      }
}

/* Whether an option before it has the same group. */
static gboolean
is_begun (const AssayOption *options, const AssayOption *option)
{
  for (const AssayOption *before = options; before < option; before++)
    if (g_strcmp0 (before->group, option->group) == 0)
      return TRUE;
  return FALSE;
}

static void
append_group (GString *out, const AssayOptionGroup *group)
{
  gboolean all_about_something = TRUE;

  for (const AssayOption *option = group->options; option->name != NULL; option++)
    all_about_something &= option->group != NULL;
  if (!all_about_something)
    {
      g_string_append_printf (out, "\n%s:\n", _(group->title));
      append_options (out, group->options, NULL);
    }
  for (const AssayOption *option = group->options; option->name != NULL; option++)
    if (option->group != NULL && !is_begun (group->options, option))
      {
        /* Translators: options of the command line, then what some of them are about: “Options of this analysis — Intervals:” */
        g_string_append_printf (out, _("\n%s — %s:\n"), _(group->title), _(option->group));
        append_options (out, group->options, option->group);
      }
}

/* Every name that --models takes, with what may follow it after a colon. */
static void
append_models (GString *out)
{
  g_string_append_printf (out, "\n%s:\n", _("Forecast models"));
  for (const AssayForecaster *const *one = assay_forecaster_list (); *one != NULL; one++)
    {
      g_autofree char *variants = (*one)->variants != NULL ? g_strdup_printf (_(" After a colon: %s."), _((*one)->variants)) : NULL;
      g_autofree char *text = g_strdup_printf ("%s (%s).%s", _((*one)->title), _((*one)->reference), variants != NULL ? variants : "");

      append_entry (out, (*one)->id, text, WIDEST_FLAG);
    }
}

char *
assay_help_make_for_verb (const AssayVerb *verb)
{
  GString *out = g_string_new (NULL);
  AssayOptionGroup group;

  g_string_append_printf (out, _("Usage: assay %s %s [OPTIONS]\n\n"), verb->name, verb->inputs);
  assay_text_append_wrapped (out, "", assay_verb_get_summary (verb), WIDTH);
  if (verb->detail != NULL)
    {
      g_string_append_c (out, '\n');
      assay_text_append_wrapped (out, "", _(verb->detail), WIDTH);
    }
  for (guint i = 0; assay_verb_get_group (verb, i, &group); i++)
    append_group (out, &group);
  if (verb->analysis != NULL && assay_option_find (verb->analysis->options, "models") != NULL)
    append_models (out);
  return g_string_free (out, FALSE);
}

static void
append_exits (GString *out)
{
  static const struct { const char *status, *meaning; } exits[] = {
    { "0", N_("done; no check failed") },
    { "1", N_("done; at least one check failed (with --strict: or warned)") },
    { "2", N_("the command line is wrong") },
    { "3", N_("an input cannot be read or used") },
    { "4", N_("could not write, or the system failed; what existed before is untouched") },
    { "130", N_("cancelled") },
  };

  g_string_append_printf (out, "\n%s:\n", _("Exit status"));
  for (guint i = 0; i < G_N_ELEMENTS (exits); i++)
    append_entry (out, exits[i].status, _(exits[i].meaning), 4);
}

char *
assay_help_make (void)
{
  GString *out = g_string_new (_("Usage: assay VERB [INPUT…] [OPTIONS]\n\n"
                                 "Takes data and a model of it, and finds out whether the model can be relied on.\n"));

  g_string_append_printf (out, "\n%s:\n", _("Verbs"));
  for (const AssayVerb *const *verb = assay_verb_list (); *verb != NULL; verb++)
    append_entry (out, (*verb)->name, assay_verb_get_summary (*verb), 18);
  g_string_append_printf (out, "\n%s:\n", _("Options"));
  append_entry (out, "--help", _("Says this; after a verb, what that verb can be told."), 18);
  append_entry (out, "--version", _("Says the version."), 18);
  append_exits (out);
  return g_string_free (out, FALSE);
}
