/* A published statistic by its name: JSON inputs in, JSON outputs out. What “assay stat NAME” and the verification of an installation run.
 *
 * Each file of this folder ends in one list of AssayStatistic, ended by a NULL id; statistic.c names the lists. A statistic returns everything
 * that its inputs allow, under the names that the published vectors use; which inputs are there decides. Inputs are read with statistic-input.h,
 * outputs put with statistic-output.h. */
#pragma once
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define ASSAY_STATISTIC_ERROR (assay_statistic_error_quark ())
GQuark assay_statistic_error_quark (void);
typedef enum
{
  ASSAY_STATISTIC_ERROR_UNKNOWN,      /* no statistic of that name */
  ASSAY_STATISTIC_ERROR_INPUT,        /* an input is missing, misspelt, of another kind or length, or out of range */
} AssayStatisticError;

typedef struct
{
  const char *id;                     /* of the check in checks.md, or the plain name of the kernel */
  const char *names;                  /* other names, separated by spaces: "auc delong auc-sklearn"; NULL: none. All are unique over all lists */
  const char *title;                  /* N_(), one line */
  const char *inputs;                 /* keys that are understood, separated by spaces; "a|b" are names of one input, "a?" may be absent, "*" is any key */
  const char *reference;
  gboolean (*run) (JsonObject *in, JsonObject *out, GError **error);
} AssayStatistic;

#define ASSAY_STATISTIC_MAX_BYTES (32 * 1024 * 1024)

/* Runs it on the inputs in text[length]: one JSON object, checked strictly. Returns the outputs as JSON text, keys sorted, numbers shortest, ended by a new line.
 * A key that is not understood is an error when it looks misspelt, else it is listed under "ignored". */
char *assay_statistic_run (const AssayStatistic *self, const char *text, gsize length, GError **error);
/* The same on objects; NULL with error. */
JsonObject *assay_statistic_run_object (const AssayStatistic *self, JsonObject *in, GError **error);

/* By id or any other name; UNKNOWN, naming the nearest, when there is none. */
const AssayStatistic *assay_statistic_find (const char *name, GError **error);
/* All, in the order of the lists; NULL behind the last. */
const AssayStatistic *assay_statistic_get (gsize index);

G_END_DECLS
