package dev.parley.cli.conformance;

import dev.parley.cli.conformance.suite.Level;
import dev.parley.cli.conformance.suite.SuiteOptions;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Which checks are made, and how. */
final class SuiteFlags {
    @Option(
            names = "--binding",
            split = ",",
            paramLabel = "JSONRPC|HTTP+JSON|GRPC|WEBSOCKET",
            description = "Only these bindings, separated by commas.")
    private List<String> bindings = List.of();

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "NAME|GROUP|SECTION",
            description = "Only these checks: send/waits, send, 3.1.1.")
    private List<String> only = List.of();

    @Option(
            names = "--level",
            paramLabel = "must|should|may",
            defaultValue = "may",
            description = "The weakest rules that are checked; ${DEFAULT-VALUE} without.")
    private Level level = Level.MAY;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "15",
            description = "How long an answer, and the next event of a stream, may take; ${DEFAULT-VALUE} without.")
    private int timeoutSeconds = 15;

    @Option(
            names = "--header",
            paramLabel = "NAME:VALUE",
            description = "A header (and gRPC metadata) of every request, credentials for instance. Never shown.")
    private List<String> headers = List.of();

    @Option(
            names = "--other-header",
            paramLabel = "NAME:VALUE",
            description =
                    "A header of a second caller's requests, for the checks that keep callers apart. Never shown.")
    private List<String> otherHeaders = List.of();

    @Option(
            names = "--text",
            defaultValue = "Hello",
            description = "What messages say to an agent that does not act on scripts.")
    private String text = "Hello";

    @Option(
            names = "--scripted",
            paramLabel = "auto|yes|no",
            defaultValue = "auto",
            description = "Whether the agent acts on the messageId prefixes of the public kit.")
    private Scripted scripted = Scripted.auto;

    @Option(
            names = "--webhook-host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Under which the agent reaches this host for push notifications; ${DEFAULT-VALUE} without.")
    private String webhookHost = "127.0.0.1";

    enum Scripted {
        auto,
        yes,
        no
    }

    SuiteOptions options() {
        if (timeoutSeconds < 1 || timeoutSeconds > 600) {
            throw usage("--timeout " + timeoutSeconds + " (expected: 1 to 600 seconds)");
        }
        return new SuiteOptions(
                chosenBindings(),
                only,
                level,
                Duration.ofSeconds(timeoutSeconds),
                named("--header", headers),
                named("--other-header", otherHeaders),
                text,
                switch (scripted) {
                    case auto -> Optional.empty();
                    case yes -> Optional.of(true);
                    case no -> Optional.of(false);
                },
                webhookHost,
                UUID.randomUUID().toString().substring(0, 8));
    }

    private Set<Binding> chosenBindings() {
        if (bindings.isEmpty()) {
            return EnumSet.allOf(Binding.class);
        }
        return bindings.stream()
                .map(name -> Binding.named(name)
                        .orElseThrow(() -> usage("--binding " + name + " (expected: "
                                + Arrays.stream(Binding.values())
                                        .map(Binding::label)
                                        .collect(Collectors.joining(", "))
                                + ")")))
                .collect(Collectors.toSet());
    }

    private static Map<String, String> named(String option, List<String> headers) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String header : headers) {
            int colon = header.indexOf(':');
            String name = header.substring(0, Math.max(colon, 0)).strip();
            String value = header.substring(colon + 1).strip();
            if (!canBeSent(name, value)) {
                // what was given is not repeated: it may be a credential
                throw usage(option + " with something else than a header (expected: NAME:VALUE, in printable ASCII)");
            }
            all.put(name, value);
        }
        return all;
    }

    /** Over HTTP and as metadata of gRPC. */
    private static boolean canBeSent(String name, String value) {
        if (!name.matches("[A-Za-z0-9_.-]+") || name.toLowerCase(Locale.ROOT).endsWith("-bin")) {
            return false;
        }
        try {
            HttpRequest.newBuilder().setHeader(name, value);
            return value.matches("[ -~]*");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static CliException usage(String text) {
        return new CliException(ExitStatus.USAGE, text);
    }
}
