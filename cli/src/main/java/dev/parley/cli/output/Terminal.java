package dev.parley.cli.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Data on standard output, everything else on standard error; colours only where a person sees them, and never when
 * {@code NO_COLOR} is set.
 */
public final class Terminal {
    private static final String RESET = "\u001b[0m";

    /** What a piece of text is, for the eye. */
    public enum Tone {
        PLAIN(""),
        FAINT("\u001b[2m"),
        STRONG("\u001b[1m"),
        GOOD("\u001b[32m"),
        BAD("\u001b[31m"),
        ACCENT("\u001b[36m");

        private final String code;

        Tone(String code) {
            this.code = code;
        }
    }

    private final PrintStream out;
    private final PrintStream err;
    private final boolean colours;

    public Terminal(PrintStream out, PrintStream err, boolean colours) {
        this.out = out;
        this.err = err;
        this.colours = colours;
    }

    /** This process's own streams, in UTF-8 whatever the locale says. */
    public static Terminal ofThisProcess(Map<String, String> environment) {
        boolean person = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
        boolean wanted = environment.getOrDefault("NO_COLOR", "").isEmpty() && !"dumb".equals(environment.get("TERM"));
        return new Terminal(
                new PrintStream(new FileOutputStream(FileDescriptor.out), false, UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8),
                person && wanted);
    }

    public PrintStream out() {
        return out;
    }

    public PrintStream err() {
        return err;
    }

    /** A line of data. */
    public void data(String line) {
        out.println(line);
        out.flush();
    }

    /** A piece of data without an end of line, shown at once. */
    public void piece(String text) {
        out.print(text);
        out.flush();
    }

    /** A line for the person in front of the screen. */
    public void note(String line) {
        err.println(line);
    }

    public String paint(Tone tone, String text) {
        return colours && tone != Tone.PLAIN ? tone.code + text + RESET : text;
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            boolean last = i == row.size() - 1;
            line.append(
                    last
                            ? row.get(i)
                            : row.get(i) + " ".repeat(widths[i] - row.get(i).length() + 2));
        }
        return line.toString();
    }

    /** Rows in columns as wide as they need to be; the first row is the heading. */
    public void table(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        data(paint(Tone.FAINT, line(rows.getFirst(), widths)));
        rows.stream().skip(1).forEach(row -> data(line(row, widths)));
    }
}
