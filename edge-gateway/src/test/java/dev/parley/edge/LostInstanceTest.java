package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.kit.rpc.EarlyHeaders;
import dev.parley.kit.rpc.StreamSender;
import dev.parley.kit.rpc.TaskHeaders;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.SendMessageReply;
import dev.parley.proto.task.v1.SubscribeToTaskCall;
import dev.parley.proto.task.v1.TaskEvent;
import io.grpc.Metadata;
import io.grpc.Status;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
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

    private static final String STREAM = """
            {"message":{"messageId":"m","role":"ROLE_USER","parts":[{"text":"x"}]}}""";

    /** Sends events from {@code first} on and is lost, or ends, behind {@code last}. */
    private static void send(StreamSender<TaskEvent> out, String task, long first, long last, boolean lost)
            throws InterruptedException {
        for (long i = first; i <= last; i++) {
            out.send(ScriptedTasks.event(task, i, "number " + i));
        }
        if (lost) {
            throw Status.UNAVAILABLE.asRuntimeException();
        }
    }

    private static List<String> ids(HttpResponse<String> stream) {
        return stream.body()
                .lines()
                .filter(line -> line.startsWith("id: "))
                .map(line -> line.substring(4))
                .toList();
    }

    @Test
    void streamOfAMessage_goesOnAtAnotherInstance() throws Exception {
        edge.tasks.sent.clear();
        edge.tasks.onStream = (call, out) -> {
            long after = call.getAfterSequence();
            send(out, "taken-as", after + 1, after + 20, after < 40);
        };

        HttpResponse<String> stream = edge.rpc("/agents/echo", "SendStreamingMessage", STREAM);

        assertThat(ids(stream)).isEqualTo(numbers(60));
        assertThat(stream.body()).doesNotContain("\"error\"");
        assertThat(edge.tasks.sent).extracting(SendMessageCall::getResent).containsExactly(false, true, true);
        assertThat(edge.tasks.sent)
                .extracting(SendMessageCall::getAfterSequence)
                .containsExactly(0L, 20L, 40L);
        assertThat(List.copyOf(edge.tasks.sent).subList(1, 3))
                .extracting(SendMessageCall::getTaskId)
                .containsOnly("taken-as");
    }

    private static List<String> numbers(int last) {
        return IntStream.rangeClosed(1, last).mapToObj(Integer::toString).toList();
    }

    @Test
    void subscription_goesOnAtAnotherInstance() throws Exception {
        edge.tasks.subscribed.clear();
        edge.tasks.onSubscribe = (call, out) -> {
            long after = call.getAfterSequence();
            send(out, call.getRequest().getId(), after + 1, after + 5, after == 0);
        };

        HttpResponse<String> stream = edge.rpc("/", "SubscribeToTask", "{\"id\":\"t\"}");

        assertThat(ids(stream)).isEqualTo(numbers(10));
        assertThat(edge.tasks.subscribed)
                .extracting(SubscribeToTaskCall::getAfterSequence)
                .containsExactly(0L, 5L);
    }

    @Test
    void streamThatNobodySaidWasTaken_isAskedForOnceMore() throws Exception {
        edge.tasks.sent.clear();
        edge.tasks.onStream = (call, out) -> send(out, "", 1, 0, true);

        HttpResponse<String> refused = edge.rpc("/agents/echo", "SendStreamingMessage", STREAM);

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(edge.tasks.sent).extracting(SendMessageCall::getResent).containsExactly(false, true);
    }

    @Test
    void whatTheServiceItselfSaysInAStream_endsIt() throws Exception {
        edge.tasks.sent.clear();
        edge.tasks.onStream = (call, out) -> {
            send(out, "taken-as", 1, 2, false);
            throw A2aException.retryable(A2aErrorCode.OVERLOADED, "too much to do", Duration.ofSeconds(1));
        };

        HttpResponse<String> stream = edge.rpc("/agents/echo", "SendStreamingMessage", STREAM);

        assertThat(ids(stream)).isEqualTo(numbers(2));
        assertThat(stream.body()).contains("too much to do");
        assertThat(edge.tasks.sent).hasSize(1);
    }
}
