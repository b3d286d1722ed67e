/* How the reader fills an AssayReadReport. Used by one thread until the report is handed out. */
#pragma once
#include "data/read-report.h"

G_BEGIN_DECLS

#define ASSAY_MAX_KEPT_BAD_ROWS 10000
#define ASSAY_MAX_FOUND_CHARS 80

AssayReadReport *assay_read_report_new (void);

/* setting and question texts are static or taken as said */
void assay_read_report_add_setting (AssayReadReport *self, const char *name, const char *value, gboolean given, const char *column);
/* Replaces the value of a setting for all columns that is there already, else adds it. */
void assay_read_report_change_setting (AssayReadReport *self, const char *name, const char *value);
/* Takes every member of question but `setting`, which is static. */
void assay_read_report_take_question (AssayReadReport *self, AssayReadQuestion *question);
/* Counts, and keeps the text while there is room. Takes found and message. */
void assay_read_report_take_bad_row (AssayReadReport *self, guint64 line, AssayBadKind kind, const char *column, char *found,
                                     char *message);
/* Whether the next bad row would be kept: else its texts need not be made. */
gboolean assay_read_report_has_room (const AssayReadReport *self);
void assay_read_report_count_bad_row (AssayReadReport *self, AssayBadKind kind);
void assay_read_report_set_totals (AssayReadReport *self, char *sha256, guint64 n_bytes, gsize n_rows);

/* The text as it can be shown: cut at 80 characters, valid UTF-8, control characters as pictures. */
char *assay_show_text (const char *text, gsize len);

G_END_DECLS
