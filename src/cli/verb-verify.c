#include <glib/gi18n.h>
#include <string.h>

#include "analysis/statistic/published-vectors.h"
#include "assay-config.h"
#include "cli/delivery.h"
#include "cli/shared-options.h"
#include "cli/text-table.h"
#include "engine/plan.h"

/* The page for the file of a model: what was computed where, number by number. */
static char *
make_certificate (const AssayResult *result)
{
  GString *out = g_string_new (NULL);
  AssayTable *table = assay_result_find_table (result, "vectors");
  double failed = assay_result_find_metric (result, "failed")->value;

  g_string_append_printf (out, "%s\n%s · %s\n\n", _("Verification of the Installation"), assay_result_get_engine (result), assay_result_get_as_of (result));
  assay_text_table_append_result_table (table, 0, "", out);
  g_string_append_c (out, '\n');
  for (guint i = 0; i < assay_result_get_n_checks (result); i++)
    {
      const AssayCheck *check = assay_result_get_check (result, i);

      if (check->verdict == ASSAY_VERDICT_FAIL)
        g_string_append_printf (out, "%s: %s\n", check->subject, check->message);
    }
  if (failed > 0)
    g_string_append_printf (out, ngettext ("%.0f of %u vectors differs from what was published: do not rely on this installation.\n",
                                           "%.0f of %u vectors differ from what was published: do not rely on this installation.\n", failed),
                            failed, assay_table_get_n_rows (table));
  else
    g_string_append_printf (out, _("All %u vectors, %.0f numbers, agree with what was published.\n"), assay_table_get_n_rows (table),
                            assay_result_find_metric (result, "numbers")->value);
  return g_string_free (out, FALSE);
}

static gboolean
run_verify (const AssayCommand *command, const AssayConsole *console, AssayExit *status, GError **error)
{
  g_auto(AssayDelivery) delivery = { 0 };
  g_autoptr(AssayProgress) progress = assay_console_start_progress (console);
  g_autofree char *as_of = assay_as_of_resolve (assay_command_get_text (command, "as-of"), error);
  g_autofree char *certificate = NULL;
  g_autoptr(AssayResult) result = NULL;

  if (as_of == NULL || !assay_delivery_prepare (&delivery, command, console, error))
    return FALSE;
  result = assay_verify_vectors (progress, error);
  if (result == NULL)
    return FALSE;
  assay_result_set_provenance (result, "assay " ASSAY_VERSION, as_of, 1, "default", NULL);
  *status = assay_delivery_exit (command, result);
  if (strcmp (assay_delivery_format (command), "text") == 0)
    {
      assay_console_end_progress (console);
      certificate = make_certificate (result);
      delivery.text = certificate;
    }
  return assay_delivery_finish (&delivery, result, NULL, NULL, 0, NULL, error);
}

static const char *const formats[] = { "text", "json", NULL };

static const AssayOption verify_options[] = {
  { "format", ASSAY_OPTION_CHOICE, "text", 0, 0, formats, "text|json", N_("Format"), N_("What standard output gets: the certificate, or the result.") },
  { "report", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "FILE.pdf", N_("Report"), N_("Writes the certificate as a PDF.") },
  { "as-of", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "DATE", N_("As of"), N_("The day the result speaks of; else that of SOURCE_DATE_EPOCH, else today.") },
  { NULL }
};

const AssayVerb assay_verb_verify = {
  .name = "verify-install", .inputs = "", .min_inputs = 0, .max_inputs = 0,
  .summary = N_("Computes published numbers again and prints a certificate."),
  .detail = N_("The inputs and the numbers that were published for them are part of the program. Exit status 1 when any differs by more than its tolerance."),
  .groups = { { N_("Options"), verify_options }, { NULL } },
  .run = run_verify,
};
