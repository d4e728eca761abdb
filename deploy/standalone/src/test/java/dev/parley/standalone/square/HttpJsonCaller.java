package dev.parley.standalone.square;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Message;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.standalone.square.Speech.Binding;
import dev.parley.standalone.square.Speech.Version;
import java.net.http.HttpResponse;
import java.util.List;

/** HTTP+JSON in 1.0 or 0.3. */
final class HttpJsonCaller implements Caller {
    private static final byte[] NOTHING = {};

    private final Http http;
    private final Version version;
    private final HttpForm form;

    HttpJsonCaller(Http http, Version version) {
        this.http = http;
        this.version = version;
        this.form = HttpForm.of(version);
    }

    @Override
    public Speech speech() {
        return new Speech(version, Binding.HTTP_JSON);
    }

    @Override
    public Task send(String agentId, String text) throws Exception {
        return form.sent(call("POST", path(agentId, "/message:send"), Texts.message(text, true)))
                .getTask();
    }

    @Override
    public Task begin(String agentId, String text) throws Exception {
        return form.sent(call("POST", path(agentId, "/message:send"), Texts.message(text, false)))
                .getTask();
    }

    @Override
    public List<StreamResponse> stream(String agentId, String text) throws Exception {
        byte[] body = form.write(Texts.message(text, true));
        return http.events("POST", path(agentId, "/message:stream"), header(), body).stream()
                .map(event -> form.event(event.getBytes(UTF_8)))
                .toList();
    }

    @Override
    public Task reply(String agentId, String taskId, String text) throws Exception {
        return form.sent(call("POST", path(agentId, "/message:send"), Texts.reply(taskId, text)))
                .getTask();
    }

    @Override
    public Task get(String agentId, String taskId) throws Exception {
        return form.task(call("GET", path(agentId, "/tasks/" + taskId), NOTHING));
    }

    @Override
    public Task cancel(String agentId, String taskId) throws Exception {
        return form.task(call("POST", path(agentId, "/tasks/" + taskId + ":cancel"), NOTHING));
    }

    private byte[] call(String method, String path, Message body) throws Exception {
        return call(method, path, form.write(body));
    }

    private byte[] call(String method, String path, byte[] body) throws Exception {
        HttpResponse<byte[]> answer = http.call(method, path, header(), body);
        if (answer.statusCode() != 200) {
            throw new Refused(String.valueOf(answer.statusCode()));
        }
        return answer.body();
    }

    private String path(String agentId, String operation) {
        return "/agents/" + agentId + form.prefix() + operation;
    }

    private String header() {
        return version == Version.V1_0 ? "1.0" : "";
    }
}
