/* The season that a model takes off before it is fitted and puts back on its forecasts; see math/theta/season-indices.h. */
#pragma once
#include "math/theta/season-indices.h"
#include "model/forecaster.h"

G_BEGIN_DECLS

typedef struct
{
  AmSeasonKind kind;
  guint m;                       /* 1 without a season */
  double *index;                 /* [m], of step t at t % m; NULL without a season */
} SeasonPart;

/* Looks for the season of a past of at least `least` values and takes it off. */
double *season_part_take_off (SeasonPart *self, const AssayPast *past, gsize least);     /* (transfer full) [n] */
void season_part_clear (SeasonPart *self);
double season_part_off (const SeasonPart *self, gsize t, double y);
double season_part_back (const SeasonPart *self, gsize t, double adjusted);
double season_part_factor (const SeasonPart *self, gsize t);         /* of widths: the index of a multiplicative season, else 1 */
void season_part_describe (const SeasonPart *self, AssayParameters *parameters);
void season_part_decompose (const SeasonPart *self, gsize n, AssayComponents *components);     /* "season-7", [n] */
void season_part_write (const SeasonPart *self, JsonObject *to);
gboolean season_part_read (SeasonPart *self, JsonObject *from, GError **error);

/* TRUE with CANCELLED when whoever waits for the fit has stopped waiting. */
gboolean theta_is_cancelled (const AssayPast *past, GError **error);

G_END_DECLS
