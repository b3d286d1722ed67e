/* Where the user can be: a word for the history, the sidebar, the command line. "overview", "datasets", "dataset/3", "models", "model/5" (a version),
 * "runs", "run/42", "reports", "audit", and "job/2" for a run that is not finished (its number in this window). */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ASSAY_PLACE_OVERVIEW, ASSAY_PLACE_DATASETS, ASSAY_PLACE_MODELS, ASSAY_PLACE_RUNS, ASSAY_PLACE_REPORTS, ASSAY_PLACE_AUDIT,
  ASSAY_N_SIDEBAR_PLACES,
  ASSAY_PLACE_DATASET = ASSAY_N_SIDEBAR_PLACES, ASSAY_PLACE_MODEL, ASSAY_PLACE_RUN, ASSAY_PLACE_JOB,
  ASSAY_N_PLACES,
} AssayPlaceKind;

/* FALSE: no place of that name. *id is 0 for a place without one. */
gboolean assay_place_parse (const char *place, AssayPlaceKind *kind, gint64 *id);
const char *assay_place_name (AssayPlaceKind kind);            /* "datasets" */
const char *assay_place_title (AssayPlaceKind kind);           /* translated: "Datasets" */
const char *assay_place_section (AssayPlaceKind kind);         /* translated title of its part of the sidebar, or NULL */
const char *assay_place_icon (AssayPlaceKind kind);
AssayPlaceKind assay_place_sidebar (AssayPlaceKind kind);      /* the sidebar row it belongs to: RUN -> RUNS */

G_END_DECLS
