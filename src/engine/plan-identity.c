/* What makes two runs the same: data, how they are read, roles, scope, options, seed, and the program. */
#include "engine/plan.h"

#include "assay-config.h"
#include "base/digest.h"

static void
add (GString *text, const char *name, const char *value)
{
  g_string_append_printf (text, "%s=%s\n", name, value != NULL ? value : "");
}

static void
add_list (GString *text, const char *name, char **list)
{
  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    add (text, name, list[i]);
}

static void
add_bytes (GString *text, const char *name, GBytes *bytes)
{
  g_autofree char *sha256 = bytes != NULL ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes) : NULL;

  if (bytes != NULL)
    add (text, name, sha256);
}

char *
assay_plan_identify (const AssayPlan *self, const AssaySource *source)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, self->seed), *digest = NULL;

  add (text, "program", ASSAY_VERSION);
  add (text, "analysis", self->analysis->id);
  add (text, "data", source != NULL ? source->sha256 : NULL);
  add (text, "reading", source != NULL ? source->settings : NULL);
  add (text, "time", self->roles.time);
  add (text, "value", self->roles.value);
  add_list (text, "series", self->roles.series);
  add_list (text, "where", self->where);
  add (text, "start", self->start);
  add (text, "end", self->end);
  add (text, "seed", seed);
  for (guint i = 0; self->models != NULL && i < self->models->len; i++)
    {
      const AssayTaskModel *model = self->models->pdata[i];

      add (text, "model", assay_artifact_get_sha256 (model->artifact));
      add_list (text, "bind", model->settings.bind);
      add (text, "link", model->settings.link);
      add (text, "choices", model->settings.zero_is_missing ? model->settings.all_rounds ? "zero all" : "zero" : model->settings.all_rounds ? "all" : "");
      add (text, "absent", model->settings.allow_absent ? "allowed" : "");
    }
  for (const AssayOption *option = self->analysis->options; option->name != NULL; option++)
    add (text, option->name, assay_options_get_text (self->options, option->name));
  add_bytes (text, "ranges", self->ranges);
  add_bytes (text, "scenarios", self->scenarios);
  digest = assay_digest_bytes (text->str, text->len);
  return g_strdup_printf ("%s %s %s", self->analysis->id, ASSAY_VERSION, digest);
}
