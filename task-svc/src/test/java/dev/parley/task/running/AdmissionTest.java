package dev.parley.task.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    @Test
    void messagesAreRefused_whileMemoryIsShortOrTheDoorIsClosed() {
        AtomicBoolean memoryHigh = new AtomicBoolean(true);
        Admission admission = new Admission(memoryHigh::get);
        A2aException refused = catchThrowableOfType(A2aException.class, admission::require);
        assertThat(refused.code()).isEqualTo(A2aErrorCode.OVERLOADED);
        assertThat(refused.retryAfter()).hasValue(Duration.ofSeconds(2));
        memoryHigh.set(false);
        assertThatCode(admission::require).doesNotThrowAnyException();
        admission.close("The disk is nearly full");
        assertThat(catchThrowableOfType(A2aException.class, admission::require)).hasMessageContaining("nearly full");
        admission.open();
        assertThatCode(admission::require).doesNotThrowAnyException();
    }
}
