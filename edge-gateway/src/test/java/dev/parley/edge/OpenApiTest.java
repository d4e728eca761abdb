package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.json.ProtoJson;
import io.micronaut.web.router.Router;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class OpenApiTest {
    private static final Set<String> VERBS = Set.of("get", "put", "post", "delete", "patch");

    private static EdgeFixture edge;
    private static Struct document;

    @BeforeAll
    static void start() throws Exception {
        edge = EdgeFixture.start();
        byte[] json = edge.get("/api/v1/openapi.json").body().getBytes(StandardCharsets.UTF_8);
        document = ProtoJson.read(json, Struct.getDefaultInstance());
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    private static Map<String, Value> member(Struct object, String name) {
        return object.getFieldsOrThrow(name).getStructValue().getFieldsMap();
    }

    // what A2A's HTTP+JSON paths are is said by A2A; the document names the binding and lists our own
    private static final String A2A_PATHS = "dev.parley.edge.httpjson";

    @Test
    void document_describesExactlyTheRoutesOfThePublicListener() {
        Set<String> described = new TreeSet<>();
        member(document, "paths")
                .forEach((path, verbs) -> verbs.getStructValue().getFieldsMap().keySet().stream()
                        .filter(VERBS::contains)
                        .forEach(verb -> described.add(verb.toUpperCase(Locale.ROOT) + " " + path)));

        Set<String> routes = edge.edge
                .context()
                .getBean(Router.class)
                .uriRoutes()
                .filter(route -> route.getPort() == null)
                .filter(route -> !A2A_PATHS.equals(
                        route.getTargetMethod().getDeclaringType().getPackageName()))
                .filter(route -> VERBS.contains(route.getHttpMethodName().toLowerCase(Locale.ROOT)))
                .map(route -> route.getHttpMethodName() + " "
                        + route.getUriMatchTemplate().toPathString())
                // no request of HTTP: websocket-binding.md describes it
                .filter(route -> !route.contains(" /ws"))
                // for older tools; nobody should begin with them
                .filter(route -> !route.endsWith("/execute")
                        && !route.endsWith("/tasks/send")
                        && !route.equals("GET /a2a/tasks"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(described).isEqualTo(routes);
    }

    @Test
    void references_leadSomewhere() {
        Set<String> schemas = member(document.getFieldsOrThrow("components").getStructValue(), "schemas")
                .keySet();
        Set<String> used = Pattern.compile("#/components/schemas/(\\w+)")
                .matcher(ProtoJson.toString(document))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
        assertThat(used).isEqualTo(schemas);
    }

    @Test
    void operations_haveDeclaredTagsAndTheirOwnIds() {
        List<String> tags = document.getFieldsOrThrow("tags").getListValue().getValuesList().stream()
                .map(tag -> tag.getStructValue().getFieldsOrThrow("name").getStringValue())
                .toList();
        Set<String> ids = new HashSet<>();
        member(document, "paths")
                .forEach((path, verbs) -> verbs.getStructValue().getFieldsMap().forEach((verb, operation) -> {
                    Map<String, Value> members = operation.getStructValue().getFieldsMap();
                    assertThat(ids.add(members.get("operationId").getStringValue()))
                            .as(verb + " " + path)
                            .isTrue();
                    assertThat(members.get("tags").getListValue().getValuesList())
                            .allSatisfy(tag -> assertThat(tags).contains(tag.getStringValue()));
                }));
    }
}
