package dev.parley.cli.conformance.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.Descriptors.Descriptor;
import dev.parley.cli.conformance.suite.Shape.Rule;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.SecurityRequirement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link Shape} finds in single messages; {@code SuiteTest} has the rest. */
class ShapeTest {
    private static List<Rule> rules(String json, Descriptor type) throws JsonProcessingException {
        return Shape.violations(new JsonMapper().readTree(json), type).stream()
                .map(Shape.Violation::rule)
                .toList();
    }

    @Test
    void nullBesideAChoice_isNoSecondChoice() throws JsonProcessingException {
        assertThat(rules("{\"text\":\"a\",\"url\":null}", Part.getDescriptor())).isEmpty();
    }

    @Test
    void nullAlone_isNoChoice() throws JsonProcessingException {
        assertThat(rules("{\"text\":null}", Part.getDescriptor())).containsExactly(Rule.ONE_OF);
    }

    @Test
    void nullAsData_isAChoice() throws JsonProcessingException {
        assertThat(rules("{\"data\":null}", Part.getDescriptor())).isEmpty();
        assertThat(rules("{\"data\":null,\"text\":\"a\"}", Part.getDescriptor()))
                .containsExactly(Rule.ONE_OF);
    }

    @Test
    void map_isAnObject() throws JsonProcessingException {
        assertThat(rules("{\"schemes\":{}}", SecurityRequirement.getDescriptor()))
                .isEmpty();
        assertThat(rules("{\"schemes\":[\"key\"]}", SecurityRequirement.getDescriptor()))
                .containsExactly(Rule.TYPE);
    }
}
