#include "cli/interrupt.h"

#include <signal.h>
#include <unistd.h>

#include "cli/failure.h"
#include "cli/outputs.h"

static int is_stuck;          /* atomic */

typedef struct
{
  sigset_t signals;
  GCancellable *cancellable;
} Watch;

static gpointer
watch_signals (gpointer data)
{
  Watch *watch = data;
  int number;

  sigwait (&watch->signals, &number);
  g_cancellable_cancel (watch->cancellable);
  if (g_atomic_int_get (&is_stuck))
    {
      assay_outputs_abandon_all ();
      _exit (ASSAY_EXIT_CANCELLED);
    }
  sigwait (&watch->signals, &number);
  assay_outputs_abandon_all ();
  _exit (ASSAY_EXIT_CANCELLED);
  return NULL;
}

/* nohup and background jobs of a shell ignore some signals on purpose, and so shall we. */
static void
add_signal (sigset_t *signals, int number)
{
  struct sigaction action;

  if (sigaction (number, NULL, &action) == 0 && action.sa_handler != SIG_IGN)
    sigaddset (signals, number);
}

GCancellable *
assay_interrupt_start (void)
{
  static Watch watch;

  signal (SIGPIPE, SIG_IGN);
  sigemptyset (&watch.signals);
  add_signal (&watch.signals, SIGINT);
  add_signal (&watch.signals, SIGTERM);
  add_signal (&watch.signals, SIGHUP);
  watch.cancellable = g_cancellable_new ();
  pthread_sigmask (SIG_BLOCK, &watch.signals, NULL);
  g_thread_unref (g_thread_new ("signals", watch_signals, &watch));
  return watch.cancellable;
}

void
assay_interrupt_set_stuck (gboolean stuck)
{
  g_atomic_int_set (&is_stuck, stuck);
}
