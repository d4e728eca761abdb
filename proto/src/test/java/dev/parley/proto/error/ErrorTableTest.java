package dev.parley.proto.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the table to A2A 1.0.1 §5.4 (cells that differ from 1.0.0 among them) and to our own numbers. */
class ErrorTableTest {
    @ParameterizedTest
    @CsvSource({
        "TASK_NOT_FOUND,                     -32001, NOT_FOUND,           404, a2a-protocol.org",
        "TASK_NOT_CANCELABLE,                -32002, FAILED_PRECONDITION, 400, a2a-protocol.org",
        "PUSH_NOTIFICATION_NOT_SUPPORTED,    -32003, FAILED_PRECONDITION, 400, a2a-protocol.org",
        "UNSUPPORTED_OPERATION,              -32004, FAILED_PRECONDITION, 400, a2a-protocol.org",
        "CONTENT_TYPE_NOT_SUPPORTED,         -32005, INVALID_ARGUMENT,    400, a2a-protocol.org",
        "INVALID_AGENT_RESPONSE,             -32006, INTERNAL,            500, a2a-protocol.org",
        "EXTENDED_AGENT_CARD_NOT_CONFIGURED, -32007, FAILED_PRECONDITION, 400, a2a-protocol.org",
        "EXTENSION_SUPPORT_REQUIRED,         -32008, FAILED_PRECONDITION, 400, a2a-protocol.org",
        "VERSION_NOT_SUPPORTED,              -32009, FAILED_PRECONDITION, 400, a2a-protocol.org",
        "PARSE_ERROR,                        -32700, INVALID_ARGUMENT,    400, a2a-protocol.org",
        "INVALID_REQUEST,                    -32600, INVALID_ARGUMENT,    400, a2a-protocol.org",
        "METHOD_NOT_FOUND,                   -32601, UNIMPLEMENTED,       404, a2a-protocol.org",
        "INVALID_PARAMS,                     -32602, INVALID_ARGUMENT,    400, a2a-protocol.org",
        "INTERNAL_ERROR,                     -32603, INTERNAL,            500, a2a-protocol.org",
        "UNAUTHENTICATED,                    -32050, UNAUTHENTICATED,     401, parley.dev",
        "PERMISSION_DENIED,                  -32051, PERMISSION_DENIED,   403, parley.dev",
        "RATE_LIMITED,                       -32052, RESOURCE_EXHAUSTED,  429, parley.dev",
        "OVERLOADED,                         -32053, UNAVAILABLE,         503, parley.dev",
        "DEADLINE_EXCEEDED,                  -32054, DEADLINE_EXCEEDED,   504, parley.dev",
        "PAYLOAD_TOO_LARGE,                  -32055, OUT_OF_RANGE,        413, parley.dev",
        "MESSAGE_ID_REUSED,                  -32056, ALREADY_EXISTS,      409, parley.dev",
        "AGENT_NOT_FOUND,                    -32057, NOT_FOUND,           404, parley.dev",
        "AGENT_CARD_INVALID,                 -32058, INVALID_ARGUMENT,    422, parley.dev",
        "AGENT_EXISTS,                       -32059, ALREADY_EXISTS,      409, parley.dev",
        "AGENT_UNREACHABLE,                  -32060, UNAVAILABLE,         502, parley.dev",
        "TASK_EXISTS,                        -32061, ALREADY_EXISTS,      409, parley.dev",
        "TASK_EXPIRED,                       -32001, NOT_FOUND,           410, a2a-protocol.org",
    })
    void row_isAsTheSpecificationSays(A2aErrorCode code, int jsonRpc, String grpc, int http, String domain) {
        assertThat(code.jsonRpcCode()).isEqualTo(jsonRpc);
        assertThat(code.grpcStatus()).isEqualTo(grpc);
        assertThat(code.httpStatus()).isEqualTo(http);
        assertThat(code.domain()).isEqualTo(domain);
        assertThat(code.isProtocolError()).isEqualTo(domain.equals("a2a-protocol.org"));
        assertThat(A2aErrorCode.ofReason(code.reason())).contains(code);
    }

    @Test
    void grpcStatuses_areGrpcsOwn() {
        Set<String> known =
                Arrays.stream(io.grpc.Status.Code.values()).map(Enum::name).collect(Collectors.toSet());
        assertThat(A2aErrorCode.values()).allSatisfy(code -> assertThat(known).contains(code.grpcStatus()));
    }

    @ParameterizedTest
    @CsvSource({
        "TASK_NOT_FOUND,                     NOT_FOUND,           404, NOT_FOUND,           404",
        "TASK_NOT_CANCELABLE,                FAILED_PRECONDITION, 400, FAILED_PRECONDITION, 409",
        "PUSH_NOTIFICATION_NOT_SUPPORTED,    FAILED_PRECONDITION, 400, UNIMPLEMENTED,       400",
        "UNSUPPORTED_OPERATION,              FAILED_PRECONDITION, 400, UNIMPLEMENTED,       400",
        "CONTENT_TYPE_NOT_SUPPORTED,         INVALID_ARGUMENT,    400, INVALID_ARGUMENT,    415",
        "INVALID_AGENT_RESPONSE,             INTERNAL,            500, INTERNAL,            502",
        "EXTENDED_AGENT_CARD_NOT_CONFIGURED, FAILED_PRECONDITION, 400, FAILED_PRECONDITION, 400",
        "EXTENSION_SUPPORT_REQUIRED,         FAILED_PRECONDITION, 400, FAILED_PRECONDITION, 400",
        "VERSION_NOT_SUPPORTED,              FAILED_PRECONDITION, 400, UNIMPLEMENTED,       400",
    })
    void tables_areThoseOfTheirVersion(A2aErrorCode code, String grpc, int http, String grpc100, int http100) {
        assertThat(ErrorTable.V1_0_1.grpcStatus(code)).isEqualTo(grpc);
        assertThat(ErrorTable.V1_0_1.httpStatus(code)).isEqualTo(http);
        assertThat(ErrorTable.V1_0_0.grpcStatus(code)).isEqualTo(grpc100);
        assertThat(ErrorTable.V1_0_0.httpStatus(code)).isEqualTo(http100);
    }

    @Test
    void rowsThatAreNotA2as_areTheSameInBoth() {
        assertThat(A2aErrorCode.values())
                .filteredOn(code -> code.jsonRpcCode() < -32_009 || code.jsonRpcCode() > -32_001)
                .hasSizeGreaterThan(10)
                .allSatisfy(code -> {
                    assertThat(ErrorTable.V1_0_0.grpcStatus(code)).isEqualTo(code.grpcStatus());
                    assertThat(ErrorTable.V1_0_0.httpStatus(code)).isEqualTo(code.httpStatus());
                });
        assertThat(ErrorTable.of("1.0.0")).contains(ErrorTable.V1_0_0);
        assertThat(ErrorTable.of("1.0")).isEmpty();
    }

    @Test
    void everyRow_isListedHere() {
        assertThat(A2aErrorCode.values()).hasSize(27);
    }
}
