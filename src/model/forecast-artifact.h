/* Fitted forecast models as a file: an assay-model of kind "forecast", one entry a series and model. */
#pragma once
#include "model/fitted.h"

G_BEGIN_DECLS

typedef struct _AssayForecastArtifact AssayForecastArtifact;

typedef struct
{
  char **key;                  /* names and values in turn, NULL-terminated: "store", "1", "item", "7" */
  char *last_time;             /* ISO date or date-time, or a number: the last step the model has seen */
  AssayFitted *fitted;
} AssayForecastEntry;

/* frequency: ISO 8601 ("P1D", "PT1H", "P3M") or NULL when times are plain numbers; value: name of what is forecast. */
AssayForecastArtifact *assay_forecast_artifact_new (const char *frequency, const char *value, guint season);
void assay_forecast_artifact_free (AssayForecastArtifact *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayForecastArtifact, assay_forecast_artifact_free)
/* Copies all but fitted, which it takes. */
void assay_forecast_artifact_take (AssayForecastArtifact *self, const char *const *key, const char *last_time, AssayFitted *fitted);

const char *assay_forecast_artifact_get_frequency (const AssayForecastArtifact *self);
const char *assay_forecast_artifact_get_value (const AssayForecastArtifact *self);
guint assay_forecast_artifact_get_season (const AssayForecastArtifact *self);
guint assay_forecast_artifact_get_n_entries (const AssayForecastArtifact *self);
const AssayForecastEntry *assay_forecast_artifact_get_entry (const AssayForecastArtifact *self, guint index);

/* The fitted model of the entry whose key and method are these, once; NULL: there is none, or it was taken. Not for two threads and one entry. */
AssayFitted *assay_forecast_artifact_steal (AssayForecastArtifact *self, const char *const *key, const char *method, const char **last_time);

GBytes *assay_forecast_artifact_write (const AssayForecastArtifact *self);
/* Strict JSON, bounded in depth; NULL with ASSAY_MODEL_ERROR_FILE or ASSAY_JSON_ERROR, naming the entry. */
AssayForecastArtifact *assay_forecast_artifact_read (const char *text, gsize length, GError **error);

G_END_DECLS
