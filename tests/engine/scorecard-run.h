/* A workspace with one run of the sample's scorecard on its data, which have a month more. */
#pragma once
#include "engine/plan.h"

/* In folder/w; (transfer full) both. n_times: the data as often one after another, 1,986 rows each. */
AssayRun *scorecard_run_make (const char *folder, guint n_times, AssayWorkspace **workspace);
void scorecard_run_remove (const char *path);      /* a folder and all in it */
