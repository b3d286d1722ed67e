#include "analysis/judge.h"

#include <math.h>

static gboolean
is_beyond (double value, double limit, AssayBeyond beyond)
{
  switch (beyond)
    {
    case ASSAY_BEYOND_FROM:
      return value >= limit;
    case ASSAY_BEYOND_ABOVE_SIZE:
      return fabs (value) > limit;
    case ASSAY_BEYOND_FROM_SIZE:
      return fabs (value) >= limit;
    case ASSAY_BEYOND_BELOW:
      return value < limit;
    case ASSAY_BEYOND_TO:
      return value <= limit;
    case ASSAY_BEYOND_ABOVE:
    default:
      return value > limit;
    }
}

/* An auditor asks of a changed limit: by whom, when, why. */
static char *
describe_override (const AssayLimit *limit)
{
  GString *note = g_string_new ("set by the policy");

  if (limit->author != NULL)
    g_string_append_printf (note, ", %s", limit->author);
  if (limit->date != NULL)
    g_string_append_printf (note, ", %s", limit->date);
  if (limit->reason != NULL)
    g_string_append_printf (note, ": %s", limit->reason);
  return g_string_free (note, FALSE);
}

void
assay_judge (AssayCheck *check, const AssayPolicy *policy, const AssayLimits *limits)
{
  assay_judge_by (check, check->value, policy, limits);
}

void
assay_judge_by (AssayCheck *check, double number, const AssayPolicy *policy, const AssayLimits *limits)
{
  const AssayLimit *override = assay_policy_find (policy, check->id);

  check->warn = override != NULL ? override->warn : limits->warn;
  check->fail = override != NULL ? override->fail : limits->fail;
  check->source = override != NULL ? 'U' : limits->source;
  g_free (check->limit_note);
  check->limit_note = override != NULL ? describe_override (override) : g_strdup (limits->note);

  if (isnan (number))
    check->verdict = ASSAY_VERDICT_NOT_ASSESSABLE;
  else if (is_beyond (number, check->fail, limits->beyond))
    check->verdict = ASSAY_VERDICT_FAIL;
  else if (is_beyond (number, check->warn, limits->beyond))
    check->verdict = ASSAY_VERDICT_WARN;
  else
    check->verdict = ASSAY_VERDICT_PASS;
}

void
assay_judge_not_assessable (AssayCheck *check, char *message)
{
  check->verdict = ASSAY_VERDICT_NOT_ASSESSABLE;
  g_free (check->message);
  check->message = message;
}

void
assay_judge_failed (AssayCheck *check, char *message)
{
  check->verdict = ASSAY_VERDICT_FAIL;
  g_free (check->message);
  check->message = message;
}
