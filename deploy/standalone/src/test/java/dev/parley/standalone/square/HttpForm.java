package dev.parley.standalone.square;

import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import dev.parley.proto.a2a.v03.ListTaskPushNotificationConfigResponse;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsResponse;
import dev.parley.proto.a2a.v1.ListTasksResponse;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.dialect.Faults;
import dev.parley.proto.dialect.v03.FileBytes;
import dev.parley.proto.dialect.v03.V03ProtoReader;
import dev.parley.proto.dialect.v03.V03ProtoWriter;
import dev.parley.proto.json.ProtoJson;

/** The bodies of HTTP+JSON in one version, both ways. */
interface HttpForm {
    /** What every path begins with. */
    String prefix();

    byte[] write(Message message);

    SendMessageRequest send(byte[] body);

    SendMessageResponse sent(byte[] body);

    StreamResponse event(byte[] body);

    Task task(byte[] body);

    /** The answer to a list of tasks, which in 0.3 is the mesh's own. */
    ListTasksResponse tasks(byte[] body);

    TaskPushNotificationConfig config(byte[] body);

    ListTaskPushNotificationConfigsResponse configs(byte[] body);

    /** What an error's body calls it; empty where it says nothing of the kind. */
    String errorName(byte[] body);

    static HttpForm of(Speech.Version version) {
        return switch (version) {
            case V1_0 -> new V10();
            case V0_3 -> new V03();
            case V0_2, V0_1 -> throw new IllegalArgumentException(version + " has no HTTP+JSON");
        };
    }

    /** 1.0: the messages as they are. */
    final class V10 implements HttpForm {
        @Override
        public String prefix() {
            return "";
        }

        @Override
        public byte[] write(Message message) {
            return ProtoJson.toBytes(message);
        }

        @Override
        public SendMessageRequest send(byte[] body) {
            return ProtoJson.read(body, SendMessageRequest.getDefaultInstance());
        }

        @Override
        public SendMessageResponse sent(byte[] body) {
            return ProtoJson.read(body, SendMessageResponse.getDefaultInstance());
        }

        @Override
        public StreamResponse event(byte[] body) {
            return ProtoJson.read(body, StreamResponse.getDefaultInstance());
        }

        @Override
        public Task task(byte[] body) {
            return ProtoJson.read(body, Task.getDefaultInstance());
        }

        @Override
        public ListTasksResponse tasks(byte[] body) {
            return ProtoJson.read(body, ListTasksResponse.getDefaultInstance());
        }

        @Override
        public TaskPushNotificationConfig config(byte[] body) {
            return ProtoJson.read(body, TaskPushNotificationConfig.getDefaultInstance());
        }

        @Override
        public ListTaskPushNotificationConfigsResponse configs(byte[] body) {
            return ProtoJson.read(body, ListTaskPushNotificationConfigsResponse.getDefaultInstance());
        }

        @Override
        public String errorName(byte[] body) {
            return ProtoJson.read(body, Struct.getDefaultInstance())
                    .getFieldsOrThrow("error")
                    .getStructValue()
                    .getFieldsOrThrow("details")
                    .getListValue()
                    .getValues(0)
                    .getStructValue()
                    .getFieldsOrThrow("reason")
                    .getStringValue();
        }
    }

    /** 0.3: the messages of {@code a2a.v1}. */
    final class V03 implements HttpForm {
        private final V03ProtoWriter writer = new V03ProtoWriter(FileBytes.BASE64);

        @Override
        public String prefix() {
            return "/v1";
        }

        @Override
        public byte[] write(Message message) {
            return ProtoJson.toBytes(
                    switch (message) {
                        case SendMessageResponse reply -> writer.sent(reply);
                        case StreamResponse event -> writer.event(event);
                        case Task task -> writer.task(task);
                        default -> writer.request(message);
                    });
        }

        @Override
        public SendMessageRequest send(byte[] body) {
            return (SendMessageRequest) reader().request(
                            ProtoJson.read(body, dev.parley.proto.a2a.v03.SendMessageRequest.getDefaultInstance()),
                            "$");
        }

        @Override
        public SendMessageResponse sent(byte[] body) {
            return reader().sent(
                            ProtoJson.read(body, dev.parley.proto.a2a.v03.SendMessageResponse.getDefaultInstance()),
                            "$");
        }

        @Override
        public StreamResponse event(byte[] body) {
            return reader().event(
                            ProtoJson.read(body, dev.parley.proto.a2a.v03.StreamResponse.getDefaultInstance()), "$");
        }

        @Override
        public Task task(byte[] body) {
            return reader().task(ProtoJson.read(body, dev.parley.proto.a2a.v03.Task.getDefaultInstance()), "$");
        }

        @Override
        public ListTasksResponse tasks(byte[] body) {
            ListTasksResponse.Builder page = ListTasksResponse.newBuilder();
            ProtoJson.read(body, Struct.getDefaultInstance())
                    .getFieldsOrThrow("tasks")
                    .getListValue()
                    .getValuesList()
                    .forEach(task -> page.addTasks(task(ProtoJson.toBytes(task))));
            return page.build();
        }

        @Override
        public TaskPushNotificationConfig config(byte[] body) {
            return reader().config(ProtoJson.read(
                    body, dev.parley.proto.a2a.v03.TaskPushNotificationConfig.getDefaultInstance()));
        }

        @Override
        public ListTaskPushNotificationConfigsResponse configs(byte[] body) {
            return reader().configs(ProtoJson.read(body, ListTaskPushNotificationConfigResponse.getDefaultInstance()));
        }

        @Override
        public String errorName(byte[] body) {
            return ProtoJson.read(body, Struct.getDefaultInstance())
                    .getFieldsOrThrow("type")
                    .getStringValue();
        }

        private static V03ProtoReader reader() {
            return new V03ProtoReader(new Faults(), FileBytes.BASE64);
        }
    }
}
