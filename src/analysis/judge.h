/* A check's verdict from its value and its limits: those of the method, or what the policy sets instead. */
#pragma once
#include "analysis/policy.h"
#include "result/result.h"

G_BEGIN_DECLS

typedef enum
{
  ASSAY_BEYOND_ABOVE,          /* value > limit */
  ASSAY_BEYOND_FROM,           /* value >= limit */
  ASSAY_BEYOND_ABOVE_SIZE,     /* |value| > limit */
  ASSAY_BEYOND_BELOW,          /* value < limit */
  ASSAY_BEYOND_TO,             /* value <= limit */
  ASSAY_BEYOND_FROM_SIZE,      /* |value| >= limit */
} AssayBeyond;

typedef struct
{
  double warn, fail;           /* NaN: there is none */
  AssayBeyond beyond;
  char source;                 /* 'S' 'A' 'C' */
  const char *note;            /* what the limits are and why; may be NULL */
} AssayLimits;

/* Fills verdict, warn, fail, source and limit_note of a check whose id and value are set. A value that is NaN is
 * not assessable. */
void assay_judge (AssayCheck *check, const AssayPolicy *policy, const AssayLimits *limits);

/* The same where a number other than the value decides: a p-value. */
void assay_judge_by (AssayCheck *check, double number, const AssayPolicy *policy, const AssayLimits *limits);

/* Overrules a verdict because the data could not have shown the problem; the message says what would be needed. Takes message. */
void assay_judge_not_assessable (AssayCheck *check, char *message);

/* Overrules a verdict, whatever the policy allows, because the run judged nothing at all: it must not look like one that
 * found nothing. Takes message. */
void assay_judge_failed (AssayCheck *check, char *message);

G_END_DECLS
