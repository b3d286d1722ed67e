/* Several fitted models that answer as one.
 *
 * Members are fitted one after the other on the same past; one that fails is left out and named, the others go on. At each
 * step the forecast is the mean, the median or the weighted mean of the members' forecasts, and each quantile that of their
 * quantiles; a member without a number at a step (no intervals, an overflow) does not count there. */
#pragma once
#include "model/fitted.h"

G_BEGIN_DECLS

typedef enum { ASSAY_JOIN_MEAN, ASSAY_JOIN_MEDIAN, ASSAY_JOIN_WEIGHTED } AssayJoin;
typedef struct _AssayMembers AssayMembers;

/* names: models as a user names them, NULL-terminated. WEIGHTED: a member counts by one over its mean absolute error on the
 * last steps of the past, which it is not shown in a first fit: one season, at least 6 steps and at most a quarter of the past.
 * NULL with UNFIT when no member can be fitted, UNKNOWN for a wrong name, CANCELLED. */
AssayMembers *assay_members_fit (const char *const *names, AssayJoin join, const AssayPast *past, GError **error);
void assay_members_free (AssayMembers *self);
gboolean assay_members_check (const char *const *names, GError **error);       /* UNKNOWN */

void assay_members_forecast (const AssayMembers *self, guint h, const double *x, const double *p, guint n_p, double *mean, double *quantiles);
/* A member that cannot take single values is left out from here on, unless it is all there is. */
void assay_members_update (AssayMembers *self, double y);
void assay_members_get_fitted (const AssayMembers *self, double *fitted);
/* Joined level, trend and so on make no sense; these are the members' one-step forecasts and forecasts, by name. */
void assay_members_decompose (const AssayMembers *self, guint h, AssayComponents *components);
void assay_members_describe (const AssayMembers *self, AssayParameters *parameters);

void assay_members_write (const AssayMembers *self, JsonObject *to);
AssayMembers *assay_members_read (JsonObject *from, AssayJoin join, GError **error);

G_END_DECLS
