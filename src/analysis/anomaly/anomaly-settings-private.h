/* From options to what a run of anomalies does. */
#pragma once
#include "analysis/analysis.h"
#include "analysis/anomaly/anomaly-detection-private.h"

G_BEGIN_DECLS

/* Season, window, threshold of the baseline. */
gboolean anomaly_read_settings (const AssayTask *task, AnomalySettings *how, GError **error);
/* The rule for repeated times: as given, else the preset's, else the option's default. */
const char *anomaly_duplicates_rule (const AssayTask *task);
/* Other detectors than the baseline, or alarms by rate: then the detection's settings are read after the panel is known. */
gboolean anomaly_wants_detection (const AssayTask *task);
/* What needs no data to be seen wrong. */
gboolean anomaly_check_detection (const AssayTask *task, GError **error);
/* A preset's season goes into `how` too, when none is given. */
gboolean anomaly_read_detection (const AssayTask *task, AssayPanel *panel, AnomalySettings *how, DetectionSettings *out, GError **error);
/* The settings as they were resolved, where they are not as given. */
void anomaly_note_detection (AssayResult *result, const DetectionSettings *how);

G_END_DECLS
