/* The interface every forecast model plugs into: fitted on a past window, asked for h steps ahead.
 *
 * A model sees only the window it is handed, so it cannot look at the future. Values are on a regular calendar grid, one a
 * step. Callers use model/fitted.h, which repairs and guards for all models alike; only it calls the functions below.
 * Everything is pure: the same past gives the same bytes, on any thread. */
#pragma once
#include <json-glib/json-glib.h>
#include "base/progress.h"

G_BEGIN_DECLS

#define ASSAY_MODEL_ERROR (assay_model_error_quark ())
GQuark assay_model_error_quark (void);
typedef enum
{
  ASSAY_MODEL_ERROR_UNKNOWN,     /* no model of that name, or no such variant; the message names the nearest */
  ASSAY_MODEL_ERROR_UNFIT,       /* this model cannot be fitted on this past; the message says why and what would be needed, in English: it goes into the result */
  ASSAY_MODEL_ERROR_FILE,        /* an artifact that cannot be used */
} AssayModelError;

typedef struct
{
  const double *y;               /* [n] the past, oldest first; without NaN unless the model takes gaps */
  gsize n;
  guint season;                  /* steps of the main season, at least 1 (1: none) */
  const double *seasons;         /* [n_seasons] rising, all seasons there are (7, 365.25); may be NULL with n_seasons 0: only `season` */
  guint n_seasons;
  const double *x;               /* [n * n_x] regressors, row by row, finite; NULL: none */
  guint n_x;
  const char *variant;           /* what follows the colon: "ANA" of "ets:ANA"; NULL: the plain model */
  gboolean nonnegative;          /* demand: models may use it (auto does); limits and means are floored by assay_fitted_forecast() */
  guint64 seed;                  /* of simulated paths */
  AssayProgress *progress;       /* asked whether to stop, never stepped; may be NULL */
  const double *smoothing;       /* [4] alpha, beta, gamma, phi in place of the estimated ones, NaN: as estimated; NULL: all. Only exponential smoothing minds */
} AssayPast;

/* Name and value pairs in the order added: what a fitted model says of itself. */
typedef struct { char *id; double value; char *text; } AssayParameter;      /* text: NULL for a number */
typedef struct _AssayParameters AssayParameters;
void assay_parameters_add (AssayParameters *self, const char *id, double value);
void assay_parameters_add_text (AssayParameters *self, const char *id, const char *text);

/* Parts that add up (or multiply up) to the series: "level", "trend", "season-7", "remainder". */
typedef struct { char *id; double *values; } AssayComponent;                /* [n + h], NaN where there is none */
typedef struct _AssayComponents AssayComponents;
void assay_components_take (AssayComponents *self, const char *id, double *values);

typedef enum
{
  ASSAY_FORECASTER_TAKES_GAPS = 1 << 0,     /* y may hold NaN; else gaps are filled before */
  ASSAY_FORECASTER_NO_INTERVALS = 1 << 1,   /* quantiles are NaN: only conformal intervals make sense (intermittent models) */
  ASSAY_FORECASTER_TAKES_X = 1 << 2,        /* uses regressors; others ignore them */
  ASSAY_FORECASTER_TAKES_CONSTANT = 1 << 3, /* can be fitted on a past of one distinct value; else a constant is forecast as itself */
  ASSAY_FORECASTER_VARIANCE = 1 << 4,       /* forecasts volatility: mean is that of y, quantiles widen with it */
} AssayForecasterFlags;

typedef struct
{
  const char *id;                /* "seasonal-naive" */
  const char *title;             /* N_() */
  const char *convention;        /* N_(): formula, defaults and interval rule, for the report */
  const char *reference;         /* N_(): author and year */
  const char *variants;          /* what may follow the colon, for help: "ERROR-TREND-SEASON such as ANA"; NULL: nothing */
  AssayForecasterFlags flags;
  gsize least;                   /* fewest values; 0: the model says so itself */

  /* FALSE with ASSAY_MODEL_ERROR_UNKNOWN; NULL: there are no variants. */
  gboolean (*check_variant) (const char *variant, GError **error);
  /* A model, or NULL with ASSAY_MODEL_ERROR_UNFIT or CANCELLED. */
  gpointer (*fit) (const AssayPast *past, GError **error);
  /* mean[h]; quantiles[n_p * h], one probability after the other, p rising in (0, 1). x[h * n_x] of the future or NULL. NaN where undefined. */
  void (*forecast) (gconstpointer model, guint h, const double *x, const double *p, guint n_p, double *mean, double *quantiles);
  /* Takes one new value (NaN: a step without one) without fitting again. NULL: the model does not allow it. */
  void (*update) (gpointer model, double y);
  /* One-step forecasts of the past, NaN where there is none; n as fitted. */
  void (*get_fitted) (gconstpointer model, double *fitted);
  void (*describe) (gconstpointer model, AssayParameters *parameters);
  void (*decompose) (gconstpointer model, guint h, AssayComponents *components);      /* NULL: no parts */
  /* The state as "params" and "state" of an assay-model of kind "forecast", enough for forecast, update and describe
   * (get_fitted and decompose may be lost: a read model gives NaN). */
  void (*write) (gconstpointer model, JsonObject *to);
  gpointer (*read) (JsonObject *from, GError **error);       /* checks every number; ASSAY_MODEL_ERROR_FILE */
  void (*free) (gpointer model);
} AssayForecaster;

const AssayForecaster *const *assay_forecaster_list (void);
const AssayForecaster *assay_forecaster_find (const char *id);

typedef struct                   /* a model as a user names it: "seasonal-naive", "ets:ANA", "window-mean:28" */
{
  const AssayForecaster *kind;
  char *variant;                 /* "ANA"; NULL: the plain model */
  char *name;                    /* "ets:ANA" */
  char *title;                   /* "ETS ANA", N_() English */
} AssayModelChoice;
/* NULL with ASSAY_MODEL_ERROR_UNKNOWN, naming the nearest. */
AssayModelChoice *assay_model_choice_parse (const char *text, GError **error);
void assay_model_choice_free (AssayModelChoice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayModelChoice, assay_model_choice_free)

/* One array a family, NULL-terminated; assay_forecaster_list() has them all in this order. */
extern const AssayForecaster *const assay_simple_forecasters[];
extern const AssayForecaster *const assay_smoothing_forecasters[];
extern const AssayForecaster *const assay_theta_forecasters[];
extern const AssayForecaster *const assay_arima_forecasters[];
extern const AssayForecaster *const assay_decomposition_forecasters[];
extern const AssayForecaster *const assay_intermittent_forecasters[];
extern const AssayForecaster *const assay_combination_forecasters[];
extern const AssayForecaster *const assay_automatic_forecasters[];

/* For `write` and `read`: arrays of numbers as JSON; undefined is null. */
void assay_json_put_numbers (JsonObject *to, const char *name, const double *values, gsize n);
/* n_most 0: any. NULL with ASSAY_MODEL_ERROR_FILE when it is missing, longer, or holds what is no number (null is NaN). */
double *assay_json_get_numbers (JsonObject *from, const char *name, gsize *n, gsize n_least, gsize n_most, GError **error);
gboolean assay_json_get_number (JsonObject *from, const char *name, double low, double high, double *value, GError **error);
gboolean assay_json_get_integer (JsonObject *from, const char *name, gint64 low, gint64 high, gint64 *value, GError **error);

G_END_DECLS
