package dev.parley.edge.http;

import dev.parley.proto.dialect.v03.V03Errors;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;

/**
 * An error over the HTTP+JSON of 0.3. Its specification says nothing of errors, and each SDK's client looks for its own
 * member: {@code type} (Python), {@code code} (JavaScript), {@code error} (Go, where it is 1.0's). All are there.
 */
public record V03Fault(Fault fault, A2aErrorCode code) {
    /** @param said one that 0.3 has, or one of ours */
    public static V03Fault of(A2aException said) {
        return new V03Fault(
                Fault.of(said, V03Errors.httpStatus(said.code()), said.code().grpcStatus()), said.code());
    }

    public byte[] toJson() {
        return JsonText.write(json -> {
            json.writeStartObject();
            fault.writeTo(json);
            if (V03Errors.name(code).isPresent()) {
                json.writeStringField("type", V03Errors.name(code).get());
            }
            json.writeNumberField("code", code.jsonRpcCode());
            json.writeStringField("message", fault.message());
            json.writeEndObject();
        });
    }
}
