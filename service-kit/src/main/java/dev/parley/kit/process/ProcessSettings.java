package dev.parley.kit.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** What a service's process was told on its command line: the settings of the files, later files over earlier ones. */
record ProcessSettings(Map<String, String> values) {
    /** One address for all other services: the sidecar's, which knows where each is. */
    static final String EGRESS = "parley.process.egress";

    /** Where {@code parley.log} is written, in files of bounded size; unset: standard output. Only from the file. */
    static final String LOG_FOLDER = "parley.process.log-folder";

    /** What the user can mend; the message says how. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    ProcessSettings {
        values = Map.copyOf(values);
    }

    /** @throws Refused for anything but {@code --config FILE}, any number of times */
    static ProcessSettings parse(List<String> arguments) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            if (!arguments.get(i).equals("--config") || i + 1 == arguments.size()) {
                throw new Refused(arguments.get(i) + " (expected: --config FILE, a file of properties)");
            }
            values.putAll(read(Path.of(arguments.get(i + 1))));
        }
        return new ProcessSettings(values);
    }

    private static Map<String, String> read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new Refused("--config " + file + " cannot be read: " + e + " (expected: a file of properties)");
        }
        Map<String, String> values = new HashMap<>();
        properties.forEach((key, value) -> values.put(key.toString(), value.toString()));
        return values;
    }

    /** The settings with the address of every service that is not set. */
    Map<String, String> withEgress() {
        Map<String, String> all = new HashMap<>(values);
        String egress = all.get(EGRESS);
        if (egress != null) {
            for (String service : List.of("task", "router", "registry", "embed")) {
                all.putIfAbsent("parley.services." + service, egress);
            }
        }
        return all;
    }
}
