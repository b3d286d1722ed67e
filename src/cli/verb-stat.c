#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "analysis/statistic/statistic-guide.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/text-table.h"

/* At most one byte more than is allowed, so that the reader of it can tell. */
static char *
read_inputs (const char *name, gsize *length, GError **error)
{
  g_autoptr(GByteArray) all = g_byte_array_new ();
  gboolean is_standard = strcmp (name, "-") == 0;
  FILE *file = is_standard ? stdin : fopen (name, "rb");
  guchar buffer[65536];
  gsize got;

  if (file == NULL)
    {
      g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_INPUT, _("Cannot open “%s”: %s."), name, g_strerror (errno));
      return NULL;
    }
  while (all->len <= ASSAY_STATISTIC_MAX_BYTES && (got = fread (buffer, 1, sizeof buffer, file)) > 0)
    g_byte_array_append (all, buffer, got);
  if (ferror (file))
    g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_INPUT, _("Cannot read “%s”: %s."), is_standard ? _("standard input") : name, g_strerror (errno));
  got = ferror (file);
  if (!is_standard)
    fclose (file);
  if (got != 0)
    return NULL;

  *length = all->len;
  g_byte_array_append (all, (const guchar *) "", 1);
  return (char *) g_byte_array_free (g_steal_pointer (&all), FALSE);
}

/* Whole once written: name by name, with what each takes. */
static gboolean
list_statistics (GError **error)
{
  g_autoptr(GString) out = g_string_new (NULL);
  const AssayStatistic *one;

  for (gsize i = 0; (one = assay_statistic_get (i)) != NULL; i++)
    {
      g_string_append_printf (out, "%s\n", one->id);
      assay_text_append_wrapped (out, "  ", _(one->title), 100);
      g_string_append_printf (out, _("  inputs: %s\n"), one->inputs);
      if (one->names != NULL)
        {
          g_autofree char *names = g_strdup_printf (_("also: %s"), one->names);
          assay_text_append_wrapped (out, "  ", names, 100);
        }
    }
  return assay_console_write (out->str, out->len, error);
}

/* A paragraph under its title. */
static void
append_part (GString *out, const char *title, const char *text)
{
  g_string_append_printf (out, "\n%s:\n", title);
  assay_text_append_wrapped (out, "  ", text, 100);
}

/* What one statistic takes, what it takes for granted, and inputs to try it with. */
static char *
explain_statistic (const AssayStatistic *one)
{
  const AssayStatisticGuide *guide = assay_statistic_guide (one);
  g_auto(GStrv) inputs = g_strsplit (one->inputs, " ", -1);
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, "assay stat %s [FILE]\n\n", one->id);
  assay_text_append_wrapped (out, "", _(one->title), 100);
  if (one->names != NULL)
    append_part (out, _("Other names"), one->names);
  g_string_append_printf (out, "\n%s:\n", _("Inputs (a|b: names of one input; ?: it may be left out; *: columns of any name)"));
  for (char **input = inputs; *input != NULL; input++)
    g_string_append_printf (out, "  %s\n", *input);
  if (guide->convention != NULL)
    append_part (out, _("Convention"), guide->convention);
  append_part (out, _("Reference"), one->reference);
  g_string_append_printf (out, "\n%s:\n  echo '%s' | assay stat %s\n", _("Example"), guide->example, one->id);
  return g_string_free (out, FALSE);
}

static char *
help_stat (const AssayCommand *command)
{
  const AssayStatistic *one = assay_command_get_n_inputs (command) > 0 ? assay_statistic_find (assay_command_get_input (command, 0), NULL) : NULL;

  return one != NULL ? explain_statistic (one) : NULL;
}

static gboolean
run_stat (const AssayCommand *command, const AssayConsole *console, AssayExit *status, GError **error)
{
  guint n_inputs = assay_command_get_n_inputs (command);
  const AssayStatistic *statistic;
  g_autofree char *text = NULL, *answer = NULL;
  gsize length;

  if (assay_command_get_boolean (command, "list"))
    return list_statistics (error);
  if (n_inputs == 0)
    {
      g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("Which statistic? “assay stat --list” names them all."));
      return FALSE;
    }
  statistic = assay_statistic_find (assay_command_get_input (command, 0), error);
  if (statistic == NULL)
    return FALSE;
  if (assay_command_get_boolean (command, "example"))
    {
      answer = g_strconcat (assay_statistic_guide (statistic)->example, "\n", NULL);
      return assay_console_write (answer, strlen (answer), error);
    }
  /* Until there is an answer nothing is lost by ending at once. */
  assay_interrupt_set_harmless (TRUE);
  text = read_inputs (n_inputs > 1 ? assay_command_get_input (command, 1) : "-", &length, error);
  answer = text != NULL ? assay_statistic_run (statistic, text, length, error) : NULL;
  assay_interrupt_set_harmless (FALSE);
  return answer != NULL && assay_console_write (answer, strlen (answer), error);
}

static const AssayOption stat_options[] = {
  { "list", ASSAY_OPTION_BOOLEAN, NULL, 0, 0, NULL, NULL, N_("List"), N_("Names all statistics, with the inputs they take.") },
  { "example", ASSAY_OPTION_BOOLEAN, NULL, 0, 0, NULL, NULL, N_("Example"), N_("Prints inputs that the statistic takes, instead of computing it.") },
  { NULL }
};

const AssayVerb assay_verb_stat = {
  .name = "stat", .inputs = "NAME [FILE]", .min_inputs = 0, .max_inputs = 2,
  .summary = N_("Computes one published statistic from inputs given as JSON."),
  .detail = N_("NAME is that of a check (disc-auc) or of a statistic (auc). FILE holds one JSON object with the inputs; without it, or as “-”, standard input does. "
               "Standard output gets the outputs as JSON, keys sorted; what is undefined is null, with the reason. "
               "“assay stat NAME --help” says what one statistic takes."),
  .groups = { { N_("Options"), stat_options }, { NULL } },
  .help = help_stat,
  .run = run_stat,
};
