/* One piece of a file on its way from text to typed columns. Made by a worker from the piece alone, so that
 * what comes out does not depend on the other pieces or on who works on them. */
#pragma once
#include "data/csv-plan.h"

G_BEGIN_DECLS

typedef struct                  /* a row of the piece that cannot be used */
{
  guint32 line;                 /* in the piece, from 0 */
  AssayBadKind kind;
  AssayCell cell;               /* BAD_NUMBER, BAD_DATE: why */
  guint column;                 /* G_MAXUINT: the whole record */
  guint32 n_fields;
  guint32 row;                  /* of all rows that were split; only for order */
  AssayField where;
} AssayPieceBad;

typedef struct                  /* the values of one column */
{
  AssayType type;               /* as planned, or wider */
  gboolean is_mixed;            /* fractions, and whole numbers that are no doubles */
  gpointer values;              /* for TEXT: guint32 lengths, G_MAXUINT32 is missing */
  gsize capacity;               /* rows */
  char *bytes;                  /* TEXT */
  gsize n_bytes, bytes_capacity;
  AssayField *words;            /* CATEGORY: where in the text each word stands, in order of first appearance */
  guint32 n_words, words_capacity;
  guint32 *table;               /* CATEGORY: hash table of codes + 1 */
  guint32 *hashes;              /* [words_capacity] */
  gsize table_size;
} AssayPieceColumn;

typedef struct
{
  char *text;
  gsize capacity, len;
  AssayFields fields;
  AssayPieceColumn *columns;    /* [n_columns] */
  gsize n_rows;                 /* good ones, in every column */
  GArray *bad;                  /* AssayPieceBad by rising line */
  guint32 n_lines;
  guint32 usual_missing;        /* a bit for each usual code that was met */
  gboolean open_mark, decided_mark;   /* numbers in columns of whole numbers whose decimal mark is not known: see csv-plan.h */
  AssayField open_where;
  guint open_column;
  guint32 open_line;
} AssayPiece;

AssayPiece *assay_piece_new (guint n_columns);
void assay_piece_free (AssayPiece *self);
/* Room for size bytes of text and what the splitter may read behind them. */
void assay_piece_reserve (AssayPiece *self, gsize size);
/* as_text[i]: column i has too many words for a dictionary by now, so do not make one. */
void assay_piece_parse (AssayPiece *self, const AssayCsvPlan *plan, const gint *as_text);

static inline guint32
assay_hash_word (const char *text, gsize len)
{
  guint64 hash = 0xcbf29ce484222325u ^ len;
  guint64 word;

  for (; len >= 8; text += 8, len -= 8)
    {
      __builtin_memcpy (&word, text, 8);
      hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
      hash ^= hash >> 32;
    }
  for (word = 0; len > 0; len--)
    word = word << 8 | (guchar) text[len - 1];
  hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
  return (guint32) (hash ^ hash >> 32);
}

G_END_DECLS
