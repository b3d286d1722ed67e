#include "validation-fixture.h"

#include "analysis/validation/validate.h"
#include "data/csv-reader.h"

#include <glib/gstdio.h>

#include <string.h>

AssayFrame *
validation_frame (const char *csv)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("assay-validation-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "data.csv", NULL);
  AssayReadOptions options;
  AssayFrame *frame;

  g_assert_no_error (error);
  g_file_set_contents (path, csv, -1, &error);
  g_assert_no_error (error);
  assay_read_options_init (&options);
  frame = assay_csv_read (path, &options, 1, NULL, NULL, &error);
  g_assert_no_error (error);
  assay_read_options_clear (&options);
  g_remove (path);
  g_rmdir (folder);
  return frame;
}

Fixture *
fixture_new (AssayFrame *frame, AssayFrame *reference, const char *const *settings)
{
  Fixture *self = g_new0 (Fixture, 1);

  self->frame = frame;
  self->reference = reference;
  self->options = assay_options_new (assay_validate.options);
  self->policy = assay_policy_new ();
  self->notes = g_ptr_array_new_with_free_func (g_free);
  self->seed = 1;
  self->n_threads = 1;
  for (; settings != NULL && settings[0] != NULL; settings += 2)
    {
      g_autoptr(GError) error = NULL;

      assay_options_set (self->options, settings[0], settings[1], &error);
      g_assert_no_error (error);
    }
  return self;
}

void
fixture_free (Fixture *self)
{
  assay_frame_unref (self->frame);
  g_clear_pointer (&self->reference, assay_frame_unref);
  g_clear_pointer (&self->train, assay_frame_unref);
  g_clear_pointer (&self->model, assay_task_model_unref);
  g_clear_pointer (&self->baseline, assay_result_unref);
  assay_options_unref (self->options);
  assay_policy_free (self->policy);
  g_ptr_array_unref (self->notes);
  g_free (self);
}

AssayValidationCase *
fixture_prepare (Fixture *self, GError **error)
{
  const AssayValidationInput input = {
    .frame = self->frame, .reference = self->reference, .train = self->train, .model = self->model, .options = self->options,
    .time = assay_options_get_text (self->options, "time"), .policy = self->policy, .baseline = self->baseline, .rules = self->rules, .seed = self->seed, .n_threads = self->n_threads,
  };

  g_ptr_array_set_size (self->notes, 0);
  return assay_validation_case_new (&input, self->notes, NULL, error);
}

AssayResult *
fixture_run (Fixture *self, const char *id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayValidationCase) c = fixture_prepare (self, &error);
  const AssayValidationCheck *check = assay_validation_check_find (id);
  AssayResult *result = assay_result_new ("validate", "Test");

  g_assert_no_error (error);
  g_assert_nonnull (check);
  assay_validation_run_checks (c, &check, 1, result, NULL, &error);
  g_assert_no_error (error);
  return result;
}

const AssayCheck *
fixture_find (const AssayResult *result, const char *id, const char *subject)
{
  for (guint i = 0; i < assay_result_get_n_checks (result); i++)
    {
      const AssayCheck *check = assay_result_get_check (result, i);

      if (strcmp (check->id, id) == 0 && (subject == NULL || strcmp (check->subject, subject) == 0))
        return check;
    }
  g_error ("no finding of %s for %s", id, subject);
}
