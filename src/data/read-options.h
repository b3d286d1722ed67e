/* How a data file is to be read. Everything not set is detected, and what was detected is
 * in the AssayReadReport. A plain struct that the caller owns: init, set, clear. */
#pragma once
#include <glib.h>
#include "data/column.h"

G_BEGIN_DECLS

typedef struct
{
  char *encoding;              /* "UTF-8", "WINDOWS-1252", "UTF-16LE", "UTF-16BE"; NULL: detect */
  char separator;              /* ',' ';' '\t' '|'; 0: detect */
  char quote;                  /* '"' or '\''; 0: detect */
  char decimal;                /* '.' or ','; 0: detect */
  int group;                   /* thousands: '.', ',', ' ', '\''; 0: detect; -1: none */
  int header;                  /* 1 yes, 0 no, -1 detect */
  guint skip_rows;             /* lines before the header */
  char *date_format;           /* "YYYY-MM-DD", "DD.MM.YYYY", "DD/MM/YYYY", "MM/DD/YYYY", each also with
                                  " hh:mm[:ss]", "epoch"; NULL: detect */
  char **missing;              /* codes beside the empty field; NULL: detect among the usual; an empty list: none */
  gsize max_bad_rows;          /* default 0 */
  GHashTable *types;           /* column name -> GINT_TO_POINTER (AssayType + 1); NULL: all detected */
} AssayReadOptions;

void assay_read_options_init (AssayReadOptions *self);
void assay_read_options_clear (AssayReadOptions *self);
void assay_read_options_copy (AssayReadOptions *to, const AssayReadOptions *from);   /* `to` is fresh memory */
void assay_read_options_set_type (AssayReadOptions *self, const char *column, AssayType type);

/* What a user writes (--separator, --decimal, …): "," "tab" ";"; FALSE with ASSAY_DATA_ERROR_FORMAT, naming what is possible.
 * name is one of: encoding separator quote decimal thousands header skip date-format missing max-bad-rows. */
gboolean assay_read_options_set (AssayReadOptions *self, const char *name, const char *value, GError **error);

G_END_DECLS
