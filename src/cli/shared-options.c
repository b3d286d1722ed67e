#include "cli/shared-options.h"

#include <glib/gi18n.h>

#define TEXT(name, value_name, label, help) { name, ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, value_name, label, help }
#define FLAG(name, label, help) { name, ASSAY_OPTION_BOOLEAN, "false", 0, 0, NULL, NULL, label, help }

static const char *const formats[] = { "text", "json", "csv", NULL };
static const char *const papers[] = { "a4", "letter", NULL };

const AssayOption assay_role_options[] = {
  TEXT ("time", "COL", N_("Time"), N_("The column of times: dates, dates with times, or whole numbers.")),
  TEXT ("value", "COL", N_("Value"), N_("The column of measured values.")),
  TEXT ("series", "COL[,COL…]", N_("Series"), N_("The key columns that make a series; \"\" says that all rows are one series.")),
  { NULL }
};

const AssayOption assay_scope_options[] = {
  TEXT ("start", "DATE", N_("Start"), N_("Leaves out rows before this date.")),
  TEXT ("end", "DATE", N_("End"), N_("Leaves out rows after this date.")),
  TEXT ("where", "COL=VALUE", N_("Where"), N_("Keeps only rows that match; also with !=, <, >, <= and >=. May be given more than once; all must hold.")),
  TEXT ("policy", "FILE.json", N_("Policy"),
        N_("Limits and risk levels that differ from the default ones: {\"schema\": \"assay-policy/1\", \"name\": \"Desk\", \"risk\": {\"z\": [2, 3, 4]}, "
           "\"limits\": {\"fc-scaled\": {\"warn\": 1, \"fail\": 1.2}}}. The risk levels shown are the default; --format json lists each check's id and limits.")),
  { "seed", ASSAY_OPTION_INTEGER, "1", 0, 9007199254740991.0, NULL, "N", N_("Seed"), N_("Seed of everything random.") },
  TEXT ("as-of", "DATE", N_("As of"), N_("The day the result speaks of; else that of SOURCE_DATE_EPOCH, else today.")),
  TEXT ("title", "TEXT", N_("Title"), N_("Title of the result and its report.")),
  { NULL }
};

const AssayOption assay_reading_options[] = {
  TEXT ("missing", "CODE[,CODE…]", N_("Missing codes"), N_("Texts that stand for a missing value, beside the empty field.")),
  TEXT ("decimal", ".|,", N_("Decimal"), N_("The decimal point or comma.")),
  TEXT ("thousands", ".|,|space|'|none", N_("Thousands"), N_("What separates groups of three digits.")),
  TEXT ("separator", ",|;|tab|'|'", N_("Separator"), N_("What separates fields.")),
  TEXT ("quote", "C", N_("Quote"), N_("The quotation mark around fields: \" or '.")),
  TEXT ("date-format", "F", N_("Date format"), N_("YYYY-MM-DD, DD.MM.YYYY, DD/MM/YYYY or MM/DD/YYYY, each also with hh:mm[:ss]; epoch for seconds since 1970, integer for plain numbers.")),
  TEXT ("encoding", "E", N_("Encoding"), N_("UTF-8, WINDOWS-1252, UTF-16LE or UTF-16BE.")),
  TEXT ("header", "yes|no", N_("Header"), N_("Whether the first line names the columns.")),
  TEXT ("skip", "N", N_("Skip"), N_("Lines to leave out before the header.")),
  TEXT ("max-bad-rows", "N", N_("Bad rows"), N_("How many rows that cannot be read are tolerated; 0 unless given.")),
  TEXT ("type", "COL=TYPE", N_("Type"), N_("Reads a column as double, int64, date, datetime, category or text. May be given more than once.")),
  { NULL }
};

const AssayOption assay_artifact_options[] = {
  TEXT ("model", "FILE.json", N_("Model"), N_("Starts from the fitted models in this artifact instead of fitting: they take the values since, and forecast.")),
  TEXT ("save-model", "FILE.json", N_("Save Models"), N_("Also writes the fitted models, with parameters and state, as a model artifact.")),
  { NULL }
};

const AssayOption assay_running_options[] = {
  { "threads", ASSAY_OPTION_INTEGER, NULL, 1, 1024, NULL, "N", N_("Threads"), N_("Cores to use; all unless given. The result is the same for any number.") },
  FLAG ("quiet", N_("Quiet"), N_("No progress and no summary.")),
  FLAG ("verbose", N_("Verbose"), N_("A longer summary, and what was done on standard error.")),
  { NULL }
};

const AssayOption assay_output_options[] = {
  TEXT ("output", "FILE", N_("Output"), N_("Writes the main table as CSV; “-” is standard output. Short: -o FILE.")),
  { "format", ASSAY_OPTION_CHOICE, "text", 0, 0, formats, "text|json|csv", N_("Format"), N_("What standard output gets: a summary, the result, or the main table.") },
  TEXT ("report", "FILE.pdf", N_("Report"), N_("Also writes the PDF report.")),
  { "paper", ASSAY_OPTION_CHOICE, "a4", 0, 0, papers, "a4|letter", N_("Paper"), N_("Paper of the report.") },
  TEXT ("workspace", "DIR", N_("Workspace"), N_("Records the run in this workspace; DATA may then also name one of its datasets.")),
  FLAG ("strict", N_("Strict"), N_("Checks that warn count as failed in the exit status.")),
  { NULL }
};
