package dev.parley.edge.grpc;

import dev.parley.edge.calls.CallHeaders;
import io.grpc.Context;
import io.grpc.Metadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The metadata of the call being served. */
record MetadataHeaders(Metadata metadata) implements CallHeaders {
    private static final Context.Key<MetadataHeaders> OF_CALL = Context.key("parley-edge-metadata");

    @Override
    public List<String> all(String name) {
        Iterable<String> values =
                metadata.getAll(Metadata.Key.of(name.toLowerCase(Locale.ROOT), Metadata.ASCII_STRING_MARSHALLER));
        List<String> all = new ArrayList<>();
        if (values != null) {
            values.forEach(all::add);
        }
        return all;
    }

    Context inContext() {
        return Context.current().withValue(OF_CALL, this);
    }

    static CallHeaders ofCall() {
        return OF_CALL.get();
    }
}
