package io.ringtail.reader.format;

import org.jspecify.annotations.Nullable;

/** The body of {@code function}: the function that was entered, indented below its caller. */
record CallBody(FieldNumber function, FieldNumber caller, FunctionNames names) implements EventBody {
    private static final int INDENT = 3;

    @Override
    public void append(Payload payload, DecoderState state, StringBuilder out) {
        long address = function.value(payload);
        String callerName = name(caller.value(payload));
        if (callerName != null) {
            int depth = state.calls().add(state.cpu(), callerName, name(address));
            for (int i = 0; i < depth * INDENT; i++) {
                out.append(' ');
            }
        }
        FunctionPart.append(names, address, false, out);
    }

    private @Nullable String name(long address) {
        int index = names.indexOf(address);
        return index < 0 ? null : names.name(index);
    }
}
