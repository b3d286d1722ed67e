/* Stopping a long run and going on with it later. */
#pragma once
#include "cli/command.h"
#include "cli/console.h"
#include "engine/plan.h"

G_BEGIN_DECLS

extern const AssayOption assay_resume_options[];

typedef struct
{
  AssayCheckpoint *checkpoint;
  char *path;                  /* where a stopped run goes: --resume, else a name of its own in the user's cache */
  gboolean was_read, is_cached;
} AssayResume;

/* For verbs with --resume; else nothing is done. FALSE when the file is of another run. */
gboolean assay_resume_open (AssayResume *self, const AssayCommand *command, AssayPlan *plan, const AssaySource *source, GError **error);
/* After a stop: writes what is finished and says how to go on. */
void assay_resume_keep (AssayResume *self, const AssayConsole *console);
/* After the outputs are there: the file has served. */
void assay_resume_done (AssayResume *self);
void assay_resume_clear (AssayResume *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayResume, assay_resume_clear)

G_END_DECLS
