package dev.parley.edge;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.ProtoJson;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** One way into the mesh in one version of A2A, and how a caller goes wrong there. */
sealed interface Entrance {
    /** A body that is longer than the edge under test takes. */
    String TOO_LONG = "x".repeat(200_000);

    /** The refusal in short, as the table of {@link EntrancesTest} has it; its shape is checked. */
    Refused provoke(EdgeFixture edge, Mistake mistake) throws Exception;

    /**
     * @param code what the version's callers tell errors by, the HTTP status before it where that says something
     * @param text what people read
     * @param fault what is wrong with the shape; empty: nothing
     */
    record Refused(String code, String text, String fault) {}

    private static String faultUnless(boolean good, String shown) {
        return good ? "" : "another version's shape: " + shown;
    }

    private static Map<String, Value> members(String json) {
        return ProtoJson.read(json.getBytes(StandardCharsets.UTF_8), Struct.getDefaultInstance())
                .getFieldsMap();
    }

    private static String number(Value value) {
        return Long.toString((long) value.getNumberValue());
    }

    private static boolean isTyped(Value details) {
        return details.hasListValue()
                && details.getListValue().getValuesCount() > 0
                && details.getListValue().getValuesList().stream()
                        .allMatch(each -> each.getStructValue().containsFields("@type"));
    }

    /** The error with the HTTP status that came with it; that only counts where it is not JSON-RPC's usual one. */
    private static Refused jsonRpc(Words words, int httpStatus, String body) {
        Map<String, Value> reply = members(body);
        Map<String, Value> error = reply.getOrDefault("error", Value.getDefaultInstance())
                .getStructValue()
                .getFieldsMap();
        boolean envelope = reply.keySet().equals(Set.of("jsonrpc", "id", "error"));
        boolean shape = switch (words) {
            case V1_0 -> error.keySet().equals(Set.of("code", "message", "data")) && isTyped(error.get("data"));
            case V0_3, V0_2 -> error.keySet().equals(Set.of("code", "message"));
            case V0_1 ->
                error.keySet().equals(Set.of("code", "message"))
                        || (error.keySet().equals(Set.of("code", "message", "data"))
                                && error.get("data").getStructValue().containsFields("detail"));
        };
        String status = httpStatus == 200 ? "" : httpStatus + " ";
        return new Refused(
                status + number(error.getOrDefault("code", Value.getDefaultInstance())),
                body,
                faultUnless(envelope && shape, body));
    }

    /** What differs between the versions of JSON-RPC. All methods here take an object with the task's id. */
    enum Words {
        V1_0("1.0", "0.3", "GetTask", "NoSuchMethod"),
        V0_3("0.3", "1.0", "tasks/get", "tasks/nothing"),
        V0_2("", "1.0", "tasks/cancel", "message/nothing"),
        V0_1("", "1.0", "tasks/pushNotification/get", "tasks/nothing");

        private final String version;
        private final String otherVersion;
        private final String method;
        private final String noMethod;

        Words(String version, String otherVersion, String method, String noMethod) {
            this.version = version;
            this.otherVersion = otherVersion;
            this.method = method;
            this.noMethod = noMethod;
        }

        String request(Mistake mistake) {
            return switch (mistake) {
                case MALFORMED -> "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{";
                case WRONG_TYPE -> request(method, "{\"id\":5}");
                case MISSING_MEMBER -> request(method, "{}");
                case UNKNOWN_METHOD -> request(noMethod, "{\"id\":\"nobody\"}");
                case TOO_LARGE -> request(method, "{\"id\":\"" + TOO_LONG + "\"}");
                default -> request(method, "{\"id\":\"nobody\"}");
            };
        }

        private static String request(String method, String params) {
            return SocketClient.request("1", method, params, "");
        }

        String stated(Mistake mistake) {
            return switch (mistake) {
                case UNSUPPORTED_VERSION -> "99.0";
                case CONTRADICTING_VERSION -> otherVersion;
                default -> version;
            };
        }
    }

    /** JSON-RPC by POST. */
    record JsonRpc(Words words) implements Entrance {
        @Override
        public Refused provoke(EdgeFixture edge, Mistake mistake) throws Exception {
            String path = mistake == Mistake.UNKNOWN_AGENT ? "/agents/nobody" : "/";
            String query = mistake == Mistake.TWO_VERSIONS ? "?A2A-Version=" + words.otherVersion : "";
            HttpRequest.Builder request = edge.request(path + query)
                    .header("Content-Type", mistake == Mistake.CONTENT_TYPE ? "text/plain" : "application/json")
                    .method(
                            mistake == Mistake.HTTP_METHOD ? "PUT" : "POST",
                            BodyPublishers.ofString(words.request(mistake)));
            String stated = mistake == Mistake.TWO_VERSIONS && words.version.isEmpty() ? "0.3" : words.stated(mistake);
            if (!stated.isEmpty()) {
                request.header("A2A-Version", stated);
            }
            HttpResponse<String> response = edge.send(request);
            return mistake == Mistake.HTTP_METHOD
                    ? HttpJson.wrongVerb(response, Set.of("error"))
                    : jsonRpc(words, response.statusCode(), response.body());
        }
    }

