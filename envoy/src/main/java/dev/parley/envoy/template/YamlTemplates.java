package dev.parley.envoy.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Mustache templates of YAML, from the resources beside a class. Texts are written in double quotes and escaped, whatever
 * they hold; numbers and booleans as they are. A name that the model lacks is an error, as value and as section. A line
 * {@code {{> name}}} stands for another template, indented as that line is.
 */
public final class YamlTemplates {
    private static final Pattern PART = Pattern.compile("(?m)^( *)\\{\\{> ([a-z0-9/-]+)}}\n");

    private final Class<?> beside;
    private final Mustache.Compiler compiler;

    public YamlTemplates(Class<?> beside) {
        this.beside = beside;
        this.compiler = Mustache.compiler()
                .escapeHTML(false) // the formatter below quotes, and {{{x}}} cannot go round it
                .strictSections(true)
                .withFormatter(YamlTemplates::scalar);
    }

    /** @param name of the template without {@code .yaml}; parts are named in the same way */
    public String render(String name, Map<String, ?> model) {
        return compiler.compile(whole(name)).execute(model);
    }

    // not jmustache's partials: their indentation leaves stray spaces where one begins or ends with a section
    private String whole(String name) {
        return PART.matcher(text(name))
                .replaceAll(part -> Matcher.quoteReplacement(
                        whole(part.group(2)).indent(part.group(1).length())));
    }

    private String text(String name) {
        try (InputStream in = beside.getResourceAsStream(name + ".yaml")) {
            if (in == null) {
                throw new IllegalStateException("No template " + name + ".yaml beside " + beside.getName());
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static String scalar(Object value) {
        return value instanceof Number || value instanceof Boolean ? value.toString() : quoted(value.toString());
    }

    /** In YAML's double quotes; everything that is not plain ASCII as an escape. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(point -> {
            if (point == '"' || point == '\\') {
                quoted.append('\\').appendCodePoint(point);
            } else if (point >= ' ' && point <= '~') {
                quoted.appendCodePoint(point);
            } else {
                quoted.append(String.format("\\U%08X", point));
            }
        });
        return quoted.append('"').toString();
    }
}
