package dev.parley.examples.analytics;

import java.util.ArrayList;
import java.util.List;

/** Reads comma-separated values (RFC 4180); semicolons and tabs too, whichever the first line has most of. */
final class Csv {
    private final String text;
    private final char separator;
    private final List<List<String>> rows = new ArrayList<>();
    private List<String> row = new ArrayList<>();
    private int place;

    private Csv(String text) {
        this.text = text;
        this.separator = separatorOf(text);
    }

    /**
     * All rows, blank lines left out; cells stripped unless quoted.
     *
     * @throws BadDataException if a quote is never closed
     */
    static List<List<String>> read(String text) throws BadDataException {
        Csv csv = new Csv(text.startsWith("\uFEFF") ? text.substring(1) : text);
        csv.readRows();
        return csv.rows;
    }

    private void readRows() throws BadDataException {
        while (place < text.length()) {
            row.add(text.charAt(place) == '"' ? quotedCell() : plainCell());
            boolean rowGoesOn = place < text.length() && text.charAt(place) == separator;
            if (rowGoesOn) {
                place++;
                if (place == text.length()) {
                    row.add("");
                }
            } else {
                endRow();
            }
        }
        if (!row.isEmpty()) {
            endRow();
        }
    }

    private void endRow() {
        while (place < text.length() && (text.charAt(place) == '\r' || text.charAt(place) == '\n')) {
            place++;
        }
        if (row.size() > 1 || !row.getFirst().isEmpty()) {
            rows.add(row);
        }
        row = new ArrayList<>();
    }

    private String plainCell() {
        int start = place;
        while (place < text.length() && !endsCell(text.charAt(place))) {
            place++;
        }
        return text.substring(start, place).strip();
    }

    private String quotedCell() throws BadDataException {
        int line = rows.size() + 1;
        StringBuilder cell = new StringBuilder();
        place++;
        while (place < text.length()) {
            char next = text.charAt(place++);
            if (next != '"') {
                cell.append(next);
            } else if (place < text.length() && text.charAt(place) == '"') {
                cell.append('"');
                place++;
            } else {
                cell.append(plainCell()); // normally empty: what stands between the quote and the separator
                return cell.toString();
            }
        }
        throw new BadDataException("CSV row " + line + " opens a quote that nothing closes (expected: a second \")");
    }

    private boolean endsCell(char c) {
        return c == separator || c == '\r' || c == '\n';
    }

    private static char separatorOf(String text) {
        String firstLine = text.lines().findFirst().orElse("");
        char best = ',';
        for (char candidate : new char[] {';', '\t'}) {
            if (count(firstLine, candidate) > count(firstLine, best)) {
                best = candidate;
            }
        }
        return best;
    }

    private static long count(String line, char wanted) {
        return line.chars().filter(c -> c == wanted).count();
    }
}
