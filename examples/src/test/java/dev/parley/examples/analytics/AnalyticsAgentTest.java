package dev.parley.examples.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.examples.kit.AgentServer;
import dev.parley.examples.kit.Parts;
import dev.parley.examples.kit.TestCaller;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

@Timeout(30)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnalyticsAgentTest {
    private AgentServer server;
    private TestCaller caller;

    @BeforeAll
    void start() throws IOException {
        server = AgentServer.start(new AnalyticsAgent(), AgentServer.Settings.onLoopback(0));
        caller = new TestCaller(server.url());
    }

    @AfterAll
    void stop() {
        caller.close();
        server.close();
    }

    @Test
    void text_isSearchedForNumbers() {
        Task task = caller.send(Parts.text("Compute the average of these 3 numbers and draw a line: 2, 4, -6.5"));

        assertThat(task.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(column(task, 0))
                .containsEntry("name", Parts.value("values"))
                .containsEntry("count", Parts.value(3))
                .containsEntry("sum", Parts.value(-0.5))
                .containsEntry("min", Parts.value(-6.5))
                .containsEntry("median", Parts.value(2));
        assertThat(chart(task).getElementsByTagName("polyline").getLength()).isEqualTo(1);
    }

    @Test
    void weather_ofSeveralCitiesIsATable() {
        Task task = caller.send(
                Parts.data(Map.of("location", "Paris", "temperatureC", 21, "humidity", 67, "source", "normal")),
                Parts.data(Map.of("location", "Cairo", "temperatureC", 29, "humidity", 58, "source", "normal")));

        assertThat(columns(task))
                .extracting(column -> column.get("name").getStringValue())
                .containsExactlyInAnyOrder("temperatureC", "humidity");
        assertThat(columns(task))
                .extracting(column -> column.get("mean").getNumberValue())
                .containsExactlyInAnyOrder(25.0, 62.5);
        assertThat(chart(task).getDocumentElement().getTextContent()).contains("Paris", "Cairo");
    }

    @Test
    void data_mayBeAListOfNumbersOrAnObjectOfLists() {
        assertThat(column(caller.send(Parts.data(List.of(1, 2, 3, 4))), 0)).containsEntry("q1", Parts.value(1.75));
        assertThat(column(caller.send(Parts.data(Map.of("price", List.of(5, 7)))), 0))
                .containsEntry("name", Parts.value("price"))
                .containsEntry("mean", Parts.value(6));
    }

    @Test
    void csv_isReadByColumn() {
        String csv =
                "\uFEFFcity;price;\"rooms\"\r\n\"Paris; <centre>\";10.5;2\r\n\r\nLyon;;3\r\n\"a \"\"b\"\" & c\";4.5;4\r\n";

        Task task = caller.send(Parts.file(csv.getBytes(StandardCharsets.UTF_8), "text/csv", "homes.csv"));

        assertThat(column(task, 0)).containsEntry("name", Parts.value("price")).containsEntry("mean", Parts.value(7.5));
        assertThat(column(task, 1)).containsEntry("name", Parts.value("rooms")).containsEntry("count", Parts.value(3));
        assertThat(chart(task).getDocumentElement().getTextContent()).contains("Paris; <centr", "a \"b\" & c");
    }

    @Test
    void csv_ofManyRowsIsDrawnAsAThinnedLine() {
        String csv = "n\n"
                + String.join(
                        "\n",
                        IntStream.range(0, 5000).mapToObj(Integer::toString).toList());

        Task task = caller.send(Parts.file(csv.getBytes(StandardCharsets.UTF_8), "", "n.csv"));

        assertThat(column(task, 0)).containsEntry("count", Parts.value(5000));
        String[] points = chart(task)
                .getElementsByTagName("polyline")
                .item(0)
                .getAttributes()
                .getNamedItem("points")
                .getNodeValue()
                .strip()
                .split(" ");
        assertThat(points).hasSizeLessThanOrEqualTo(400);
    }

    @Test
    void csv_withoutNumbersIsAskedForAgainAndTheAnswerCounts() {
        Task asking = caller.send(Parts.file("a,b\nx,y\n".getBytes(StandardCharsets.UTF_8), "text/csv", "t.csv"));

        assertThat(asking.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_INPUT_REQUIRED);
        assertThat(Parts.textOf(asking.getStatus().getMessage())).contains("t.csv", "a: data row 1 has \"x\"");
        Task done = caller.send(TestCaller.sending(TestCaller.message(Parts.text("1 2 3")).toBuilder()
                .setTaskId(asking.getId())
                .build()));
        assertThat(column(done, 0)).containsEntry("mean", Parts.value(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hello there", "v2 of the 3rd draft", "1e999"})
    void textWithoutUsableNumbers_isAskedFor(String text) {
        Task task = caller.send(Parts.text(text));

        assertThat(task.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_INPUT_REQUIRED);
        assertThat(Parts.textOf(task.getStatus().getMessage())).contains("Send numbers");
    }

    @Test
    void link_isNotFetched() {
        Task task =
                caller.send(Part.newBuilder().setUrl("http://127.0.0.1:1/x.csv").build());

        assertThat(Parts.textOf(task.getStatus().getMessage())).contains("fetches nothing");
    }

    @Test
    void singleNumber_hasNoDeviation() {
        Task task = caller.send(Parts.text("7"));

        assertThat(column(task, 0)).containsEntry("mean", Parts.value(7)).doesNotContainKey("stddev");
        chart(task);
    }

    @Test
    void oddNames_makeAWellFormedChart() {
        Task task = caller.send(Parts.data(Map.of("<a>&\"'\u0001\uFFFF", List.of(0, 0))));

        assertThat(chart(task).getDocumentElement().getTextContent()).contains("<a>&\"'");
    }

    private static List<Map<String, Value>> columns(Task task) {
        Struct data = task.getArtifacts(0).getParts(1).getData().getStructValue();
        return data.getFieldsOrThrow("columns").getListValue().getValuesList().stream()
                .map(column -> column.getStructValue().getFieldsMap())
                .toList();
    }

    private static Map<String, Value> column(Task task, int index) {
        return columns(task).get(index);
    }

    /** The chart, read by a real XML parser. */
    private static Document chart(Task task) {
        Part part = task.getArtifacts(1).getParts(0);
        assertThat(part.getMediaType()).isEqualTo("image/svg+xml");
        assertThat(part.getFilename()).isEqualTo("chart.svg");
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(part.getRaw().toByteArray()));
        } catch (Exception malformed) {
            throw new AssertionError(malformed);
        }
    }
}
