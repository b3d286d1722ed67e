/* A workspace with one run of the sample's scorecard on its data, which have a month more. */
#pragma once
#include "engine/plan.h"

/* In folder/w; (transfer full) both. */
AssayRun *scorecard_run_make (const char *folder, AssayWorkspace **workspace);
void scorecard_run_remove (const char *path);      /* a folder and all in it */
