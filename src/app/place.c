#include "app/place.h"

#include <glib/gi18n.h>
#include <string.h>

static const struct
{
  const char *name, *title, *section, *icon;
  AssayPlaceKind sidebar;
  gboolean has_id;
} places[ASSAY_N_PLACES] = {
  [ASSAY_PLACE_OVERVIEW] = { "overview", N_("Overview"), NULL, "assay-overview-symbolic", ASSAY_PLACE_OVERVIEW, FALSE },
  [ASSAY_PLACE_DATASETS] = { "datasets", N_("Datasets"), N_("Library"), "assay-dataset-symbolic", ASSAY_PLACE_DATASETS, FALSE },
  [ASSAY_PLACE_MODELS] = { "models", N_("Models"), N_("Library"), "assay-model-symbolic", ASSAY_PLACE_MODELS, FALSE },
  [ASSAY_PLACE_RUNS] = { "runs", N_("Runs"), N_("Analysis"), "assay-run-symbolic", ASSAY_PLACE_RUNS, FALSE },
  [ASSAY_PLACE_REPORTS] = { "reports", N_("Reports"), N_("Governance"), "assay-report-symbolic", ASSAY_PLACE_REPORTS, FALSE },
  [ASSAY_PLACE_AUDIT] = { "audit", N_("Audit Trail"), N_("Governance"), "assay-audit-symbolic", ASSAY_PLACE_AUDIT, FALSE },
  [ASSAY_PLACE_DATASET] = { "dataset", N_("Dataset"), NULL, "assay-dataset-symbolic", ASSAY_PLACE_DATASETS, TRUE },
  [ASSAY_PLACE_MODEL] = { "model", N_("Model"), NULL, "assay-model-symbolic", ASSAY_PLACE_MODELS, TRUE },
  [ASSAY_PLACE_RUN] = { "run", N_("Run"), NULL, "assay-run-symbolic", ASSAY_PLACE_RUNS, TRUE },
  [ASSAY_PLACE_JOB] = { "job", N_("Run"), NULL, "assay-run-symbolic", ASSAY_PLACE_RUNS, TRUE },
};

gboolean
assay_place_parse (const char *place, AssayPlaceKind *kind, gint64 *id)
{
  const char *slash = strchr (place, '/');
  gsize length = slash != NULL ? (gsize) (slash - place) : strlen (place);

  for (guint i = 0; i < ASSAY_N_PLACES; i++)
    {
      if (strlen (places[i].name) != length || strncmp (places[i].name, place, length) != 0)
        continue;
      if (places[i].has_id != (slash != NULL))
        return FALSE;
      *kind = i;
      *id = 0;
      return slash == NULL || g_ascii_string_to_signed (slash + 1, 10, 1, G_MAXINT64, id, NULL);
    }
  return FALSE;
}

const char *
assay_place_name (AssayPlaceKind kind)
{
  return places[kind].name;
}

const char *
assay_place_title (AssayPlaceKind kind)
{
  return _(places[kind].title);
}

const char *
assay_place_section (AssayPlaceKind kind)
{
  return places[kind].section != NULL ? _(places[kind].section) : NULL;
}

const char *
assay_place_icon (AssayPlaceKind kind)
{
  return places[kind].icon;
}

AssayPlaceKind
assay_place_sidebar (AssayPlaceKind kind)
{
  return places[kind].sidebar;
}
