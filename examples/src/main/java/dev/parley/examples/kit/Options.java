package dev.parley.examples.kit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The command line, {@code --name value} or {@code --name=value}, with the environment behind it.
 *
 * @param values by option, without the dashes
 */
public record Options(Map<String, String> values, Map<String, String> environment) {
    public Options {
        values = Map.copyOf(values);
        environment = Map.copyOf(environment);
    }

    /** The command line is wrong; the message says how. */
    public static final class UsageException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public UsageException(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Reads the command line.
     *
     * @param known the options there are
     * @throws UsageException on an unknown option or one without a value
     */
    static Options parse(String[] args, Set<String> known, Map<String, String> environment) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < args.length; i++) {
            String[] option = args[i].split("=", 2);
            String name = option[0].startsWith("--") ? option[0].substring(2) : "";
            if (!known.contains(name)) {
                throw new UsageException(args[i] + " (expected: one of " + spelled(known) + ")");
            }
            if (option.length == 1 && i + 1 == args.length) {
                throw new UsageException(args[i] + " (expected: a value after it)");
            }
            values.put(name, option.length == 2 ? option[1] : args[++i]);
        }
        return new Options(values, environment);
    }

    public Optional<String> find(String option) {
        return Optional.ofNullable(values.get(option)).filter(value -> !value.isBlank());
    }

    /** The option, else the variable of the environment. */
    public Optional<String> find(String option, String variable) {
        return find(option)
                .or(() -> Optional.ofNullable(environment.get(variable)).filter(value -> !value.isBlank()));
    }

    long number(String option, long ifAbsent, long max) {
        String value = find(option).orElse(Long.toString(ifAbsent));
        if (!value.matches("\\d{1,18}") || Long.parseLong(value) > max) {
            throw new UsageException("--" + option + " " + value + " (expected: a number, 0 to " + max + ")");
        }
        return Long.parseLong(value);
    }

    private static String spelled(Set<String> known) {
        return known.stream().sorted().map(name -> "--" + name).toList().toString();
    }
}