    /** The same in frames of a WebSocket. */
    record Socket(Words words) implements Entrance {
        @Override
        public Refused provoke(EdgeFixture edge, Mistake mistake) throws Exception {
            String stated = words.stated(mistake);
            String[] handshake = stated.isEmpty() ? new String[0] : new String[] {"A2A-Version", stated};
            // a version that is not spoken is refused at the handshake already
            boolean inFrame = mistake == Mistake.UNSUPPORTED_VERSION;
            try (SocketClient caller = new SocketClient(edge, "/ws", inFrame ? new String[0] : handshake)) {
                String frame = words.request(mistake);
                String parameters = ",\"serviceParameters\":{\"A2A-Version\":\"" + stated + "\"}}";
                caller.send(inFrame ? frame.substring(0, frame.length() - 1) + parameters : frame);
                return jsonRpc(words, 200, caller.next());
            }
        }
    }

    /**
     * HTTP+JSON of 1.0 or 0.3, whose callers state their version here.
     *
     * @param base what stands before the operation: nothing, 0.3's prefix, or an agent as 1.0's tenant
     */
    record HttpJson(boolean is03, String base) implements Entrance {
        private String base(Mistake mistake) {
            if (mistake != Mistake.UNKNOWN_AGENT) {
                return base;
            }
            return base.equals("/echo") ? "/nobody" : "/agents/nobody" + base;
        }

        @Override
        public Refused provoke(EdgeFixture edge, Mistake mistake) throws Exception {
            String body = is03
                    ? "{\"message\":{\"messageId\":\"m\",\"role\":\"ROLE_USER\",\"content\":[{\"text\":%s}]}}"
                    : "{\"message\":{\"messageId\":\"m\",\"role\":\"ROLE_USER\",\"parts\":[{\"text\":%s}]}}";
            String path = base(mistake)
                    + switch (mistake) {
                        case UNKNOWN_METHOD -> "/tasks/t:explode";
                        case UNKNOWN_TASK -> "/tasks/nobody:cancel";
                        case TWO_VERSIONS -> "/message:send?A2A-Version=" + other();
                        default -> "/message:send";
                    };
            String content = switch (mistake) {
                case MALFORMED -> "{broken";
                case WRONG_TYPE -> body.formatted("5");
                case MISSING_MEMBER -> "{}";
                case TOO_LARGE -> body.formatted("\"" + TOO_LONG + "\"");
                default -> body.formatted("\"x\"");
            };
            HttpRequest.Builder request = edge.request(path)
                    .header("Content-Type", mistake == Mistake.CONTENT_TYPE ? "text/plain" : "application/json")
                    .method(mistake == Mistake.HTTP_METHOD ? "PUT" : "POST", BodyPublishers.ofString(content));
            String stated = switch (mistake) {
                case UNSUPPORTED_VERSION -> "99.0";
                case CONTRADICTING_VERSION -> other();
                default -> is03 ? "0.3" : "1.0";
            };
            HttpResponse<String> response = edge.send(request.header("A2A-Version", stated));
            return mistake == Mistake.HTTP_METHOD
                    ? wrongVerb(response, is03 ? Set.of("error", "type", "code", "message") : Set.of("error"))
                    : refused(response);
        }

        private String other() {
            return is03 ? "1.0" : "0.3";
        }

        private static Refused wrongVerb(HttpResponse<String> response, Set<String> expected) {
            Set<String> members = members(response.body()).keySet();
            boolean says = response.headers().firstValue("allow").orElse("").contains("POST");
            return new Refused(
                    Integer.toString(response.statusCode()),
                    response.body(),
                    faultUnless(says && members.equals(expected), response.body()));
        }

        private Refused refused(HttpResponse<String> response) {
            Map<String, Value> reply = members(response.body());
            Map<String, Value> error = reply.getOrDefault("error", Value.getDefaultInstance())
                    .getStructValue()
                    .getFieldsMap();
            boolean typed = error.keySet().equals(Set.of("code", "status", "message", "details"))
                    && number(error.get("code")).equals(Integer.toString(response.statusCode()))
                    && isTyped(error.get("details"));
            if (is03) {
                boolean shape = reply.keySet().equals(Set.of("error", "type", "code", "message"))
                        || reply.keySet().equals(Set.of("error", "code", "message")); // the mesh's own have no type
                String code = number(reply.getOrDefault("code", Value.getDefaultInstance()));
                return new Refused(
                        response.statusCode() + " " + code,
                        response.body(),
                        faultUnless(typed && shape, response.body()));
            }
            boolean shape = typed && reply.keySet().equals(Set.of("error"));
            String reason = shape
                    ? error.get("details")
                            .getListValue()
                            .getValues(0)
                            .getStructValue()
                            .getFieldsOrThrow("reason")
                            .getStringValue()
                    : "";
            return new Refused(
                    response.statusCode() + " " + reason, response.body(), faultUnless(shape, response.body()));
        }
    }

