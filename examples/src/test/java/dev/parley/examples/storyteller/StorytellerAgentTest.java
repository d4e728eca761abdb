package dev.parley.examples.storyteller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.examples.kit.AgentServer;
import dev.parley.examples.kit.Parts;
import dev.parley.examples.kit.TestCaller;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class StorytellerAgentTest {
    private AgentServer server;
    private TestCaller caller;

    @BeforeEach
    void start() throws IOException {
        server = AgentServer.start(new StorytellerAgent(), AgentServer.Settings.onLoopback(0));
        caller = new TestCaller(server.url());
    }

    @AfterEach
    void stop() {
        caller.close();
        server.close();
    }

    @Test
    void story_isStreamedWordByWord() {
        List<StreamResponse> events = caller.stream(
                        A2aMethod.SEND_STREAMING_MESSAGE,
                        TestCaller.sending("tell a story of 60 words, 1 ms per chunk"))
                .rest();

        List<StreamResponse> chunks =
                events.stream().filter(StreamResponse::hasArtifactUpdate).toList();
        assertThat(chunks).hasSize(60);
        assertThat(chunks.getLast().getArtifactUpdate().getLastChunk()).isTrue();
        assertThat(chunks.subList(0, 59))
                .noneMatch(chunk -> chunk.getArtifactUpdate().getLastChunk());
        String text = chunks.stream().map(StorytellerAgentTest::text).collect(Collectors.joining());
        assertThat(text.split("\\s+")).hasSize(60);
        assertThat(text).endsWith(".");
        assertThat(caller.get(events.getFirst().getTask().getId())
                        .getArtifacts(0)
                        .getParts(0)
                        .getText())
                .isEqualTo(text);
    }

    @Test
    void story_goesOnWithoutItsCallerAndIsThereForTheNext() {
        TestCaller.Events first = caller.stream(
                A2aMethod.SEND_STREAMING_MESSAGE, TestCaller.sending("tell a story of 100 words, 10 ms per chunk"));
        String id = first.next().orElseThrow().getTask().getId();
        first.close();

        TestCaller.Events second = caller.stream(
                A2aMethod.SUBSCRIBE_TO_TASK,
                SubscribeToTaskRequest.newBuilder().setId(id).build());
        Task snapshot = second.next().orElseThrow().getTask();
        String text = storyOf(snapshot)
                + second.rest().stream()
                        .filter(StreamResponse::hasArtifactUpdate)
                        .map(StorytellerAgentTest::text)
                        .collect(Collectors.joining());

        assertThat(text).isEqualTo(storyOf(caller.get(id)));
        assertThat(text.split("\\s+")).hasSize(100);
    }

    @Test
    void manyStories_areToldAtTheSameTime() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Task> telling =
                    () -> caller.send(Parts.text("a story of 40 words"), Parts.data(Map.of("paceMs", 5)));
            List<Future<Task>> tasks = threads.invokeAll(
                    IntStream.range(0, 100).mapToObj(i -> telling).toList());
            for (Future<Task> task : tasks) {
                assertThat(storyOf(task.get()).split("\\s+")).hasSize(40);
            }
        }
    }

    @Test
    void longStory_costsNoMoreAWordThanAShortOne() {
        Task task = caller.send(Parts.text("a story of 100,000 words, 0 ms per chunk"));

        assertThat(storyOf(task).split("\\s+")).hasSize(100_000);
    }

    @Test
    void tooLongAStory_failsWithTheLimit() {
        Task task = caller.send(Parts.text("a story of 100001 words"));

        assertThat(task.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_FAILED);
        assertThat(Parts.textOf(task.getStatus().getMessage())).isEqualTo("100001 words (expected: 1 to 100000)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tell me a story                                   | 200 | 50",
                "tell a story of 300 words, 20 ms per chunk        | 300 | 20",
                "a 1,500-word story at 0.5 seconds a word          | 1500 | 500",
                "1 word                                            | 1 | 50"
            })
    void wish_isReadFromTheText(String text, int words, int paceMs) {
        assertThat(StoryWish.of(TestCaller.message(Parts.text(text))))
                .isEqualTo(new StoryWish(words, Duration.ofMillis(paceMs)));
    }

    @Test
    void wish_isReadFromDataAndMetadata() {
        Message data = TestCaller.message(Parts.text("of 9 words"), Parts.data(Map.of("words", 7, "paceMs", 3)));
        Message metadata = TestCaller.message(Parts.text("a story")).toBuilder()
                .setMetadata(Parts.value(Map.of("words", 8)).getStructValue())
                .build();

        assertThat(StoryWish.of(data)).isEqualTo(new StoryWish(7, Duration.ofMillis(3)));
        assertThat(StoryWish.of(metadata)).isEqualTo(new StoryWish(8, Duration.ofMillis(50)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 words", "1000000000000000 words", "5 words, 999999999999 s per chunk"})
    void wish_hasLimits(String text) {
        assertThatThrownBy(() -> StoryWish.of(TestCaller.message(Parts.text(text))))
                .isInstanceOf(A2aException.class);
    }

    private static String text(StreamResponse chunk) {
        return chunk.getArtifactUpdate().getArtifact().getParts(0).getText();
    }

    private static String storyOf(Task task) {
        return task.getArtifactsCount() == 0
                ? ""
                : task.getArtifacts(0).getParts(0).getText();
    }
}
