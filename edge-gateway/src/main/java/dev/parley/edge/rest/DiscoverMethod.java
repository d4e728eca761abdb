package dev.parley.edge.rest;

import com.google.protobuf.Struct;
import dev.parley.edge.calls.RegistryCalls;
import dev.parley.edge.http.JsonText;
import dev.parley.edge.jsonrpc.ExtensionMethod;
import dev.parley.proto.registry.v1.FindAgentsReply;
import jakarta.inject.Singleton;

/** {@code agent.discover} (the extension {@code discover}): the search of {@code /api/v1/agents/find} over JSON-RPC. */
@Singleton
final class DiscoverMethod implements ExtensionMethod {
    private final RegistryCalls registry;

    DiscoverMethod(RegistryCalls registry) {
        this.registry = registry;
    }

    @Override
    public String name() {
        return "agent.discover";
    }

    @Override
    public byte[] call(Struct params, String base) {
        FindAgentsReply reply = registry.find(Finding.wanted(RestBody.of(params, "$.params")));
        return JsonText.write(out -> Finding.write(out, reply, base));
    }
}