    /** gRPC, whose calls are made of bytes here, for stubs cannot go wrong in every way. */
    record GrpcService(boolean is03) implements Entrance {
        @Override
        public Refused provoke(EdgeFixture edge, Mistake mistake) throws Exception {
            ManagedChannel channel = Grpc.newChannelBuilder(
                            "127.0.0.1:" + edge.grpcPort, InsecureChannelCredentials.create())
                    .build();
            try {
                String rpc = mistake == Mistake.UNKNOWN_METHOD ? "NoSuchMethod" : "GetTask";
                ClientCalls.blockingUnaryCall(
                        ClientInterceptors.intercept(
                                channel, MetadataUtils.newAttachHeadersInterceptor(metadata(mistake))),
                        method((is03 ? "a2a.v1" : "lf.a2a.v1") + ".A2AService/" + rpc),
                        CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
                        request(mistake));
                throw new AssertionError("answered (expected: refused) " + mistake);
            } catch (StatusRuntimeException refused) {
                return refused(refused);
            } finally {
                channel.shutdownNow();
            }
        }

        private byte[] request(Mistake mistake) {
            String id = switch (mistake) {
                case MISSING_MEMBER -> "";
                case TOO_LARGE -> TOO_LONG;
                default -> "nobody";
            };
            if (mistake == Mistake.MALFORMED) {
                return new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff};
            }
            String tenant = mistake == Mistake.UNKNOWN_AGENT ? "nobody" : "";
            return is03
                    ? dev.parley.proto.a2a.v03.GetTaskRequest.newBuilder()
                            .setName(id.isEmpty() ? "" : "tasks/" + id)
                            .build()
                            .toByteArray()
                    : dev.parley.proto.a2a.v1.GetTaskRequest.newBuilder()
                            .setId(id)
                            .setTenant(tenant)
                            .build()
                            .toByteArray();
        }

        private Metadata metadata(Mistake mistake) {
            Metadata metadata = new Metadata();
            Metadata.Key<String> version = key("a2a-version");
            metadata.put(
                    version,
                    switch (mistake) {
                        case UNSUPPORTED_VERSION -> "99.0";
                        case CONTRADICTING_VERSION -> is03 ? "1.0" : "0.3";
                        default -> is03 ? "0.3" : "1.0";
                    });
            if (mistake == Mistake.TWO_VERSIONS) {
                metadata.put(version, is03 ? "1.0" : "0.3");
            }
            if (is03 && mistake == Mistake.UNKNOWN_AGENT) {
                metadata.put(key("x-agent-id"), "nobody");
            }
            return metadata;
        }

        private static Metadata.Key<String> key(String name) {
            return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
        }

        /** A unary method whose request and reply are bytes. */
        static MethodDescriptor<byte[], byte[]> method(String name) {
            return MethodDescriptor.<byte[], byte[]>newBuilder()
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName(name)
                    .setRequestMarshaller(new Bytes())
                    .setResponseMarshaller(new Bytes())
                    .build();
        }

        /** In 1.0 the reason of the details, in 0.3 the name before the text; gRPC's own refusals have neither. */
        private Refused refused(StatusRuntimeException failure) {
            String status = failure.getStatus().getCode().name();
            String text = String.valueOf(failure.getStatus().getDescription());
            if (io.grpc.protobuf.StatusProto.fromThrowable(failure) == null
                    || io.grpc.protobuf.StatusProto.fromThrowable(failure).getDetailsCount() == 0) {
                return new Refused(status, text, "");
            }
            A2aException error = RpcErrors.fromStatus(failure);
            int colon = text.indexOf(": ");
            boolean named = colon > 0 && text.substring(0, colon).matches("[A-Z][A-Za-z]+Error");
            String name = is03
                    ? (named ? text.substring(0, colon) : "")
                    : error.code().name();
            return new Refused((status + " " + name).strip(), text, faultUnless(is03 || !named, text));
        }
    }

    /** What tools from before A2A call. */
    record Legacy() implements Entrance {
        @Override
        public Refused provoke(EdgeFixture edge, Mistake mistake) throws Exception {
            String path = (mistake == Mistake.UNKNOWN_AGENT ? "/agents/nobody" : "") + "/tasks/send";
            String content = switch (mistake) {
                case MALFORMED -> "{broken";
                case WRONG_TYPE -> "{\"message\":5}";
                case MISSING_MEMBER -> "{}";
                case TOO_LARGE -> "{\"message\":\"" + TOO_LONG + "\"}";
                default -> "{\"message\":\"x\"}";
            };
            HttpResponse<String> response = edge.send(edge.request(path)
                    .header("Content-Type", mistake == Mistake.CONTENT_TYPE ? "text/xml" : "application/json")
                    .POST(BodyPublishers.ofString(content)));
            return new Refused(
                    Integer.toString(response.statusCode()),
                    response.body(),
                    faultUnless(members(response.body()).keySet().equals(Set.of("detail")), response.body()));
        }
    }

    /** Messages as they are. */
    record Bytes() implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream message) {
            try {
                return message.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
