package dev.parley.edge.http;

import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.error.Violation;
import dev.parley.proto.registry.v1.AgentStatus;
import io.micronaut.http.HttpRequest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The query parameters of a request, in camelCase or snake_case; what is wrong is collected. For one thread. */
public final class Query {
    private static final Pattern CAPITAL = Pattern.compile("[A-Z]");

    private final HttpRequest<?> request;
    private final List<Violation> violations = new ArrayList<>();

    public Query(HttpRequest<?> request) {
        this.request = request;
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(find(name)).filter(value -> !value.isEmpty());
    }

    /** All values of a parameter; one value may hold several, separated by commas. */
    public List<String> texts(String name) {
        return request.getParameters().getAll(name).stream()
                .flatMap(value -> Pattern.compile(",").splitAsStream(value))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    public Optional<Integer> integer(String name, int min, int max) {
        return parse(name, "a whole number from " + min + " to " + max, value -> {
            int number = Integer.parseInt(value);
            if (number < min || number > max) {
                throw new NumberFormatException();
            }
            return number;
        });
    }

    public Optional<Boolean> flag(String name) {
        return parse(name, "true or false", value -> switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException();
        });
    }

    public Optional<Instant> time(String name) {
        return parse(name, "a time like 2026-11-21T10:00:00Z", Instant::parse);
    }

    public Optional<AgentStatus> agentStatus(String name) {
        return parse(
                name,
                "active, inactive, maintenance or failed",
                value -> AgentStatus.valueOf("AGENT_STATUS_" + value.toUpperCase(Locale.ROOT)));
    }

    public Optional<TaskState> taskState(String name) {
        return parse(name, "a task state like working or TASK_STATE_WORKING", value -> {
            String upper = value.toUpperCase(Locale.ROOT).replace('-', '_');
            return TaskState.valueOf(upper.startsWith("TASK_STATE_") ? upper : "TASK_STATE_" + upper);
        });
    }

    /** Adds a violation for a parameter that has a value. */
    public void wrong(String name, String value, String expected) {
        violations.add(new Violation(name, "\"" + value + "\" (expected: " + expected + ")"));
    }

    /**
     * @throws A2aException INVALID_PARAMS with every violation
     */
    public void check() {
        if (!violations.isEmpty()) {
            throw new A2aException(
                    A2aErrorCode.INVALID_PARAMS, violations.getFirst().toString(), violations);
        }
    }

    private <T> Optional<T> parse(String name, String expected, Function<String, T> parser) {
        Optional<String> value = text(name);
        try {
            return value.map(parser);
        } catch (IllegalArgumentException | DateTimeParseException e) {
            violations.add(new Violation(name, "\"" + value.orElse("") + "\" (expected: " + expected + ")"));
            return Optional.empty();
        }
    }

    private @Nullable String find(String name) {
        String value = request.getParameters().get(name);
        if (value != null) {
            return value;
        }
        String snake = CAPITAL.matcher(name)
                .replaceAll(capital -> "_" + capital.group().toLowerCase(Locale.ROOT));
        return request.getParameters().get(snake);
    }
}
