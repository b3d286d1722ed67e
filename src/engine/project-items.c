/* Rows of a workspace as objects: a frozen value each, with properties for columns, sorters and filters. */
#include "engine/project-items.h"

#include <json-glib/json-glib.h>

static GParamSpec *
text_spec (const char *name)
{
  return g_param_spec_string (name, NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static GParamSpec *
integer_spec (const char *name)
{
  return g_param_spec_int64 (name, NULL, NULL, G_MININT64, G_MAXINT64, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
install (gpointer class, GParamSpec *const *specs, guint n_specs)
{
  for (guint i = 1; i < n_specs; i++)
    g_object_class_install_property (G_OBJECT_CLASS (class), i, specs[i]);
}

/* ---- datasets ---- */

struct _AssayDatasetItem { GObject parent; AssayDataset *value; };
G_DEFINE_FINAL_TYPE (AssayDatasetItem, assay_dataset_item, G_TYPE_OBJECT)

enum { DATASET_ID = 1, DATASET_NAME, DATASET_SOURCE, DATASET_N_ROWS, DATASET_N_COLUMNS, DATASET_N_BYTES, DATASET_CREATED, N_DATASET };

static void
assay_dataset_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  const AssayDataset *dataset = ASSAY_DATASET_ITEM (object)->value;

  switch (id)
    {
    case DATASET_ID: g_value_set_int64 (value, dataset->id); break;
    case DATASET_NAME: g_value_set_string (value, dataset->name); break;
    case DATASET_SOURCE: g_value_set_string (value, dataset->source); break;
    case DATASET_N_ROWS: g_value_set_int64 (value, dataset->n_rows); break;
    case DATASET_N_COLUMNS: g_value_set_int64 (value, dataset->n_columns); break;
    case DATASET_N_BYTES: g_value_set_int64 (value, dataset->n_bytes); break;
    case DATASET_CREATED: g_value_set_int64 (value, dataset->created); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
assay_dataset_item_finalize (GObject *object)
{
  assay_dataset_free (ASSAY_DATASET_ITEM (object)->value);
  G_OBJECT_CLASS (assay_dataset_item_parent_class)->finalize (object);
}

static void
assay_dataset_item_class_init (AssayDatasetItemClass *class)
{
  G_OBJECT_CLASS (class)->get_property = assay_dataset_item_get_property;
  G_OBJECT_CLASS (class)->finalize = assay_dataset_item_finalize;
  install (class, (GParamSpec *[N_DATASET]) {
    [DATASET_ID] = integer_spec ("id"), [DATASET_NAME] = text_spec ("name"), [DATASET_SOURCE] = text_spec ("source"),
    [DATASET_N_ROWS] = integer_spec ("n-rows"), [DATASET_N_COLUMNS] = integer_spec ("n-columns"),
    [DATASET_N_BYTES] = integer_spec ("n-bytes"), [DATASET_CREATED] = integer_spec ("created") }, N_DATASET);
}

static void
assay_dataset_item_init (AssayDatasetItem *self)
{
}

AssayDatasetItem *
assay_dataset_item_new (AssayDataset *dataset)
{
  AssayDatasetItem *self = g_object_new (ASSAY_TYPE_DATASET_ITEM, NULL);

  self->value = dataset;
  return self;
}

const AssayDataset *
assay_dataset_item_get (AssayDatasetItem *self)
{
  return self->value;
}

/* ---- models ---- */

struct _AssayModelItem { GObject parent; AssayModelVersion *value; };
G_DEFINE_FINAL_TYPE (AssayModelItem, assay_model_item, G_TYPE_OBJECT)

enum { MODEL_ID = 1, MODEL_NAME, MODEL_VERSION, MODEL_KIND, MODEL_FORMAT, MODEL_CREATED, N_MODEL };

static void
assay_model_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  const AssayModelVersion *version = ASSAY_MODEL_ITEM (object)->value;

  switch (id)
    {
    case MODEL_ID: g_value_set_int64 (value, version->id); break;
    case MODEL_NAME: g_value_set_string (value, version->name); break;
    case MODEL_VERSION: g_value_set_string (value, version->version); break;
    case MODEL_KIND: g_value_set_string (value, version->kind); break;
    case MODEL_FORMAT: g_value_set_string (value, version->format); break;
    case MODEL_CREATED: g_value_set_int64 (value, version->created); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
assay_model_item_finalize (GObject *object)
{
  assay_model_version_free (ASSAY_MODEL_ITEM (object)->value);
  G_OBJECT_CLASS (assay_model_item_parent_class)->finalize (object);
}

static void
assay_model_item_class_init (AssayModelItemClass *class)
{
  G_OBJECT_CLASS (class)->get_property = assay_model_item_get_property;
  G_OBJECT_CLASS (class)->finalize = assay_model_item_finalize;
  install (class, (GParamSpec *[N_MODEL]) {
    [MODEL_ID] = integer_spec ("id"), [MODEL_NAME] = text_spec ("name"), [MODEL_VERSION] = text_spec ("version"),
    [MODEL_KIND] = text_spec ("kind"), [MODEL_FORMAT] = text_spec ("format"), [MODEL_CREATED] = integer_spec ("created") }, N_MODEL);
}

static void
assay_model_item_init (AssayModelItem *self)
{
}

AssayModelItem *
assay_model_item_new (AssayModelVersion *version)
{
  AssayModelItem *self = g_object_new (ASSAY_TYPE_MODEL_ITEM, NULL);

  self->value = version;
  return self;
}

const AssayModelVersion *
assay_model_item_get (AssayModelItem *self)
{
  return self->value;
}

/* ---- runs ---- */

struct _AssayRunItem { GObject parent; AssayRun *value; char *dataset_name; };
G_DEFINE_FINAL_TYPE (AssayRunItem, assay_run_item, G_TYPE_OBJECT)

enum { RUN_ID = 1, RUN_ANALYSIS, RUN_TITLE, RUN_VERDICT, RUN_DATASET_NAME, RUN_N_ANOMALIES, RUN_CREATED, RUN_DURATION, RUN_ENGINE, N_RUN };

static void
assay_run_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AssayRunItem *self = ASSAY_RUN_ITEM (object);

  switch (id)
    {
    case RUN_ID: g_value_set_int64 (value, self->value->id); break;
    case RUN_ANALYSIS: g_value_set_string (value, self->value->analysis); break;
    case RUN_TITLE: g_value_set_string (value, self->value->title); break;
    case RUN_VERDICT: g_value_set_string (value, self->value->verdict); break;
    case RUN_DATASET_NAME: g_value_set_string (value, self->dataset_name); break;
    case RUN_N_ANOMALIES: g_value_set_int64 (value, self->value->n_anomalies); break;
    case RUN_CREATED: g_value_set_int64 (value, self->value->started); break;
    case RUN_DURATION: g_value_set_int64 (value, self->value->duration); break;
    case RUN_ENGINE: g_value_set_string (value, self->value->engine); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
assay_run_item_finalize (GObject *object)
{
  AssayRunItem *self = ASSAY_RUN_ITEM (object);

  assay_run_free (self->value);
  g_free (self->dataset_name);
  G_OBJECT_CLASS (assay_run_item_parent_class)->finalize (object);
}

static void
assay_run_item_class_init (AssayRunItemClass *class)
{
  G_OBJECT_CLASS (class)->get_property = assay_run_item_get_property;
  G_OBJECT_CLASS (class)->finalize = assay_run_item_finalize;
  install (class, (GParamSpec *[N_RUN]) {
    [RUN_ID] = integer_spec ("id"), [RUN_ANALYSIS] = text_spec ("analysis"), [RUN_TITLE] = text_spec ("title"),
    [RUN_VERDICT] = text_spec ("verdict"), [RUN_DATASET_NAME] = text_spec ("dataset-name"), [RUN_N_ANOMALIES] = integer_spec ("n-anomalies"),
    [RUN_CREATED] = integer_spec ("created"), [RUN_DURATION] = integer_spec ("duration"), [RUN_ENGINE] = text_spec ("engine") }, N_RUN);
}

static void
assay_run_item_init (AssayRunItem *self)
{
}

/* The name of the first input, as it was when the run was made; "" when the record does not say. */
static char *
find_dataset_name (const char *inputs)
{
  g_autoptr(JsonNode) root = json_from_string (inputs, NULL);
  JsonArray *array = root != NULL && JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;
  JsonNode *first = array != NULL && json_array_get_length (array) > 0 ? json_array_get_element (array, 0) : NULL;
  JsonNode *name = first != NULL && JSON_NODE_HOLDS_OBJECT (first) ? json_object_get_member (json_node_get_object (first), "name") : NULL;

  return name != NULL && JSON_NODE_HOLDS_VALUE (name) ? json_node_dup_string (name) : g_strdup ("");
}

AssayRunItem *
assay_run_item_new (AssayRun *run)
{
  AssayRunItem *self = g_object_new (ASSAY_TYPE_RUN_ITEM, NULL);

  self->value = run;
  self->dataset_name = find_dataset_name (run->inputs);
  return self;
}

const AssayRun *
assay_run_item_get (AssayRunItem *self)
{
  return self->value;
}

/* ---- reports ---- */

struct _AssayReportItem { GObject parent; AssayReportEntry *value; };
G_DEFINE_FINAL_TYPE (AssayReportItem, assay_report_item, G_TYPE_OBJECT)

enum { REPORT_ID = 1, REPORT_TITLE, REPORT_FILE, REPORT_RUNS, REPORT_CREATED, REPORT_N_PAGES, N_REPORT };

static void
assay_report_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  const AssayReportEntry *entry = ASSAY_REPORT_ITEM (object)->value;

  switch (id)
    {
    case REPORT_ID: g_value_set_int64 (value, entry->id); break;
    case REPORT_TITLE: g_value_set_string (value, entry->title); break;
    case REPORT_FILE: g_value_set_string (value, entry->file); break;
    case REPORT_RUNS: g_value_set_string (value, entry->runs); break;
    case REPORT_CREATED: g_value_set_int64 (value, entry->created); break;
    case REPORT_N_PAGES: g_value_set_int64 (value, entry->n_pages); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
assay_report_item_finalize (GObject *object)
{
  assay_report_entry_free (ASSAY_REPORT_ITEM (object)->value);
  G_OBJECT_CLASS (assay_report_item_parent_class)->finalize (object);
}

static void
assay_report_item_class_init (AssayReportItemClass *class)
{
  G_OBJECT_CLASS (class)->get_property = assay_report_item_get_property;
  G_OBJECT_CLASS (class)->finalize = assay_report_item_finalize;
  install (class, (GParamSpec *[N_REPORT]) {
    [REPORT_ID] = integer_spec ("id"), [REPORT_TITLE] = text_spec ("title"), [REPORT_FILE] = text_spec ("file"),
    [REPORT_RUNS] = text_spec ("runs"), [REPORT_CREATED] = integer_spec ("created"), [REPORT_N_PAGES] = integer_spec ("n-pages") }, N_REPORT);
}

static void
assay_report_item_init (AssayReportItem *self)
{
}

AssayReportItem *
assay_report_item_new (AssayReportEntry *entry)
{
  AssayReportItem *self = g_object_new (ASSAY_TYPE_REPORT_ITEM, NULL);

  self->value = entry;
  return self;
}

const AssayReportEntry *
assay_report_item_get (AssayReportItem *self)
{
  return self->value;
}

/* ---- audit entries ---- */

struct _AssayAuditItem { GObject parent; AssayAuditEntry *value; };
G_DEFINE_FINAL_TYPE (AssayAuditItem, assay_audit_item, G_TYPE_OBJECT)

enum { AUDIT_ID = 1, AUDIT_CREATED, AUDIT_WHO, AUDIT_ACTION, AUDIT_SUBJECT, AUDIT_DETAIL, AUDIT_HASH, N_AUDIT };

static void
assay_audit_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  const AssayAuditEntry *entry = ASSAY_AUDIT_ITEM (object)->value;

  switch (id)
    {
    case AUDIT_ID: g_value_set_int64 (value, entry->id); break;
    case AUDIT_CREATED: g_value_set_int64 (value, entry->when); break;
    case AUDIT_WHO: g_value_set_string (value, entry->who); break;
    case AUDIT_ACTION: g_value_set_string (value, entry->action); break;
    case AUDIT_SUBJECT: g_value_set_string (value, entry->subject); break;
    case AUDIT_DETAIL: g_value_set_string (value, entry->detail); break;
    case AUDIT_HASH: g_value_set_string (value, entry->hash); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
assay_audit_item_finalize (GObject *object)
{
  assay_audit_entry_free (ASSAY_AUDIT_ITEM (object)->value);
  G_OBJECT_CLASS (assay_audit_item_parent_class)->finalize (object);
}

static void
assay_audit_item_class_init (AssayAuditItemClass *class)
{
  G_OBJECT_CLASS (class)->get_property = assay_audit_item_get_property;
  G_OBJECT_CLASS (class)->finalize = assay_audit_item_finalize;
  install (class, (GParamSpec *[N_AUDIT]) {
    [AUDIT_ID] = integer_spec ("id"), [AUDIT_CREATED] = integer_spec ("created"), [AUDIT_WHO] = text_spec ("who"),
    [AUDIT_ACTION] = text_spec ("action"), [AUDIT_SUBJECT] = text_spec ("subject"), [AUDIT_DETAIL] = text_spec ("detail"),
    [AUDIT_HASH] = text_spec ("hash") }, N_AUDIT);
}

static void
assay_audit_item_init (AssayAuditItem *self)
{
}

AssayAuditItem *
assay_audit_item_new (AssayAuditEntry *entry)
{
  AssayAuditItem *self = g_object_new (ASSAY_TYPE_AUDIT_ITEM, NULL);

  self->value = entry;
  return self;
}

const AssayAuditEntry *
assay_audit_item_get (AssayAuditItem *self)
{
  return self->value;
}
