package dev.parley.proto.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.TextFormat;
import dev.parley.proto.events.v1.TaskPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Consumers of events read them by the schemas in {@code src/test/resources/schemas}, which is what was published: a change that breaks
 * them fails here. One that adds something is put there, too, by {@code -Dschemas.write=true}.
 */
class SchemaCompatibilityTest {
    private static final Path BASELINE = Path.of("src/test/resources/schemas/parley.events.v1.txtpb");

    private static FileDescriptorProto now() {
        return TaskPlace.getDescriptor().getFile().toProto();
    }

    private static FileDescriptorProto published() throws IOException {
        return TextFormat.parse(Files.readString(BASELINE, UTF_8), FileDescriptorProto.class);
    }

    @Test
    void events_canBeReadByWhoKnowsThePublishedSchema() throws Exception {
        assertThat(SchemaCompatibility.breaks(published(), now())).isEmpty();
    }

    @Test
    void whatIsAdded_isPublished() throws Exception {
        String text = TextFormat.printer().printToString(now());
        if (Boolean.getBoolean("schemas.write")
                && SchemaCompatibility.breaks(published(), now()).isEmpty()) {
            Files.writeString(BASELINE, text);
        }
        assertThat(Files.readString(BASELINE, UTF_8))
                .as("add what is new with: mvn -pl proto test -Dtest=SchemaCompatibilityTest -Dschemas.write=true")
                .isEqualTo(text);
    }

    /** Small enough to be changed in every way. */
    private static FileDescriptorProto.Builder schema() {
        return FileDescriptorProto.newBuilder()
                .setPackage("p")
                .addMessageType(DescriptorProto.newBuilder()
                        .setName("M")
                        .addOneofDecl(OneofDescriptorProto.newBuilder().setName("choice"))
                        .addField(field("id", 1, FieldDescriptorProto.Type.TYPE_STRING))
                        .addField(field("chosen", 2, FieldDescriptorProto.Type.TYPE_STRING)
                                .setOneofIndex(0))
                        .addField(field("other", 3, FieldDescriptorProto.Type.TYPE_MESSAGE)
                                .setTypeName(".p.N"))
                        .addNestedType(DescriptorProto.newBuilder()
                                .setName("Inner")
                                .addField(field("x", 1, FieldDescriptorProto.Type.TYPE_INT32))))
                .addMessageType(DescriptorProto.newBuilder().setName("N"))
                .addEnumType(EnumDescriptorProto.newBuilder()
                        .setName("E")
                        .addValue(EnumValueDescriptorProto.newBuilder()
                                .setName("A")
                                .setNumber(0))
                        .addValue(EnumValueDescriptorProto.newBuilder()
                                .setName("B")
                                .setNumber(1)));
    }

    private static FieldDescriptorProto.Builder field(String name, int number, FieldDescriptorProto.Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
    }

    private static Arguments change(String breaks, Consumer<FileDescriptorProto.Builder> change) {
        return Arguments.of(breaks, change);
    }

    private static DescriptorProto.Builder message(FileDescriptorProto.Builder file) {
        return file.getMessageTypeBuilder(0);
    }

    static Stream<Arguments> breakingChanges() {
        return Stream.of(
                change("the package was p", file -> file.setPackage("q")),
                change("message p.N is gone", file -> file.removeMessageType(1)),
                change("message p.M.Inner is gone", file -> message(file).clearNestedType()),
                change("field p.M.id is gone", file -> message(file).removeField(0)),
                change(
                        "field p.M.id is gone",
                        file -> message(file).getFieldBuilder(0).setName("renamed")),
                change(
                        "field p.M.id had the number 1",
                        file -> message(file).getFieldBuilder(0).setNumber(9)),
                change(
                        "field p.M.id was of type TYPE_STRING",
                        file -> message(file).getFieldBuilder(0).setType(FieldDescriptorProto.Type.TYPE_BYTES)),
                change(
                        "field p.M.other was of type .p.N",
                        file -> message(file).getFieldBuilder(2).setTypeName(".p.M")),
                change(
                        "field p.M.id was single",
                        file -> message(file).getFieldBuilder(0).setLabel(FieldDescriptorProto.Label.LABEL_REPEATED)),
                change(
                        "field p.M.id was id in JSON",
                        file -> message(file).getFieldBuilder(0).setJsonName("ID")),
                change(
                        "field p.M.chosen was in oneof choice",
                        file -> message(file).getFieldBuilder(1).clearOneofIndex()),
                change(
                        "field p.M.Inner.x was of type TYPE_INT32",
                        file -> message(file)
                                .getNestedTypeBuilder(0)
                                .getFieldBuilder(0)
                                .setType(FieldDescriptorProto.Type.TYPE_INT64)),
                change("enum p.E is gone", FileDescriptorProto.Builder::clearEnumType),
                change(
                        "enum value p.E.B was 1",
                        file -> file.getEnumTypeBuilder(0).getValueBuilder(1).setNumber(2)),
                change(
                        "enum value p.E.B was 1",
                        file -> file.getEnumTypeBuilder(0).removeValue(1)));
    }

    @ParameterizedTest
    @MethodSource("breakingChanges")
    void change_thatBreaksAReaderIsFound(String breaks, Consumer<FileDescriptorProto.Builder> change) {
        FileDescriptorProto.Builder changed = schema();
        change.accept(changed);
        assertThat(SchemaCompatibility.breaks(schema().build(), changed.build()))
                .containsExactly(breaks);
    }

    @Test
    void addition_breaksNobody() {
        FileDescriptorProto.Builder grown = schema();
        message(grown).addField(field("fresh", 7, FieldDescriptorProto.Type.TYPE_STRING));
        message(grown).addNestedType(DescriptorProto.newBuilder().setName("Another"));
        grown.addMessageType(DescriptorProto.newBuilder().setName("O"));
        grown.getEnumTypeBuilder(0)
                .addValue(EnumValueDescriptorProto.newBuilder().setName("C").setNumber(2));
        assertThat(SchemaCompatibility.breaks(schema().build(), grown.build())).isEqualTo(List.of());
    }
}
