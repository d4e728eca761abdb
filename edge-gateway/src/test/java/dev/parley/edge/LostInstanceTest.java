package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.kit.rpc.EarlyHeaders;
import dev.parley.kit.rpc.TaskHeaders;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.SendMessageReply;
import io.grpc.Metadata;
import io.grpc.Status;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An instance of the task service that is lost while a send waits for its answer. */
final class LostInstanceTest {
    private static EdgeFixture edge;

    @BeforeAll
    static void start() {
        edge = EdgeFixture.start();
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    /** What the task service is asked when it is lost so often, and the answer of who sent the message. */
    private static HttpResponse<String> send(int losses, boolean taken, List<SendMessageCall> asked) throws Exception {
        Runnable lost = () -> {
            if (asked.size() <= losses) {
                throw Status.UNAVAILABLE.asRuntimeException();
            }
        };
        return sendTo(taken ? taking(asked, lost) : noting(asked, lost));
    }

    private static HttpResponse<String> sendTo(Function<SendMessageCall, SendMessageReply> service) throws Exception {
        return sendTo("", service);
    }

    private static HttpResponse<String> sendTo(String more, Function<SendMessageCall, SendMessageReply> service)
            throws Exception {
        edge.tasks.onSend = service;
        return edge.post("/agents/echo/", """
                {"jsonrpc":"2.0","id":1,"method":"message/send","params":{"message":{%s"kind":"message","messageId":"m",\
                "role":"user","parts":[{"kind":"text","text":"x"}]},"configuration":{"blocking":true}}}""".formatted(more));
    }

    private static Function<SendMessageCall, SendMessageReply> noting(List<SendMessageCall> asked, Runnable then) {
        return call -> {
            asked.add(call);
            then.run();
            return edge.tasks.echo(call);
        };
    }

    /** As the service does that has taken the message, whatever comes then. */
    private static Function<SendMessageCall, SendMessageReply> taking(List<SendMessageCall> asked, Runnable then) {
        return noting(asked, () -> {
            take();
            then.run();
        });
    }

    private static void take() {
        Metadata headers = new Metadata();
        headers.put(TaskHeaders.TASK_ID, "taken-as");
        EarlyHeaders.send(headers);
    }

    @Test
    void messageThatWasTaken_isAskedAfterAtAnotherInstance() throws Exception {
        List<SendMessageCall> asked = new ArrayList<>();
        HttpResponse<String> answer = send(2, true, asked);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"id\":\"taken-as\"");
        assertThat(asked).extracting(SendMessageCall::getResent).containsExactly(false, true, true);
        assertThat(asked.subList(1, 3)).extracting(SendMessageCall::getTaskId).containsOnly("taken-as");
        assertThat(asked)
                .extracting(SendMessageCall::getRequest)
                .containsOnly(asked.getFirst().getRequest());
    }

    @Test
    void messageThatWasTaken_isAskedAfterAlsoWhenTheNextInstanceIsLostBeforeItSaysSo() throws Exception {
        List<SendMessageCall> asked = new ArrayList<>();
        HttpResponse<String> answer = sendTo(noting(asked, () -> {
            if (asked.size() == 1) {
                take();
            }
            if (asked.size() < 4) {
                throw Status.UNAVAILABLE.asRuntimeException();
            }
        }));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(asked.subList(1, 4)).extracting(SendMessageCall::getTaskId).containsOnly("taken-as");
    }

    @Test
    void messageThatNobodySaidWasTaken_isSentOnceMoreUnderItsTasksId() throws Exception {
        List<SendMessageCall> asked = new ArrayList<>();
        HttpResponse<String> answer = send(1, false, asked);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(asked).extracting(SendMessageCall::getResent).containsExactly(false, true);
        assertThat(asked.getLast().getTaskId()).isEqualTo(asked.getFirst().getTaskId());

        asked.clear();
        assertThat(send(100, false, asked).statusCode()).isEqualTo(503);
        assertThat(asked).hasSize(2);
    }

    @Test
    void followUpThatNobodySaidWasTaken_isTheCallersToSendAgain() throws Exception {
        List<SendMessageCall> asked = new ArrayList<>();
        HttpResponse<String> answer =
                sendTo("\"taskId\":\"01a20556-2097-7917-bf92-ce412b14a89b\",", noting(asked, () -> {
                    throw Status.UNAVAILABLE.asRuntimeException();
                }));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(asked).hasSize(1);
    }

    @Test
    void read_isMadeOnceMore() throws Exception {
        String id = edge.tasks
                .echo(SendMessageCall.newBuilder().setTaskId("read-again").build())
                .getTaskId();
        edge.tasks.losses.set(1);
        assertThat(get(id).statusCode()).isEqualTo(200);
        edge.tasks.losses.set(2);
        assertThat(get(id).statusCode()).isEqualTo(503);
    }

    private static HttpResponse<String> get(String id) throws Exception {
        return edge.post(
                "/agents/echo/",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tasks/get\",\"params\":{\"id\":\"" + id + "\"}}");
    }

    @Test
    void whatTheServiceItselfSays_isTheAnswer() throws Exception {
        List<SendMessageCall> asked = new ArrayList<>();
        HttpResponse<String> answer = sendTo(taking(asked, () -> {
            throw A2aException.retryable(
                    A2aErrorCode.OVERLOADED, "the agent has too much to do", Duration.ofSeconds(1));
        }));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("too much to do");
        assertThat(asked).hasSize(1);
    }

    @Test
    void askingEndsAfterAFewTimes() throws Exception {
        List<SendMessageCall> asked = new ArrayList<>();

        assertThat(send(100, true, asked).statusCode()).isEqualTo(503);
        assertThat(asked).hasSize(4);
    }
}
