/* Why a row is an anomaly, or has no score, in words: the reasons of the analysis, translated. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

const char *assay_reason_text (const char *reason);     /* a reason that is not known is shown as it is; NULL gives "" */

G_END_DECLS
