package io.ringtail.reader.format;

import io.ringtail.proto.event.EventFormat;
import java.util.List;

/**
 * A compiled format, ready to decode and to print events. Immutable.
 *
 * @param fields in the format's order
 * @param body the compiled print fmt
 */
record CompiledEvent(String system, EventFormat format, List<FieldDecoder> fields, EventBody body) {
    static CompiledEvent of(String system, EventFormat format, Kernel kernel) {
        EventBody printed = printed(format, kernel);
        PrintProgram program = printed instanceof PrintProgram compiled ? compiled : PrintProgram.EMPTY;
        List<FieldDecoder> fields = format.fields().stream()
                .map(field -> FieldDecoder.of(field, program))
                .toList();
        return new CompiledEvent(system, format, fields, PluginBodies.of(system, format, printed, kernel));
    }

    private static EventBody printed(EventFormat format, Kernel kernel) {
        try {
            return PrintFmtCompiler.compile(format, kernel);
        } catch (PrintFmtException e) {
            return new FieldList(format);
        }
    }
}
