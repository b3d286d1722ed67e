#include "app/report-preview.h"

#include <glib/gi18n.h>

struct _AssayReportPreview
{
  GtkWidget parent;

  AssayReport *report;
  guint page;
};

G_DEFINE_FINAL_TYPE (AssayReportPreview, assay_report_preview, GTK_TYPE_WIDGET)

void
assay_report_preview_show (AssayReportPreview *self, AssayReport *report, guint page)
{
  self->report = report;
  self->page = page;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (report != NULL)
    {
      g_autofree char *text = g_strdup_printf (_("Page %u of %u"), page + 1, assay_report_get_n_pages (report));

      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Report preview"),
                                      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
    }
}

static void
assay_report_preview_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AssayReportPreview *self = ASSAY_REPORT_PREVIEW (widget);
  double room_x = gtk_widget_get_width (widget), room_y = gtk_widget_get_height (widget), width, height, scale;
  graphene_rect_t paper;
  GskRoundedRect edge;
  cairo_t *cr;

  if (self->report == NULL || room_x < 40 || room_y < 40)
    return;
  assay_report_get_page_size (self->report, self->page, &width, &height);
  scale = MIN (room_x / width, room_y / height);
  paper = GRAPHENE_RECT_INIT ((float) ((room_x - width * scale) / 2), (float) ((room_y - height * scale) / 2), (float) (width * scale), (float) (height * scale));
  gsk_rounded_rect_init_from_rect (&edge, &paper, 0);
  gtk_snapshot_append_outset_shadow (snapshot, &edge, &(GdkRGBA) { 0, 0, 0, 0.25f }, 0, 1, 0, 5);
  gtk_snapshot_append_color (snapshot, &(GdkRGBA) { 1, 1, 1, 1 }, &paper);
  cr = gtk_snapshot_append_cairo (snapshot, &paper);
  cairo_translate (cr, paper.origin.x, paper.origin.y);
  cairo_scale (cr, scale, scale);
  assay_report_draw_page (self->report, self->page, cr);
  cairo_destroy (cr);
}

static void
assay_report_preview_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 200 : 280;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 420 : 594;
}

static void
assay_report_preview_class_init (AssayReportPreviewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  widget_class->snapshot = assay_report_preview_snapshot;
  widget_class->measure = assay_report_preview_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
assay_report_preview_init (AssayReportPreview *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Report preview"), -1);
}
