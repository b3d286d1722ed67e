#include "analysis/policy.h"

#include "base/digest.h"

/* What the built-in policy says, in the words of a policy file; its digest names it in a record. */
#define BUILT_IN "{\"name\": \"default\", \"risk\": {\"score\": [0.25, 0.5, 0.75], \"z\": [2, 3, 4]}, \"schema\": \"assay-policy/1\"}\n"

static void
limit_free (gpointer data)
{
  AssayLimit *limit = data;

  g_free (limit->author);
  g_free (limit->date);
  g_free (limit->reason);
  g_free (limit);
}

AssayPolicy *
assay_policy_new (void)
{
  AssayPolicy *self = g_new0 (AssayPolicy, 1);

  self->name = g_strdup ("default");
  self->sha256 = assay_digest_bytes (BUILT_IN, sizeof BUILT_IN - 1);
  self->risk_cuts[0] = 2;
  self->risk_cuts[1] = 3;
  self->risk_cuts[2] = 4;
  self->score_cuts[0] = 0.25;
  self->score_cuts[1] = 0.5;
  self->score_cuts[2] = 0.75;
  self->limits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, limit_free);
  return self;
}

AssayPolicy *
assay_policy_copy (const AssayPolicy *self)
{
  AssayPolicy *copy = assay_policy_new ();
  GHashTableIter iter;
  gpointer id, value;

  g_free (copy->name);
  g_free (copy->sha256);
  copy->name = g_strdup (self->name);
  copy->sha256 = g_strdup (self->sha256);
  memcpy (copy->risk_cuts, self->risk_cuts, sizeof copy->risk_cuts);
  memcpy (copy->score_cuts, self->score_cuts, sizeof copy->score_cuts);

  g_hash_table_iter_init (&iter, self->limits);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      const AssayLimit *from = value;
      AssayLimit *limit = g_new (AssayLimit, 1);

      *limit = (AssayLimit) { from->warn, from->fail, g_strdup (from->author), g_strdup (from->date), g_strdup (from->reason) };
      g_hash_table_insert (copy->limits, g_strdup (id), limit);
    }
  return copy;
}

void
assay_policy_free (AssayPolicy *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->sha256);
  g_hash_table_unref (self->limits);
  g_free (self);
}

const AssayLimit *
assay_policy_find (const AssayPolicy *self, const char *check_id)
{
  return g_hash_table_lookup (self->limits, check_id);
}

AssayRisk
assay_policy_risk (const AssayPolicy *self, double abs_z)
{
  if (!(abs_z >= 0))
    return ASSAY_RISK_NONE;
  return (abs_z >= self->risk_cuts[0]) + (abs_z >= self->risk_cuts[1]) + (abs_z >= self->risk_cuts[2]);
}

AssayRisk
assay_policy_score_risk (const AssayPolicy *self, double score)
{
  if (!(score >= 0))
    return ASSAY_RISK_NONE;
  return (score >= self->score_cuts[0]) + (score >= self->score_cuts[1]) + (score >= self->score_cuts[2]);
}
