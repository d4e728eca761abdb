package dev.parley.proto.jsonrpc;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.google.protobuf.Message;
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

    /** One request in UTF-8, its id a JSON string. */
    public static byte[] request(String id, A2aMethod method, Message params) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(INITIAL_BYTES);
        try (JsonGenerator out = ProtoJson.factory().createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("jsonrpc", "2.0");
            out.writeStringField("id", id);
            out.writeStringField("method", method.wireName());
            out.writeFieldName("params");
            ProtoJson.write(out, params);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a call that cannot be written as JSON", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads an answer, or one event of a streamed one. Lenient where that loses nothing: a missing version or id is no
     * fault, REQUIRED members may be missing.
     *
     * @param id the call's own: an answer that names another belongs to some other call
     * @throws A2aException INVALID_AGENT_RESPONSE, with a reason that people understand, for anything else than a
     *     result of the method's type or an error
     */
    public static JsonRpcReply readReply(byte[] body, A2aMethod method, String id) {
        try (JsonParser parser = ProtoJson.parser(body)) {
            return new ReplyReader(parser, method, id).read();
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
