/* Ctrl+C, SIGTERM and SIGHUP as a cancellable: work stops at its next step, half-made files are removed, the
 * program ends with 130. A second signal ends it at once. */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

/* First thing in main(), before there is another thread: signals are taken by a thread of their own, so that
 * cancelling may lock and call back. Also turns SIGPIPE into a write error. (transfer none) */
GCancellable *assay_interrupt_start (void);

/* While set, the main thread may be stuck in a read that nothing can wake (standard input). A signal then removes the
 * outputs under way and ends the program from where it is. */
void assay_interrupt_set_stuck (gboolean stuck);

/* While set, nothing is lost if the program ends from where it is: it reads and computes, and has saved nothing yet. A step over many
 * millions of rows is then not waited for, nor is the memory given back bit by bit. */
void assay_interrupt_set_harmless (gboolean harmless);

G_END_DECLS
