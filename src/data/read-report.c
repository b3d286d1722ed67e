/* The report of a reading: settings, questions, bad rows. */
#include "data/read-report-private.h"

#include <string.h>

struct _AssayReadReport
{
  gatomicrefcount ref_count;
  char *sha256;
  guint64 n_bytes;
  gsize n_rows;
  gsize n_bad_rows;
  gsize n_bad_of_kind[ASSAY_N_BAD_KINDS];
  GArray *bad_rows;             /* AssayBadRow */
  GArray *settings;             /* AssayReadSetting */
  GArray *questions;            /* AssayReadQuestion */
};

static void
clear_bad_row (gpointer data)
{
  AssayBadRow *row = data;

  g_free (row->column);
  g_free (row->found);
  g_free (row->message);
}

static void
clear_setting (gpointer data)
{
  AssayReadSetting *setting = data;

  g_free (setting->value);
  g_free (setting->column);
}

static void
clear_question (gpointer data)
{
  AssayReadQuestion *question = data;

  g_free (question->column);
  g_free (question->example);
  g_free (question->question);
  g_strfreev (question->values);
  g_strfreev (question->meanings);
}

AssayReadReport *
assay_read_report_new (void)
{
  AssayReadReport *self = g_new0 (AssayReadReport, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->bad_rows = g_array_new (FALSE, FALSE, sizeof (AssayBadRow));
  self->settings = g_array_new (FALSE, FALSE, sizeof (AssayReadSetting));
  self->questions = g_array_new (FALSE, FALSE, sizeof (AssayReadQuestion));
  g_array_set_clear_func (self->bad_rows, clear_bad_row);
  g_array_set_clear_func (self->settings, clear_setting);
  g_array_set_clear_func (self->questions, clear_question);
  return self;
}

void
assay_read_report_add_setting (AssayReadReport *self, const char *name, const char *value, gboolean given, const char *column)
{
  AssayReadSetting setting = { name, g_strdup (value), given, g_strdup (column) };

  g_array_append_val (self->settings, setting);
}

void
assay_read_report_change_setting (AssayReadReport *self, const char *name, const char *value)
{
  for (guint i = 0; i < self->settings->len; i++)
    {
      AssayReadSetting *setting = &g_array_index (self->settings, AssayReadSetting, i);

      if (strcmp (setting->name, name) != 0 || setting->column != NULL)
        continue;
      g_free (setting->value);
      setting->value = g_strdup (value);
      return;
    }
  assay_read_report_add_setting (self, name, value, FALSE, NULL);
}

void
assay_read_report_take_question (AssayReadReport *self, AssayReadQuestion *question)
{
  g_array_append_val (self->questions, *question);
}

gboolean
assay_read_report_has_room (const AssayReadReport *self)
{
  return self->bad_rows->len < ASSAY_MAX_KEPT_BAD_ROWS;
}

void
assay_read_report_count_bad_row (AssayReadReport *self, AssayBadKind kind)
{
  self->n_bad_rows++;
  self->n_bad_of_kind[kind]++;
}

void
assay_read_report_take_bad_row (AssayReadReport *self, guint64 line, AssayBadKind kind, const char *column, char *found,
                                char *message)
{
  AssayBadRow row = { line, kind, g_strdup (column), found, message };

  assay_read_report_count_bad_row (self, kind);
  g_array_append_val (self->bad_rows, row);
}

void
assay_read_report_set_totals (AssayReadReport *self, char *sha256, guint64 n_bytes, gsize n_rows)
{
  g_free (self->sha256);
  self->sha256 = sha256;
  self->n_bytes = n_bytes;
  self->n_rows = n_rows;
}

char *
assay_show_text (const char *text, gsize len)
{
  g_autofree char *valid = g_utf8_make_valid (text, MIN (len, 4 * ASSAY_MAX_FOUND_CHARS + 4));
  GString *shown = g_string_new (NULL);
  guint n = 0;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p), n++)
    {
      gunichar c = g_utf8_get_char (p);

      if (n == ASSAY_MAX_FOUND_CHARS)
        {
          g_string_append (shown, "…");
          break;
        }
      /* U+2400 and on are small pictures of the control characters. */
      g_string_append_unichar (shown, c < 0x20 ? 0x2400 + c : c == 0x7f ? 0x2421 : c);
    }
  return g_string_free (shown, FALSE);
}

AssayReadReport *
assay_read_report_ref (AssayReadReport *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
assay_read_report_unref (AssayReadReport *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_array_unref (self->bad_rows);
  g_array_unref (self->settings);
  g_array_unref (self->questions);
  g_free (self->sha256);
  g_free (self);
}

const char *
assay_read_report_get_sha256 (const AssayReadReport *self)
{
  return self->sha256;
}

guint64
assay_read_report_get_n_bytes (const AssayReadReport *self)
{
  return self->n_bytes;
}

gsize
assay_read_report_get_n_rows (const AssayReadReport *self)
{
  return self->n_rows;
}

gsize
assay_read_report_get_n_bad_rows (const AssayReadReport *self)
{
  return self->n_bad_rows;
}

gsize
assay_read_report_get_n_bad_of_kind (const AssayReadReport *self, AssayBadKind kind)
{
  g_return_val_if_fail ((guint) kind < ASSAY_N_BAD_KINDS, 0);
  return self->n_bad_of_kind[kind];
}

guint
assay_read_report_get_n_kept (const AssayReadReport *self)
{
  return self->bad_rows->len;
}

const AssayBadRow *
assay_read_report_get_bad_row (const AssayReadReport *self, guint index)
{
  g_return_val_if_fail (index < self->bad_rows->len, NULL);
  return &g_array_index (self->bad_rows, AssayBadRow, index);
}

guint
assay_read_report_get_n_settings (const AssayReadReport *self)
{
  return self->settings->len;
}

const AssayReadSetting *
assay_read_report_get_setting (const AssayReadReport *self, guint index)
{
  g_return_val_if_fail (index < self->settings->len, NULL);
  return &g_array_index (self->settings, AssayReadSetting, index);
}

const AssayReadSetting *
assay_read_report_find_setting (const AssayReadReport *self, const char *name, const char *column)
{
  for (guint i = 0; i < self->settings->len; i++)
    {
      const AssayReadSetting *setting = &g_array_index (self->settings, AssayReadSetting, i);

      if (strcmp (setting->name, name) == 0 && g_strcmp0 (setting->column, column) == 0)
        return setting;
    }
  return NULL;
}

guint
assay_read_report_get_n_questions (const AssayReadReport *self)
{
  return self->questions->len;
}

const AssayReadQuestion *
assay_read_report_get_question (const AssayReadReport *self, guint index)
{
  g_return_val_if_fail (index < self->questions->len, NULL);
  return &g_array_index (self->questions, AssayReadQuestion, index);
}

const char *
assay_bad_kind_name (AssayBadKind kind)
{
  static const char *const names[] = { "field-count", "bad-number", "bad-date", "nul-byte", "quote", "encoding" };

  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (names), NULL);
  return names[kind];
}
