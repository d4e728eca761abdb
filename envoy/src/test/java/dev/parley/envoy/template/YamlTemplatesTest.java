package dev.parley.envoy.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTemplatesTest {
    private final YamlTemplates templates = new YamlTemplates(YamlTemplatesTest.class);

    private JsonNode render(Object text) throws Exception {
        return new YAMLMapper()
                .readTree(templates.render(
                        "whole", Map.of("text", text, "number", 5, "list", List.of(text), "none", List.of())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "",
                "a\nrole: evil",
                "\"}\nrole: evil\n{\"",
                "\\\" , evil: \"",
                "#",
                "*anchor",
                "{{number}}",
                "yes",
                "5",
                "\u0085\u2028\t\u0000\ud83d\ude00"
            })
    void text_staysOneText_whateverItHolds(String text) throws Exception {
        JsonNode tree = render(text);
        assertThat(tree.path("text").textValue()).isEqualTo(text);
        assertThat(tree.path("inner").path("raw").textValue()).isEqualTo(text);
        assertThat(tree.path("inner").path("list").path(0).textValue()).isEqualTo(text);
        assertThat(tree.properties()).hasSize(4);
    }

    @Property
    void anyText_staysOneText(@ForAll String text) throws Exception {
        // half a surrogate pair is no text
        if (text.codePoints().noneMatch(point -> point >= 0xD800 && point <= 0xDFFF)) {
            assertThat(render(text).path("text").textValue()).isEqualTo(text);
        }
    }

    @Test
    void number_isANumber() throws Exception {
        assertThat(render("x").path("number").isInt()).isTrue();
    }

    @Test
    void missingName_isRefused() {
        assertThatThrownBy(() -> templates.render("whole", Map.of("text", "x"))).hasMessageContaining("number");
        assertThatThrownBy(() -> templates.render("absent", Map.of())).hasMessageContaining("absent.yaml");
    }
}
