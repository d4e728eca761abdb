package dev.parley.proto.dialect.v03;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.a2a.v1.GetExtendedAgentCardRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class V03ErrorsTest {
    @ParameterizedTest
    @EnumSource(A2aErrorCode.class)
    void name_isReadBackAsTheSameError(A2aErrorCode code) {
        A2aErrorCode known = V03Errors.code(code, GetTaskRequest.getDefaultInstance());
        V03Errors.name(known)
                .ifPresentOrElse(
                        name -> assertThat(V03Errors.ofName(name).orElseThrow().jsonRpcCode())
                                .isEqualTo(known.jsonRpcCode()),
                        () -> assertThat(known.isProtocolError()).isFalse());
        assertThat(V03Errors.httpStatus(code)).isBetween(400, 599);
        assertThat(V03Errors.ofName(code.name())).isEmpty();
    }

    @Test
    void errorsThatAreNew_haveANeighbour() {
        assertThat(V03Errors.code(A2aErrorCode.UNSUPPORTED_OPERATION, SendMessageRequest.getDefaultInstance()))
                .isEqualTo(A2aErrorCode.INVALID_PARAMS);
        assertThat(V03Errors.code(A2aErrorCode.UNSUPPORTED_OPERATION, GetExtendedAgentCardRequest.getDefaultInstance()))
                .isEqualTo(A2aErrorCode.EXTENDED_AGENT_CARD_NOT_CONFIGURED);
        assertThat(V03Errors.code(A2aErrorCode.UNSUPPORTED_OPERATION, GetTaskRequest.getDefaultInstance()))
                .isEqualTo(A2aErrorCode.UNSUPPORTED_OPERATION);
        assertThat(V03Errors.code(A2aErrorCode.VERSION_NOT_SUPPORTED, GetTaskRequest.getDefaultInstance()))
                .isEqualTo(A2aErrorCode.INVALID_REQUEST);
    }

    @Test
    void translated_keepsWhatTheErrorSays() {
        A2aException same = A2aException.retryable(A2aErrorCode.OVERLOADED, "busy", Duration.ofSeconds(2));
        assertThat(V03Errors.translated(same, GetTaskRequest.getDefaultInstance()))
                .isSameAs(same);
        A2aException ended = new A2aException(A2aErrorCode.UNSUPPORTED_OPERATION, "Task t is COMPLETED");
        A2aException there = V03Errors.translated(ended, SendMessageRequest.getDefaultInstance());
        assertThat(there.code()).isEqualTo(A2aErrorCode.INVALID_PARAMS);
        assertThat(there.text()).isEqualTo("Task t is COMPLETED");
    }
}
