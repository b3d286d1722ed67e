/* A limit that a measure must not cross, as people write it: "mean>0.08", "score >= 0.5", "auc<0.70", "expected-loss>1e6". A plain owned struct. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *measure;                   /* "score", or the id of a measure of a portfolio */
  gboolean is_above, is_strict;    /* crossed above the value, else below it; strict: not at the value itself */
  double value;
} AssayStressLimit;

/* Fills fresh memory. ASSAY_ANALYSIS_ERROR_OPTION says what was found and what would be right. */
gboolean assay_stress_limit_parse (const char *text, AssayStressLimit *limit, GError **error);
void assay_stress_limit_clear (AssayStressLimit *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayStressLimit, assay_stress_limit_clear)

gboolean assay_stress_limit_is_crossed (const AssayStressLimit *self, double value);
const char *assay_stress_limit_sign (const AssayStressLimit *self);      /* ">", "≥", "<", "≤" */
/* "mean > 0.08"; (transfer full) */
char *assay_stress_limit_word (const AssayStressLimit *self);

G_END_DECLS
