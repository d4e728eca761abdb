package dev.parley.standalone.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every figure that {@code deploy/alerts.yaml} asks for is one that a service keeps and {@code deploy/README.md} explains. */
class AlertRulesTest {
    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
    private static final Pattern METRIC = Pattern.compile("\\b(parley|a2a)_[a-z_]+");
    // what Prometheus puts behind the name of a counter, a timer or a histogram
    private static final Pattern SUFFIX = Pattern.compile("(_seconds)?(_bucket|_count|_sum|_total)$");
    private static final Pattern NAME = Pattern.compile("\"((?:parley|a2a)\\.[a-z.]+)\"");

    private static final Pattern HISTOGRAM = Pattern.compile(
            "Timer\\s*\\.builder\\(\\s*\"((?:parley|a2a)\\.[a-z.]+)\"[^;]*(?:publishPercentileHistogram|serviceLevelObjectives)\\(");

    @Test
    void alertRules_askForWhatIsMeasured() throws IOException {
        Set<String> asked = Files.readString(ROOT.resolve("deploy/alerts.yaml"))
                .lines()
                .filter(line -> line.contains("expr:"))
                .flatMap(line -> METRIC.matcher(line).results().map(MatchResult::group))
                .map(name -> SUFFIX.matcher(name).replaceFirst(""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(asked).hasSizeGreaterThan(5);
        assertThat(kept()).containsAll(asked);
    }

    /** A quantile of what has no buckets is never above anything. */
    @Test
    void quantiles_areOfHistograms() throws IOException {
        Set<String> quantiles = Pattern.compile("\\b((?:parley|a2a)_[a-z_]+?)(_seconds)?_bucket")
                .matcher(Files.readString(ROOT.resolve("deploy/alerts.yaml")))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(quantiles).isNotEmpty();
        assertThat(histograms()).containsAll(quantiles);
    }

    private static Set<String> histograms() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            Set<String> names = new TreeSet<>();
            for (Path file : (Iterable<Path>) files.filter(AlertRulesTest::isSource)::iterator) {
                HISTOGRAM
                        .matcher(Files.readString(file))
                        .results()
                        .map(found -> found.group(1).replace('.', '_'))
                        .forEach(names::add);
            }
            return names;
        }
    }

    private static Set<String> kept() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            Set<String> names = new TreeSet<>();
            for (Path file : (Iterable<Path>) files.filter(AlertRulesTest::isSource)::iterator) {
                NAME.matcher(Files.readString(file))
                        .results()
                        .map(found -> found.group(1).replace('.', '_'))
                        .forEach(names::add);
            }
            return names;
        }
    }

    private static boolean isSource(Path file) {
        String path = file.toString();
        return path.endsWith(".java") && path.contains("/src/main/java/") && !path.contains("/bench/");
    }
}
