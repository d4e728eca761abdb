package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.task.v1.DeadLetter;
import dev.parley.proto.task.v1.DeadLetterFilter;
import dev.parley.proto.task.v1.DeadLetterId;
import dev.parley.proto.task.v1.DiscardDeadLettersRequest;
import dev.parley.proto.task.v1.EditDeadLetterRequest;
import dev.parley.proto.task.v1.GetDeadLetterRequest;
import dev.parley.proto.task.v1.ListDeadLettersRequest;
import dev.parley.proto.task.v1.RedriveDeadLettersRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The REST paths of dead letters, held to what they make of a request. */
class DeadLetterTest {
    private static final String PATH = "/api/v1/dead-letters";
    private static EdgeFixture edge;

    @BeforeAll
    static void start() throws Exception {
        edge = EdgeFixture.start();
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    @BeforeEach
    void forget() {
        edge.deadLetters.asked.clear();
    }

    @Test
    void list_takesFiltersInSmallLetters() throws Exception {
        var answer = edge.get(
                PATH
                        + "?reason=unreachable,no-agent&agent=a&since=2026-01-01T00:00:00Z&everyone=true&state=redriven&pageSize=3");
        assertThat(answer.body()).isEqualTo("{\"letters\":[{\"taskId\":\"t\",\"reason\":\"UNREACHABLE\"}]}");
        assertThat(edge.deadLetters.asked)
                .containsExactly(ListDeadLettersRequest.newBuilder()
                        .setFilter(DeadLetterFilter.newBuilder()
                                .addReasons(DeadLetter.Reason.UNREACHABLE)
                                .addReasons(DeadLetter.Reason.NO_AGENT)
                                .setAgentId("a")
                                .setSince(Timestamp.newBuilder().setSeconds(1_767_225_600))
                                .setEveryone(true))
                        .setState(DeadLetter.State.REDRIVEN)
                        .setPageSize(3)
                        .build());
    }

    @Test
    void letter_isOfATaskOrOfItsWebhook() throws Exception {
        edge.get(PATH + "/t");
        edge.get(PATH + "/t?webhook=a%2Fb");
        assertThat(edge.deadLetters.asked)
                .containsExactly(
                        GetDeadLetterRequest.newBuilder()
                                .setId(DeadLetterId.newBuilder().setTaskId("t"))
                                .build(),
                        GetDeadLetterRequest.newBuilder()
                                .setId(DeadLetterId.newBuilder().setTaskId("t").setConfigId("a/b"))
                                .build());
    }

    @Test
    void edit_takesAMessage() throws Exception {
        edge.call("PUT", PATH + "/t/message", "{\"parts\":[{\"text\":\"x\"}]}");
        assertThat(edge.deadLetters.asked)
                .containsExactly(EditDeadLetterRequest.newBuilder()
                        .setId(DeadLetterId.newBuilder().setTaskId("t"))
                        .setMessage(
                                Message.newBuilder().addParts(Part.newBuilder().setText("x")))
                        .build());
    }

    @Test
    void redrive_takesIdsOrAFilter() throws Exception {
        assertThat(edge.post(PATH + "/redrive", "{\"ids\":[\"t\",\"t/hook/1\"],\"to_agent\":\"b\",\"dry_run\":true}")
                        .body())
                .isEqualTo("{\"results\":[{\"redrivenAs\":\"new\"}]}");
        edge.post(
                PATH + "/discard",
                "{\"filter\":{\"reasons\":[\"webhook\"],\"until\":\"2026-01-01T00:00:00Z\"},\"limit\":7}");
        assertThat(edge.deadLetters.asked)
                .containsExactly(
                        RedriveDeadLettersRequest.newBuilder()
                                .addIds(DeadLetterId.newBuilder().setTaskId("t"))
                                .addIds(DeadLetterId.newBuilder().setTaskId("t").setConfigId("hook/1"))
                                .setToAgentId("b")
                                .setDryRun(true)
                                .build(),
                        DiscardDeadLettersRequest.newBuilder()
                                .setFilter(DeadLetterFilter.newBuilder()
                                        .addReasons(DeadLetter.Reason.WEBHOOK)
                                        .setUntil(Timestamp.newBuilder().setSeconds(1_767_225_600)))
                                .setLimit(7)
                                .build());
    }

    /** A slip must never turn a look into a deed, or a few letters into all. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"ids\":[\"t\"],\"filter\":{}}",
                "{\"ids\":[\"t\"],\"dryrun\":true}",
                "{\"filter\":{\"agnet\":\"a\"}}",
                "{\"filter\":{\"reasons\":[\"bored\"]}}",
                "{\"filter\":{\"since\":\"yesterday\"}}",
                "{\"filter\":{},\"limit\":201}"
            })
    void whatIsNotUnderstood_isRefused(String body) throws Exception {
        assertThat(edge.post(PATH + "/redrive", body).statusCode()).isEqualTo(422);
        assertThat(edge.deadLetters.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"reason=bored", "state=gone", "pageSize=0", "since=yesterday", "everyone=maybe"})
    void parameterThatIsNotUnderstood_isRefused(String query) throws Exception {
        assertThat(edge.get(PATH + "?" + query).statusCode()).isEqualTo(422);
        assertThat(edge.deadLetters.asked).isEmpty();
    }
}
