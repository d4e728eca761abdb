package dev.parley.cli.talk;

import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.json.ProtoJson;
import java.util.List;
import java.util.stream.Collectors;

/** How the parts of a message or an artifact look to a person. */
public final class Parts {
    private Parts() {}

    /** Text as it is, data as JSON, a file as its name and size; one a line. */
    public static String text(List<Part> parts) {
        return parts.stream().map(Parts::text).collect(Collectors.joining("\n"));
    }

    private static String text(Part part) {
        return switch (part.getContentCase()) {
            case TEXT -> part.getText();
            case DATA -> ProtoJson.toString(part.getData());
            case RAW -> "[" + name(part) + ", " + part.getRaw().size() + " bytes]";
            case URL -> "[" + name(part) + " at " + part.getUrl() + "]";
            case CONTENT_NOT_SET -> "";
        };
    }

    private static String name(Part part) {
        String type = part.getMediaType().isEmpty() ? "file" : part.getMediaType();
        return part.getFilename().isEmpty() ? type : part.getFilename() + ", " + type;
    }
}
