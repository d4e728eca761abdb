package dev.parley.router.outbound.httpjson;

import com.google.protobuf.Message;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.router.outbound.CallFailed;
import dev.parley.router.outbound.CallOutcome;
import dev.parley.router.outbound.CallTarget;
import dev.parley.router.outbound.ProtoWords;
import dev.parley.router.outbound.web.WebAnswer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Bare messages; errors as {@link HttpJsonError} reads them. */
record HttpJsonContent(CallTarget target, A2aMethod operation) implements WebAnswer.Content {
    private static final int OK = 200;

    @Override
    public Message result(byte[] json) throws CallFailed {
        Message reply;
        try {
            reply = ProtoWords.reply(target, ProtoJson.read(json, ProtoWords.prototype(target.version(), operation)));
        } catch (A2aException garbage) {
            throw new CallFailed(new CallOutcome.Broken("the agent's answer cannot be read: " + garbage.text()));
        }
        if (saysNothing(reply)) {
            Optional<CallOutcome> error = HttpJsonError.in(json, OK).map(found -> found.refusal(operation));
            if (error.isPresent()) {
                throw new CallFailed(error.get());
            }
        }
        return reply;
    }

    // the last event of a stream may be the error that ended it
    private static boolean saysNothing(Message reply) {
        return switch (reply) {
            case SendMessageResponse sent -> sent.getPayloadCase() == SendMessageResponse.PayloadCase.PAYLOAD_NOT_SET;
            case StreamResponse event -> event.getPayloadCase() == StreamResponse.PayloadCase.PAYLOAD_NOT_SET;
            default -> false;
        };
    }

    @Override
    public @Nullable CallOutcome failure(int status, byte[] body) {
        return HttpJsonError.in(body, status)
                .filter(error -> error.code(operation) != 0)
                .map(error -> error.refusal(operation))
                .orElse(null);
    }
}
