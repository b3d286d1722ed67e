/* What an analysis can be told: a table of options, and a set of chosen values.
 *
 * The table (AssayOption[], ended by a NULL name) is static data beside the
 * analysis; command-line flags, the run dialog, help texts and the record of a
 * run are all made from it. AssayOptions holds the values for one run: text in,
 * typed values out, every value checked when it is set. Reference-counted; a set
 * that is shared is no longer changed. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define ASSAY_OPTION_ERROR (assay_option_error_quark ())
GQuark assay_option_error_quark (void);
typedef enum
{
  ASSAY_OPTION_ERROR_UNKNOWN,    /* no option of that name; the message names the nearest */
  ASSAY_OPTION_ERROR_BAD_VALUE,  /* not of the kind, out of range, or not one of the choices */
} AssayOptionError;

typedef enum
{
  ASSAY_OPTION_INTEGER,
  ASSAY_OPTION_NUMBER,
  ASSAY_OPTION_BOOLEAN,          /* "true" or "false"; a bare flag on the command line */
  ASSAY_OPTION_CHOICE,
  ASSAY_OPTION_TEXT,
  ASSAY_OPTION_LIST,             /* items separated by commas; of `choices` if there are any */
} AssayOptionKind;

typedef struct
{
  const char *name;              /* as on the command line, without dashes: "min-periods" */
  AssayOptionKind kind;
  const char *fallback;          /* default as text; NULL: unset */
  double low, high;              /* INTEGER, NUMBER: inclusive range */
  const char *const *choices;    /* CHOICE, LIST: NULL-terminated; NULL: anything */
  const char *value_name;        /* in help: "N", "COL"; NULL for BOOLEAN */
  const char *label;             /* N_(), for dialogs: "Window" */
  const char *help;              /* N_(), one sentence */
  const char *group;             /* N_(), options that are read together: "Intervals"; NULL: none */
} AssayOption;

typedef struct _AssayOptions AssayOptions;

AssayOptions *assay_options_new (const AssayOption *table);
AssayOptions *assay_options_copy (const AssayOptions *self);
AssayOptions *assay_options_ref (AssayOptions *self);
void assay_options_unref (AssayOptions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayOptions, assay_options_unref)

const AssayOption *assay_options_get_table (const AssayOptions *self);
const AssayOption *assay_option_find (const AssayOption *table, const char *name);

/* value NULL takes the value back to the default. */
gboolean assay_options_set (AssayOptions *self, const char *name, const char *value, GError **error);

/* As set or the default; asking for a name that is not in the table is our bug. */
const char *assay_options_get_text (const AssayOptions *self, const char *name);   /* NULL: unset */
gint64 assay_options_get_integer (const AssayOptions *self, const char *name);
double assay_options_get_number (const AssayOptions *self, const char *name);
gboolean assay_options_get_boolean (const AssayOptions *self, const char *name);
char **assay_options_get_list (const AssayOptions *self, const char *name);        /* (transfer full), never NULL */
gboolean assay_options_is_given (const AssayOptions *self, const char *name);      /* set to something by the user */

/* The candidate nearest to `name` by edit distance, or NULL if none is near: for "did you mean". */
const char *assay_nearest_name (const char *name, const char *const *candidates);

G_END_DECLS
