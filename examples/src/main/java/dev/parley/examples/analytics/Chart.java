package dev.parley.examples.analytics;

import dev.parley.examples.analytics.Table.Column;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Draws columns as SVG, one panel a column, each with its own scale. */
final class Chart {
    private static final int WIDTH = 640;
    private static final int PANEL_HEIGHT = 220;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 30;
    private static final int BOTTOM = 40;
    private static final int MAX_PANELS = 6;
    private static final int MAX_POINTS = 400;
    private static final int MAX_LABELS = 12;
    private static final int MAX_LABEL_LENGTH = 14;

    private final Kind kind;
    private final StringBuilder svg = new StringBuilder();

    private Chart(Kind kind) {
        this.kind = kind;
    }

    enum Kind {
        BAR,
        LINE
    }

    /** A column's scale: zero is always on it, and it is never flat. */
    private record Scale(double low, double high, int top) {
        static Scale of(List<Double> values, int panelTop) {
            double low = Math.min(0, values.stream().mapToDouble(v -> v).min().orElse(0));
            double high = Math.max(0, values.stream().mapToDouble(v -> v).max().orElse(0));
            return new Scale(low, high > low ? high : low + 1, panelTop + TOP);
        }

        double y(double value) {
            double plotHeight = PANEL_HEIGHT - TOP - BOTTOM;
            return top + plotHeight * (high - value) / (high - low);
        }
    }

    /**
     * A whole SVG document.
     *
     * @param columns at least one; those past the sixth are not drawn
     */
    static String draw(List<Column> columns, Kind kind) {
        return new Chart(kind).document(columns.subList(0, Math.min(columns.size(), MAX_PANELS)));
    }

    private String document(List<Column> columns) {
        int height = columns.size() * PANEL_HEIGHT;
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
                        + "font-family=\"sans-serif\" font-size=\"11\">\n",
                WIDTH, height, WIDTH, height);
        add("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n", WIDTH, height);
        for (int i = 0; i < columns.size(); i++) {
            panel(thinned(columns.get(i)), i * PANEL_HEIGHT);
        }
        add("</svg>\n");
        return svg.toString();
    }

    private void panel(Column column, int top) {
        Scale scale = Scale.of(column.values(), top);
        add(
                "<text x=\"%d\" y=\"%d\" font-size=\"14\" font-weight=\"bold\">%s</text>\n",
                LEFT, top + 18, escaped(column.name()));
        gridLine(scale, scale.low());
        gridLine(scale, scale.high());
        if (scale.low() < 0 && scale.high() > 0) {
            gridLine(scale, 0);
        }
        switch (kind) {
            case BAR -> bars(column, scale);
            case LINE -> line(column, scale);
        }
        labels(column, top);
    }

    private void gridLine(Scale scale, double value) {
        double y = scale.y(value);
        add("<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#cccccc\"/>\n", LEFT, y, WIDTH - RIGHT, y);
        add("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n", LEFT - 6, y + 4, Figures.shown(value));
    }

    private void bars(Column column, Scale scale) {
        double slot = slot(column);
        double zero = scale.y(0);
        for (int i = 0; i < column.values().size(); i++) {
            double y = scale.y(column.values().get(i));
            add(
                    "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" fill=\"#2f6f9f\"/>\n",
                    LEFT + i * slot + slot * 0.1, Math.min(y, zero), slot * 0.8, Math.abs(y - zero));
        }
    }

    private void line(Column column, Scale scale) {
        double slot = slot(column);
        add("<polyline fill=\"none\" stroke=\"#2f6f9f\" stroke-width=\"2\" points=\"");
        for (int i = 0; i < column.values().size(); i++) {
            add("%.2f,%.2f ", LEFT + (i + 0.5) * slot, scale.y(column.values().get(i)));
        }
        add("\"/>\n");
    }

    private void labels(Column column, int top) {
        int count = column.values().size();
        int step = Math.ceilDiv(count, MAX_LABELS);
        for (int i = 0; i < count; i += step) {
            String label = column.labels().isEmpty()
                    ? Integer.toString(i + 1)
                    : column.labels().get(i);
            String shown = label.length() <= MAX_LABEL_LENGTH ? label : label.substring(0, MAX_LABEL_LENGTH - 1) + "…";
            add(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" font-size=\"9\">%s</text>\n",
                    LEFT + (i + 0.5) * slot(column), top + PANEL_HEIGHT - BOTTOM + 16, escaped(shown));
        }
    }

    private static double slot(Column column) {
        return (double) (WIDTH - LEFT - RIGHT) / column.values().size();
    }

    /** As many points as can be told apart: means of equal stretches, and the name says so. */
    private static Column thinned(Column column) {
        int count = column.values().size();
        if (count <= MAX_POINTS) {
            return column;
        }
        int stretch = Math.ceilDiv(count, MAX_POINTS);
        List<Double> means = IntStream.range(0, Math.ceilDiv(count, stretch))
                .mapToObj(i -> column.values().subList(i * stretch, Math.min(count, (i + 1) * stretch)))
                .map(part -> part.stream().mapToDouble(v -> v).average().orElse(0))
                .toList();
        return new Column(column.name() + " (means of " + stretch + ")", means, List.of());
    }

    private static String escaped(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                default -> {
                    // what XML 1.0 cannot hold, not even escaped
                    boolean allowed = c >= 0x20 && !(c >= 0xD800 && c <= 0xDFFF) && c != 0xFFFE && c != 0xFFFF;
                    safe.appendCodePoint(allowed ? c : ' ');
                }
            }
        });
        return safe.toString();
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
