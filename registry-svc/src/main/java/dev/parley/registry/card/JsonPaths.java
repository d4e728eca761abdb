package dev.parley.registry.card;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes values out of a JSON tree by the paths that violations name. */
final class JsonPaths {
    private static final Pattern STEP = Pattern.compile("\\G(?:\\.([^.\\[]+)|\\[(\\d+)]|\\[\"([^\"]*)\"])");
    private static final Value NULL =
            Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build();

    private JsonPaths() {}

    /** The tree with null at {@code path}, or in an array an empty object; unchanged when nothing is there. */
    static Value blank(Value tree, String path) {
        Matcher steps = STEP.matcher(path);
        steps.region(Math.min(1, path.length()), path.length());
        return blank(tree, steps, NULL);
    }

    private static Value blank(Value tree, Matcher steps, Value blank) {
        if (!steps.find()) {
            return blank;
        }
        String name = steps.group(1) == null ? steps.group(3) : steps.group(1);
        if (name != null) {
            Value inner = tree.getStructValue().getFieldsMap().get(name);
            if (inner == null) {
                return tree;
            }
            Struct changed = tree.getStructValue().toBuilder()
                    .putFields(name, blank(inner, steps, NULL))
                    .build();
            return Value.newBuilder().setStructValue(changed).build();
        }
        int index = Integer.parseInt(steps.group(2));
        ListValue list = tree.getListValue();
        if (index >= list.getValuesCount()) {
            return tree;
        }
        // an element must stay, or the paths of its neighbours would shift
        Value empty =
                Value.newBuilder().setStructValue(Struct.getDefaultInstance()).build();
        ListValue changed = list.toBuilder()
                .setValues(index, blank(list.getValues(index), steps, empty))
                .build();
        return Value.newBuilder().setListValue(changed).build();
    }
}
