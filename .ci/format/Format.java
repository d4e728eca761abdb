import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.JavaFormatterOptions.Style;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Formats the Java sources of the repository, or says which ones are not formatted. Run by JDK 25 from its source, because
 * the formatter uses the compiler of the JVM it runs in and Maven's own may be older than the language we write.
 *
 * <p>Arguments: {@code check} or {@code apply}, then folders. Exits with 1 when {@code check} found something.
 */
final class Format {
    private static final Set<String> SKIPPED = Set.of("target", ".git", "node_modules", ".venv");

    private final Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(Style.PALANTIR)
            .formatJavadoc(false)
            .build());

    public static void main(String[] args) throws Exception {
        if (args.length < 2 || !Set.of("check", "apply").contains(args[0])) {
            System.err.println("usage: Format check|apply FOLDER...");
            System.exit(2);
        }
        boolean apply = args[0].equals("apply");
        var format = new Format();
        int wrong = 0;
        for (String folder : List.of(args).subList(1, args.length)) {
            for (Path file : sources(Path.of(folder))) {
                wrong += format.visit(file, apply) ? 1 : 0;
            }
        }
        if (wrong > 0 && !apply) {
            System.err.println(
                    wrong + " files are not formatted. To format them: mvn -q -pl .ci/format verify -Dformat=apply");
            System.exit(1);
        }
    }

    private static List<Path> sources(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder.toRealPath())) {
            return walk.filter(file -> file.toString().endsWith(".java"))
                    .filter(Format::isOurs)
                    .sorted()
                    .toList();
        }
    }

    private static boolean isOurs(Path file) {
        for (Path name : file) {
            if (SKIPPED.contains(name.toString())) {
                return false;
            }
        }
        return true;
    }

    /** True if the file was not formatted. */
    private boolean visit(Path file, boolean apply) throws IOException {
        String before = Files.readString(file);
        String after;
        try {
            String imports =
                    ImportOrderer.reorderImports(RemoveUnusedImports.removeUnusedImports(before), Style.PALANTIR);
            after = formatter.formatSource(imports);
        } catch (FormatterException e) {
            System.err.println(file + ": " + e.getMessage());
            return true;
        }
        if (before.equals(after)) {
            return false;
        }
        System.err.println((apply ? "formatted " : "not formatted: ")
                + Path.of("").toAbsolutePath().relativize(file));
        if (apply) {
            Files.writeString(file, after);
        }
        return true;
    }
}
