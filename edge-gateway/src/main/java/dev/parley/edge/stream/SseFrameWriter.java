package dev.parley.edge.stream;

import io.micronaut.core.io.buffer.ByteBuffer;
import io.micronaut.core.io.buffer.ByteBufferFactory;
import io.micronaut.core.type.Argument;
import io.micronaut.core.type.MutableHeaders;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.body.TypedMessageBodyWriter;
import io.micronaut.http.codec.CodecException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;

/** Writes the frames of a stream. The server asks for a frame only when the connection can take more. */
@Singleton
@Produces(MediaType.TEXT_EVENT_STREAM)
final class SseFrameWriter implements TypedMessageBodyWriter<SseFrame> {
    @Override
    public Argument<SseFrame> getType() {
        return Argument.of(SseFrame.class);
    }

    @Override
    public ByteBuffer<?> writeTo(
            Argument<SseFrame> type,
            MediaType mediaType,
            SseFrame frame,
            MutableHeaders headers,
            ByteBufferFactory<?, ?> buffers) {
        return buffers.wrap(frame.take());
    }

    @Override
    public void writeTo(
            Argument<SseFrame> type, MediaType mediaType, SseFrame frame, MutableHeaders headers, OutputStream out) {
        try {
            out.write(frame.take());
        } catch (IOException e) {
            throw new CodecException("An event could not be written", e);
        }
    }
}
