/* Where in a set of scenarios something is wrong, for messages of its reader and its checks. */
#pragma once
#include "analysis/sensitivity/scenarios.h"

G_BEGIN_DECLS

typedef struct
{
  const char *file;                /* NULL: not a file */
  const char *scenario;            /* NULL or "": not known */
  guint at, shock;                 /* numbers from 1; 0: none */
} ScenarioPlace;

/* Scenarios “stress.json”, scenario “Recession”, shock 2: … Returns FALSE. */
gboolean scenario_fail (const ScenarioPlace *place, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* "set", "add", "relative", "sd", "percentile": as in files. */
const char *scenario_kind_name (AssayShockKind kind);

G_END_DECLS
