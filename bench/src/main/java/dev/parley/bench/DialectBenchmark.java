package dev.parley.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.jsonrpc.JsonRpcCalls;
import dev.parley.proto.jsonrpc.JsonRpcReplies;
import dev.parley.proto.jsonrpc.JsonRpcReply;
import dev.parley.proto.jsonrpc.JsonRpcRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a version of A2A costs on JSON-RPC, envelope included: a message read, a task of ten artifacts written and read, into
 * and from 1.0's messages. Beside it protobuf's JsonFormat for 1.0 alone, and Jackson reading the same bytes into a tree and
 * writing that, which checks nothing and translates nothing.
 *
 * <p>{@code java -cp bench/target/classes:$(cat bench/target/classpath.txt) org.openjdk.jmh.Main DialectBenchmark -prof gc}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DialectBenchmark {
    private static final int ARTIFACTS = 10;

    /** Which version. */
    @Param({"V1_0", "V0_3"})
    public A2aVersion version = A2aVersion.V1_0;

    private final JsonMapper jackson = new JsonMapper();
    private final JsonFormat.Parser jsonFormatParser = JsonFormat.parser().ignoringUnknownFields();
    private final JsonFormat.Printer jsonFormatPrinter = JsonFormat.printer().omittingInsignificantWhitespace();
    private final Task task = task();
    private final SendMessageRequest message = message();

    private byte[] messageJson = new byte[0];
    private byte[] taskJson = new byte[0];
    private String messageOnly = "";
    private String taskOnly = "";
    private JsonRpcRequest get =
            JsonRpcRequest.read(JsonRpcCalls.request("1", A2aMethod.LIST_TASKS, A2aMethod.LIST_TASKS.request()));

    private static SendMessageRequest message() {
        SendMessageRequest.Builder request = SendMessageRequest.newBuilder();
        request.getMessageBuilder()
                .setMessageId("0190f5ab-1111-7abc-8def-000000000001")
                .setContextId("0190f5ab-2222-7abc-8def-000000000002")
                .setRole(Role.ROLE_USER)
                .addParts(Part.newBuilder().setText("What will the weather be like in Oslo tomorrow?"));
        request.getConfigurationBuilder().addAcceptedOutputModes("text/plain");
        return request.build();
    }

    private static Task task() {
        Task.Builder task = Task.newBuilder()
                .setId("0190f5ab-3333-7abc-8def-000000000003")
                .setContextId("0190f5ab-2222-7abc-8def-000000000002")
                .setStatus(TaskStatus.newBuilder().setState(TaskState.TASK_STATE_COMPLETED))
                .addHistory(message().getMessage());
        for (int i = 0; i < ARTIFACTS; i++) {
            task.addArtifacts(Artifact.newBuilder()
                    .setArtifactId("a-" + i)
                    .setName("forecast")
                    .addParts(
                            Part.newBuilder().setText("Rain in the morning, 7 °C, then dry. An umbrella until noon.")));
        }
        return task.build();
    }

    @Setup
    public void prepare() throws InvalidProtocolBufferException {
        messageJson = JsonRpcCalls.request("1", version, A2aMethod.SEND_MESSAGE, message);
        get = JsonRpcRequest.read(JsonRpcCalls.request(
                "1",
                version,
                A2aMethod.GET_TASK,
                dev.parley.proto.a2a.v1.GetTaskRequest.newBuilder().setId("t").build()));
        taskJson = JsonRpcReplies.result(get, task);
        messageOnly = jsonFormatPrinter.print(message);
        taskOnly = jsonFormatPrinter.print(task);
    }

    @Benchmark
    public JsonRpcRequest messageRead() {
        return JsonRpcRequest.read(messageJson);
    }

    @Benchmark
    public byte[] messageWrite() {
        return JsonRpcCalls.request("1", version, A2aMethod.SEND_MESSAGE, message);
    }

    @Benchmark
    public JsonRpcReply taskRead() {
        return JsonRpcCalls.readReply(taskJson, version, A2aMethod.GET_TASK, "1");
    }

    @Benchmark
    public byte[] taskWrite() {
        return JsonRpcReplies.result(get, task);
    }

    @Benchmark
    public Message messageReadJsonFormat() throws InvalidProtocolBufferException {
        SendMessageRequest.Builder read = SendMessageRequest.newBuilder();
        jsonFormatParser.merge(messageOnly, read);
        return read.build();
    }

    @Benchmark
    public Message taskReadJsonFormat() throws InvalidProtocolBufferException {
        Task.Builder read = Task.newBuilder();
        jsonFormatParser.merge(taskOnly, read);
        return read.build();
    }

    @Benchmark
    public byte[] taskWriteJsonFormat() throws InvalidProtocolBufferException {
        return jsonFormatPrinter.print(task).getBytes(StandardCharsets.UTF_8);
    }

    @Benchmark
    public JsonNode messageReadJackson() throws IOException {
        return jackson.readTree(messageJson);
    }

    @Benchmark
    public byte[] taskReadAndWriteJackson() throws IOException {
        return jackson.writeValueAsBytes(jackson.readTree(taskJson));
    }
}
