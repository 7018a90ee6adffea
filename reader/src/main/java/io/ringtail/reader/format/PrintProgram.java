package io.ringtail.reader.format;

import java.util.List;

/** A compiled print fmt. */
final class PrintProgram implements EventBody {
    private final Part[] parts;
    private final List<Expression> arguments;

    PrintProgram(Part[] parts, List<Expression> arguments) {
        this.parts = parts;
        this.arguments = arguments;
    }

    /** The arguments of the print fmt, in order. */
    List<Expression> arguments() {
        return arguments;
    }

    @Override
    public void append(Payload payload, DecoderState state, StringBuilder out) {
        for (Part part : parts) {
            part.append(payload, out);
        }
    }
}
