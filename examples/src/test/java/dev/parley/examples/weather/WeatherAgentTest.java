package dev.parley.examples.weather;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.sun.net.httpserver.HttpServer;
import dev.parley.examples.kit.AgentServer;
import dev.parley.examples.kit.Parts;
import dev.parley.examples.kit.TestCaller;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class WeatherAgentTest {
    private static final InstantSource LATE_JANUARY = InstantSource.fixed(Instant.parse("2026-01-31T12:00:00Z"));

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable resource : open.reversed()) {
            resource.close();
        }
    }

    @Test
    void normals_areToldInWordsAndDataAndSaySo() throws Exception {
        Task task = ask(ClimateNormals.bundled(), "What will the weather be in Paris in July?");

        assertThat(task.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(task.getArtifacts(0).getParts(0).getText())
                .contains("Paris in July", "21 °C", "climate normal, not a forecast");
        assertThat(data(task, 1).getFieldsMap())
                .containsEntry("location", text("Paris"))
                .containsEntry("temperatureC", number(21))
                .containsEntry("source", text("climate normal, not a forecast"))
                .containsKeys("conditions", "humidity");
    }

    @Test
    void normals_useTheMonthOfTheDayMeant() throws Exception {
        Task task = ask(ClimateNormals.bundled(), "weather in Oslo tomorrow");

        assertThat(data(task, 1).getFieldsMap()).containsEntry("period", text("February"));
    }

    @Test
    void normals_areHonestAboutAnUnknownCity() throws Exception {
        Task task = ask(ClimateNormals.bundled(), "How is it in Atlantis?");

        assertThat(task.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_FAILED);
        assertThat(Parts.textOf(task.getStatus().getMessage())).contains("Atlantis", "Tokyo", "New York");
        assertThat(task.getStatus()
                        .getMessage()
                        .getParts(1)
                        .getData()
                        .getStructValue()
                        .getFieldsMap())
                .containsKey("error");
    }

    @Test
    void normals_knowEveryCityTheyList() throws Exception {
        ClimateNormals normals = ClimateNormals.bundled();

        assertThat(normals.cities()).hasSizeGreaterThanOrEqualTo(40);
        for (String city : normals.cities()) {
            assertThat(normals.at(city, java.time.Month.MARCH).location()).isEqualTo(city);
        }
        assertThat(normals.at("sao paulo", java.time.Month.MARCH).location()).isEqualTo("São Paulo");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "What will the weather be in Paris tomorrow?   | Paris",
                "weather in new york city today                | new york city",
                "In Rio de Janeiro, is it raining?             | Rio de Janeiro",
                "in the morning in Rome                        | Rome",
                "will it rain in St. Louis?                    | St. Louis",
                "in 3 days in Berlin                           | Berlin",
                "How is the weather?                           | New York",
                "Is it raining inside?                         | New York"
            })
    void location_isWhatFollowsIn(String text, String location) {
        Question question = Question.of(TestCaller.message(Parts.text(text)), java.time.LocalDate.of(2026, 1, 1));

        assertThat(question.location()).isEqualTo(location);
    }

    @Test
    void location_maybeGivenAsData() {
        Question question = Question.of(
                TestCaller.message(Parts.data(Map.of("location", "Lima"))), java.time.LocalDate.of(2026, 1, 1));

        assertThat(question.location()).isEqualTo("Lima");
    }

    @Test
    void liveSource_isAskedInMetricUnitsAndAnswersAsItSays() throws Exception {
        AtomicReference<String> query = new AtomicReference<>("");
        URI url = source(200, """
                {"name":"Paris","main":{"temp":12.34,"humidity":81},"weather":[{"description":"light rain"}]}""", query);

        Task task = ask(live(url, "k&y"), "weather in Paris");

        assertThat(query.get()).isEqualTo("q=Paris&units=metric&appid=k%26y");
        assertThat(data(task, 1).getFieldsMap())
                .containsEntry("temperatureC", number(12.34))
                .containsEntry("humidity", number(81))
                .containsEntry("conditions", text("light rain"))
                .containsEntry("period", text("now"));
        assertThat(task.getArtifacts(0).getParts(0).getText()).doesNotContain("climate normal");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | {}                  | refused the key",
                "404 | {}                  | knows no place called Paris",
                "500 | {}                  | HTTP 500",
                "200 | {\"main\":{}}       | without main.temp",
                "200 | <html>              | not JSON"
            })
    void liveSource_failsClearlyAndNeverTellsTheKey(int status, String body, String reason) throws Exception {
        Task task = ask(live(source(status, body, new AtomicReference<>()), "topsecret"), "weather in Paris");

        assertThat(task.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_FAILED);
        assertThat(Parts.textOf(task.getStatus().getMessage())).contains(reason).doesNotContain("topsecret");
    }

    @Test
    void liveSource_thatIsGoneOrSilentFailsTheTask() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            URI url = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");
            WeatherSource source =
                    new OpenWeatherSource(url, Optional.of("key"), Duration.ofMillis(200), HttpClient.newHttpClient());

            assertThat(Parts.textOf(ask(source, "weather in Paris").getStatus().getMessage()))
                    .contains("did not answer within 200 ms");
        }
        assertThat(Parts.textOf(ask(live(URI.create("http://127.0.0.1:1/"), "key"), "weather in Paris")
                        .getStatus()
                        .getMessage()))
                .contains("cannot be reached");
    }

    private Task ask(WeatherSource source, String text) throws IOException {
        AgentServer server =
                AgentServer.start(new WeatherAgent(source, LATE_JANUARY), AgentServer.Settings.onLoopback(0));
        open.add(server);
        try (TestCaller caller = new TestCaller(server.url())) {
            return caller.send(Parts.text(text));
        }
    }

    private static WeatherSource live(URI url, String key) {
        return new OpenWeatherSource(url, Optional.of(key), Duration.ofSeconds(10), HttpClient.newHttpClient());
    }

    private URI source(int status, String body, AtomicReference<String> query) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/data/2.5/weather", exchange -> {
            query.set(exchange.getRequestURI().getRawQuery());
            byte[] answer = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        open.add(() -> server.stop(0));
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static Struct data(Task task, int part) {
        return task.getArtifacts(0).getParts(part).getData().getStructValue();
    }

    private static Value text(String text) {
        return Parts.value(text);
    }

    private static Value number(double number) {
        return Parts.value(number);
    }
}
