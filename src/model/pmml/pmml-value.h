/* One value of a PMML document at work: a kind and a number or a text.
 *
 * Texts are interned: equal texts have equal pointers within one row (document, bound columns and row have a table each, asked in
 * this order), so comparing classes and categories compares pointers. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  PMML_MISSING,
  PMML_INVALID,                    /* stands for nothing: the row has no result */
  PMML_INTEGER,                    /* number; so are days since a year and seconds since a year */
  PMML_FLOAT,                      /* number, already rounded to single precision */
  PMML_DOUBLE,                     /* number */
  PMML_BOOLEAN,                    /* number: 0 or 1 */
  PMML_DATE,                       /* number: days since 1970-01-01 */
  PMML_TIME,                       /* number: seconds since midnight */
  PMML_DATETIME,                   /* number: seconds since 1970-01-01T00:00 */
  PMML_STRING,                     /* text */
  PMML_ANY,                        /* as a declared type only: none was declared */
} PmmlKind;

typedef struct
{
  PmmlKind kind;
  union { double number; const char *text; };
} PmmlValue;

/* A data type as declared: dateDaysSince[1960] is PMML_INTEGER with the days of its first day. */
typedef struct
{
  PmmlKind kind;
  gboolean is_since;               /* days or seconds since a year: a date is turned into them */
  gboolean is_seconds;             /* of is_since */
  double since;                    /* days since 1970-01-01 of day 0 */
} PmmlType;

static inline PmmlValue pmml_missing (void) { return (PmmlValue) { .kind = PMML_MISSING }; }
static inline PmmlValue pmml_invalid (void) { return (PmmlValue) { .kind = PMML_INVALID }; }
static inline PmmlValue pmml_double (double number) { return (PmmlValue) { .kind = PMML_DOUBLE, .number = number }; }
static inline PmmlValue pmml_number (PmmlKind kind, double number) { return (PmmlValue) { .kind = kind, .number = number }; }
static inline PmmlValue pmml_string (const char *text) { return (PmmlValue) { .kind = PMML_STRING, .text = text }; }
static inline PmmlValue pmml_boolean (gboolean is_true) { return (PmmlValue) { .kind = PMML_BOOLEAN, .number = is_true ? 1 : 0 }; }
static inline gboolean pmml_is_nothing (PmmlValue value) { return value.kind <= PMML_INVALID; }
static inline gboolean pmml_is_number (PmmlKind kind) { return kind == PMML_INTEGER || kind == PMML_FLOAT || kind == PMML_DOUBLE; }

/* FALSE: no data type of PMML. */
gboolean pmml_type_parse (const char *name, PmmlType *type);
const char *pmml_kind_name (PmmlKind kind);

/* A number as files write it: blanks around it, "INF", "-INF"; "NaN" is none. */
gboolean pmml_number_parse (const char *text, double *number);
/* Text as a value of the type; FALSE: it is none. A string is not interned: text is lent. */
gboolean pmml_value_parse (const char *text, const PmmlType *type, PmmlValue *value);
/* As PMML writes it; buffer [64] for those that are no texts. */
const char *pmml_value_format (PmmlValue value, char buffer[64]);

/* -1, 0, 1; 2: they cannot be compared. Neither is missing or invalid. */
int pmml_value_compare (PmmlValue a, PmmlValue b);
gboolean pmml_value_equal (PmmlValue a, PmmlValue b);

G_END_DECLS
