/* What recorded scoring runs said of one client. */
#pragma once
#include "base/progress.h"
#include "data/frame.h"
#include "store/workspace.h"

G_BEGIN_DECLS

typedef struct
{
  AssayRun *run;
  char *id_column;
  AssayFrame *rows;                /* lines of that run's table that are of this client, one or more */
} AssayPrediction;
void assay_prediction_free (AssayPrediction *self);

/* Of AssayPrediction, newest run first; empty when no run scored such a client. Only runs that were told which column names a row
 * (--id) know clients. id is compared with the cell as it is written in tables. Blocking. */
GPtrArray *assay_predictions_find (AssayWorkspace *workspace, const char *id, AssayProgress *progress, GError **error);

G_END_DECLS
