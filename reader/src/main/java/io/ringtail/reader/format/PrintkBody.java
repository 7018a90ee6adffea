package io.ringtail.reader.format;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The body of {@code bprint}, a {@code trace_printk}: its function, and its format's text with its arguments. */
final class PrintkBody implements EventBody {
    private static final int MOST_FORMATS = 1 << 14;

    private final FieldNumber function;
    private final FieldNumber format;
    private final int arguments;
    private final Kernel kernel;
    private final Map<Long, EventBody> byAddress = new ConcurrentHashMap<>();

    /**
     * Creates a body.
     *
     * @param function the field with the address of the code
     * @param format the field with the address of the format
     * @param arguments the offset of the arguments
     */
    PrintkBody(FieldNumber function, FieldNumber format, int arguments, Kernel kernel) {
        this.function = function;
        this.format = format;
        this.arguments = arguments;
        this.kernel = kernel;
    }

    @Override
    public void append(Payload payload, DecoderState state, StringBuilder out) {
        FunctionPart.append(kernel.functions(), function.value(payload), false, out);
        long address = format.value(payload);
        String text = kernel.printkFormats().at(address);
        if (text == null || byAddress.size() >= MOST_FORMATS) {
            out.append(": (NO FORMAT FOUND at ")
                    .append(Long.toHexString(address))
                    .append(")");
            return;
        }
        byAddress.computeIfAbsent(address, unknown -> compiled(text)).append(payload, state, out.append(": "));
    }

    private EventBody compiled(String text) {
        PrintkText printk = PrintkText.of(text, kernel.machine());
        try {
            return PrintFmtCompiler.compile(
                    printk.text(), new BinaryArguments(arguments, printk.sizes()).expressions(), kernel);
        } catch (PrintFmtException e) {
            return (payload, state, out) -> out.append("[FAILED TO PARSE] ").append(text);
        }
    }
}
