package dev.parley.proto.a2a;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.AnnotationsProto;
import com.google.api.ClientProto;
import com.google.api.FieldBehavior;
import com.google.api.FieldBehaviorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import dev.parley.proto.a2a.v03.A2aV03Proto;
import dev.parley.proto.a2a.v1.A2aProto;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Our files of A2A's messages say the same as the official ones, as far as any wire can tell; comments and HTTP options
 * are our own.
 */
class A2aDescriptorIT {
    private static final String REQUIRED = " REQUIRED";

    @Test
    void descriptor_isTheOfficialOne() throws IOException, InterruptedException, DescriptorValidationException {
        List<String> official = linesOf(official("types/a2a_pb2.py"));
        List<String> ours = linesOf(A2aProto.getDescriptor());
        assertThat(official).hasSizeGreaterThan(200);
        assertThat(ours).containsExactlyInAnyOrderElementsOf(official);
    }

    @Test
    void descriptorOfV03_isTheOfficialOne() throws IOException, InterruptedException, DescriptorValidationException {
        List<String> official = withoutRequired(linesOf(official("compat/v0_3/a2a_v0_3_pb2.py")));
        List<String> ours = withoutRequired(linesOf(A2aV03Proto.getDescriptor()));
        assertThat(official).hasSizeGreaterThan(150);
        assertThat(ours).containsExactlyInAnyOrderElementsOf(official);
    }

    /** The official file of 0.3 says it of seven fields only. */
    private static List<String> withoutRequired(List<String> lines) {
        return lines.stream().map(line -> line.replace(REQUIRED, "")).toList();
    }

    private static FileDescriptor official(String module)
            throws IOException, InterruptedException, DescriptorValidationException {
        String dump;
        try {
            dump = PythonSdk.run(Path.of("src", "test", "python", "dump_descriptor.py"), module);
        } catch (PythonSdk.Missing missing) {
            assertThat(System.getenv("CI"))
                    .as("on CI this must be there: " + missing.getMessage())
                    .isNotEqualTo("true");
            Assumptions.abort("not compared with the official descriptor, for want of " + missing.getMessage());
            throw new AssertionError("unreachable", missing);
        }
        ExtensionRegistry extensions = ExtensionRegistry.newInstance();
        FieldBehaviorProto.registerAllExtensions(extensions);
        FileDescriptorProto file =
                FileDescriptorProto.parseFrom(Base64.getDecoder().decode(dump), extensions);
        return FileDescriptor.buildFrom(file, new FileDescriptor[] {
            AnnotationsProto.getDescriptor(),
            ClientProto.getDescriptor(),
            FieldBehaviorProto.getDescriptor(),
            EmptyProto.getDescriptor(),
            StructProto.getDescriptor(),
            TimestampProto.getDescriptor()
        });
    }

    private static List<String> linesOf(FileDescriptor file) {
        List<String> lines = new ArrayList<>();
        lines.add("package " + file.getPackage());
        file.getMessageTypes().forEach(type -> addMessage(type, lines));
        file.getEnumTypes()
                .forEach(type -> type.getValues()
                        .forEach(value -> lines.add(
                                "enum " + type.getFullName() + " " + value.getName() + " = " + value.getNumber())));
        file.getServices()
                .forEach(service -> service.getMethods()
                        .forEach(method -> lines.add("rpc " + method.getFullName() + "("
                                + (method.isClientStreaming() ? "stream " : "")
                                + method.getInputType().getFullName() + ") returns ("
                                + (method.isServerStreaming() ? "stream " : "")
                                + method.getOutputType().getFullName() + ")")));
        Collections.sort(lines);
        return lines;
    }

    private static void addMessage(Descriptor type, List<String> lines) {
        lines.add("message " + type.getFullName() + (type.getOptions().getMapEntry() ? " (map entry)" : ""));
        type.getFields().forEach(field -> lines.add(lineOf(field)));
        type.getNestedTypes().forEach(nested -> addMessage(nested, lines));
    }

    private static String lineOf(FieldDescriptor field) {
        String type = switch (field.getJavaType()) {
            case MESSAGE -> field.getMessageType().getFullName();
            case ENUM -> field.getEnumType().getFullName();
            default -> field.getType().name();
        };
        String oneof = field.getRealContainingOneof() == null
                ? ""
                : " in " + field.getRealContainingOneof().getName();
        boolean required = field.getOptions()
                .getExtension(FieldBehaviorProto.fieldBehavior)
                .contains(FieldBehavior.REQUIRED);
        return "field " + field.getFullName() + " = " + field.getNumber() + " " + type + " json " + field.getJsonName()
                + (field.isRepeated() ? " repeated" : "")
                + (field.hasPresence() ? " with presence" : "")
                + (required ? REQUIRED : "")
                + oneof;
    }
}
