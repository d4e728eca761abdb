package dev.parley.proto.jsonrpc;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.google.protobuf.Message;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.ProtoJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The client's side: writes calls and reads what a server answered to them. */
public final class JsonRpcCalls {
    private static final int INITIAL_BYTES = 512;

    private JsonRpcCalls() {}

    /** One request of 1.0 in UTF-8, its id a JSON string. */
    public static byte[] request(String id, A2aMethod method, Message params) {
        return request(id, A2aVersion.V1_0, method, params);
    }

    /**
     * One request in UTF-8, its id a JSON string.
     *
     * @param params as in 1.0, whatever the version
     */
    public static byte[] request(String id, A2aVersion version, A2aMethod method, Message params) {
        WireMethod wire = WireMethod.of(version, method);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(INITIAL_BYTES);
        try (JsonGenerator out = ProtoJson.factory().createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("jsonrpc", "2.0");
            out.writeStringField("id", id);
            out.writeStringField("method", wire.name());
            out.writeFieldName("params");
            ProtoJson.write(out, Dialects.params(wire, params));
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a call that cannot be written as JSON", e);
        }
        return bytes.toByteArray();
    }

    /** As the other one, of 1.0. */
    public static JsonRpcReply readReply(byte[] body, A2aMethod method, String id) {
        return readReply(body, A2aVersion.V1_0, method, id);
    }

    /**
     * Reads an answer, or one event of a streamed one. Lenient where that loses nothing: a missing version or id is no
     * fault, REQUIRED members may be missing.
     *
     * @param version what the agent was called in
     * @param id the call's own: an answer that names another belongs to some other call
     * @throws A2aException INVALID_AGENT_RESPONSE, with a reason that people understand, for anything else than a
     *     result of the method's type or an error
     */
    public static JsonRpcReply readReply(byte[] body, A2aVersion version, A2aMethod method, String id) {
        try (JsonParser parser = ProtoJson.parser(body)) {
            return new ReplyReader(parser, WireMethod.of(version, method), id).read();
        } catch (IOException e) {
            throw garbage(ProtoJson.parseError(e).text());
        } catch (A2aException e) {
            throw garbage(e.text());
        }
    }

    private static A2aException garbage(String why) {
        return new A2aException(A2aErrorCode.INVALID_AGENT_RESPONSE, "The answer is no A2A answer: " + why);
    }
}
