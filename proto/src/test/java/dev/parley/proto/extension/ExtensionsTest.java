package dev.parley.proto.extension;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.router.v1.CallContext;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExtensionsTest {
    @Test
    void activated_areTheMessagesAndItsCallers() {
        Message message = Message.newBuilder()
                .addExtensions("urn:of-message")
                .addExtensions("urn:both")
                .addExtensions(Extensions.ONCE)
                .build();
        CallContext context = CallContext.newBuilder()
                .addExtensions("urn:both")
                .addExtensions("urn:of-caller")
                .addExtensions("no header, this")
                .build();
        assertThat(Extensions.activated(message, context))
                .containsExactly("urn:of-message", "urn:both", "urn:of-caller");
    }

    @Test
    void activated_areNoMoreThanGoToAnAgent() {
        List<String> many = IntStream.range(0, 40).mapToObj(i -> "urn:x:" + i).toList();
        CallContext context = CallContext.newBuilder().addAllExtensions(many).build();
        assertThat(Extensions.activated(Message.getDefaultInstance(), context))
                .isEqualTo(many.subList(0, Extensions.MOST_FOR_AGENTS));
    }
}
