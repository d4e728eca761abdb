package dev.parley.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;

/** What a script of checks printed, a JSON line each, as a test each. */
final class SdkChecks {
    private static final String LAST = "all checks were run";

    private SdkChecks() {}

    /** Fails by itself when the script broke off. */
    static Stream<DynamicTest> tests(String output) throws IOException {
        var json = new JsonMapper();
        List<JsonNode> checks = new ArrayList<>();
        for (String line : output.lines().toList()) {
            checks.add(json.readTree(line));
        }
        assertThat(checks).as("output of the script").isNotEmpty();
        assertThat(checks.getLast().path("name").asText())
                .as("the script's last word")
                .isEqualTo(LAST);
        return checks.stream()
                .map(check -> DynamicTest.dynamicTest(check.path("name").asText(), () -> {
                    if (!check.path("ok").asBoolean()) {
                        Assertions.fail(check.path("error").asText());
                    }
                }));
    }
}
