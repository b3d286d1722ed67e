/* The design of Saltelli: points drawn twice, A and B, and those of A with one input from B (and, for pairs, those of B with one from A), as four independent
 * scrambled nets, so that intervals can be had from how the four differ. Grows by doubling; what was evaluated stays. */
#pragma once
#include "analysis/sensitivity/sensitivity-method.h"
#include "math/sensitivity/sobol-indices.h"
#include "math/sensitivity/sobol-sequence.h"

G_BEGIN_DECLS

#define DESIGN_REPLICATES 4
#define DESIGN_MOST_INPUTS (AM_SOBOL_MOST_DIMENSIONS / 2)

typedef struct
{
  const AssaySensitivityRun *run;
  const AssaySensitivityFunction *function;
  AssayProgress *stop;
  guint k;
  gboolean has_pairs;
  gsize n;                         /* points of each replicate so far */
  AmSobolSequence *sequences[DESIGN_REPLICATES];
  double *outputs[DESIGN_REPLICATES];      /* [n_sets][n]: A, B, AB of each input, BA of each input */
  guint n_sets;
} SensitivityDesign;

/* FALSE: no memory. */
gboolean sensitivity_design_init (SensitivityDesign *self, AssaySensitivityRun *run, gboolean has_pairs);
void sensitivity_design_clear (SensitivityDesign *self);
/* To n points of each replicate. FALSE: stopped, or the function failed, and the design is as it was before, if what was run is to be kept; else
 * it is good for nothing but to be cleared, at once. */
gboolean sensitivity_design_grow (SensitivityDesign *self, gsize n, guint n_threads, AssayProgress *progress, GError **error);
/* Replicate r as the kernel wants it; columns: 2 k pointers for the caller to keep. */
AmSobolDesign sensitivity_design_get (const SensitivityDesign *self, guint replicate, double mean, const double **columns);
typedef struct
{
  double mean;                     /* of the points of A and B that have an output */
  double low, high;                /* of all */
  gsize n_missing;                 /* points, of all sets, without an output */
} SensitivityOutputs;
/* "Most of them lie where “debt” is from 4 to 7.5: …": of the input that tells points without an output from others best; NULL: none does. */
char *sensitivity_design_word_missing (const SensitivityDesign *self);
/* FALSE: stopped, when nothing is kept. */
gboolean sensitivity_design_look (const SensitivityDesign *self, SensitivityOutputs *outputs, GError **error);

G_END_DECLS
