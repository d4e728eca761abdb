package dev.parley.router.outbound;

import com.google.protobuf.Message;
import dev.parley.proto.dialect.ProtocolBinding;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.router.v1.CallContext;

/** One of A2A's bindings: how an operation is put to an agent, in the agent's version. Safe for concurrent use. */
public interface AgentBinding {
    ProtocolBinding name();

    /**
     * Begins the operation and returns at once; whatever comes of it is read from the answer.
     *
     * @param target of this binding
     * @param request as in 1.0, with the target's label as its tenant
     * @param context what the caller said beside it
     */
    AgentAnswer open(CallTarget target, A2aMethod operation, Message request, CallContext context);
}
