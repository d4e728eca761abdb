package dev.parley.proto.json;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import dev.parley.proto.a2a.v03.A2aV03Proto;
import dev.parley.proto.a2a.v1.A2aProto;
import dev.parley.proto.embed.v1.Embedding;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.router.v1.RouteRequest;
import dev.parley.proto.task.v1.SendMessageCall;
import java.util.List;
import java.util.stream.Stream;

/** Default instances of every message that the codec has to know. */
final class MessageTypes {
    private MessageTypes() {}

    static List<Message> all() {
        return Stream.of(
                        A2aProto.getDescriptor(),
                        A2aV03Proto.getDescriptor(),
                        Agent.getDescriptor().getFile(),
                        RouteRequest.getDescriptor().getFile(),
                        SendMessageCall.getDescriptor().getFile(),
                        Embedding.getDescriptor().getFile())
                .flatMap(file -> of(file).stream())
                .toList();
    }

    static List<Message> a2a() {
        return of(A2aProto.getDescriptor());
    }

    static Message named(String a2aName) {
        return prototype(A2aProto.getDescriptor().findMessageTypeByName(a2aName));
    }

    private static List<Message> of(FileDescriptor file) {
        return file.getMessageTypes().stream().map(MessageTypes::prototype).toList();
    }

    private static Message prototype(Descriptor type) {
        String name = type.getFile().getOptions().getJavaPackage() + "." + type.getName();
        try {
            return Internal.getDefaultInstance(Class.forName(name).asSubclass(Message.class));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(name, e);
        }
    }
}
