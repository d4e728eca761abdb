package dev.parley.edge.httpjson;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.ProtoJson;
import java.io.IOException;

/** Looks whether a body has a member, where that alone says how the body is to be read. */
final class BodyPeek {
    private BodyPeek() {}

    /**
     * @param path names of members, each of an object inside the one before
     * @return false for a body that is malformed up to there, too: whoever reads it says what is wrong with it
     */
    static boolean has(byte[] body, String... path) {
        try (JsonParser parser = ProtoJson.parser(body)) {
            for (String name : path) {
                if (!findMember(parser, name)) {
                    return false;
                }
            }
            return true;
        } catch (IOException | A2aException malformed) {
            return false;
        }
    }

    /** Goes into the object that comes next and on to its member; leaves the parser on the member's name. */
    private static boolean findMember(JsonParser parser, String name) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return false;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            if (parser.currentName().equals(name)) {
                return true;
            }
            parser.nextToken();
            parser.skipChildren();
        }
        return false;
    }
}
