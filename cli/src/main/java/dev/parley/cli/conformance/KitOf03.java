package dev.parley.cli.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The tests of the public compatibility kit for 0.3 (a2aproject/a2a-tck, branch 0.3.x, commit eb1f804) by their names, which
 * are all it has for requirements, and what here covers them: {@code kit-0.3.tsv} beside this class.
 */
final class KitOf03 {
    private static final String NO_CHECK = "- ";

    private KitOf03() {}

    /**
     * @param file of the kit, below its {@code tests}
     * @param coverage names of checks, or {@code "- "} and why there are none
     */
    record KitTest(String file, String name, String coverage) {
        /** The checks that fail where this test must; empty where {@link #reason} says why. */
        List<String> checks() {
            return coverage.startsWith(NO_CHECK) ? List.of() : List.of(coverage.split(" "));
        }

        String reason() {
            return coverage.startsWith(NO_CHECK) ? coverage.substring(NO_CHECK.length()) : "";
        }
    }

    static List<KitTest> all() {
        try (InputStream in = KitOf03.class.getResourceAsStream("kit-0.3.tsv")) {
            if (in == null) {
                throw new IllegalStateException("kit-0.3.tsv is not beside " + KitOf03.class);
            }
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t"))
                    .map(cells -> new KitTest(cells[0], cells[1], cells[2]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("kit-0.3.tsv cannot be read", e);
        }
    }
}
