package dev.parley.router.outbound.jsonrpc;

import com.google.protobuf.Message;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.jsonrpc.JsonRpcCalls;
import dev.parley.proto.jsonrpc.JsonRpcReply;
import dev.parley.router.outbound.CallFailed;
import dev.parley.router.outbound.CallOutcome;
import dev.parley.router.outbound.web.WebAnswer;
import org.jspecify.annotations.Nullable;

/** JSON-RPC envelopes: each event, or the one document, holds a result or an error under the request's id. */
record JsonRpcContent(A2aMethod operation, A2aVersion version, String requestId) implements WebAnswer.Content {
    @Override
    public Message result(byte[] json) throws CallFailed {
        JsonRpcReply reply;
        try {
            reply = JsonRpcCalls.readReply(json, version, operation, requestId);
        } catch (A2aException garbage) {
            throw new CallFailed(new CallOutcome.Broken("the agent's answer cannot be read: " + garbage.text()));
        }
        return switch (reply) {
            case JsonRpcReply.Result(Message message) -> message;
            case JsonRpcReply.Failure failure -> throw new CallFailed(refused(failure));
        };
    }

    @Override
    public @Nullable CallOutcome failure(int status, byte[] body) {
        try {
            return JsonRpcCalls.readReply(body, version, operation, requestId) instanceof JsonRpcReply.Failure failure
                    ? refused(failure)
                    : null;
        } catch (A2aException notJsonRpc) {
            return null;
        }
    }

    private static CallOutcome refused(JsonRpcReply.Failure failure) {
        return new CallOutcome.Refused(
                failure.code(), "the agent answered with error " + failure.code() + ": " + failure.message());
    }
}
