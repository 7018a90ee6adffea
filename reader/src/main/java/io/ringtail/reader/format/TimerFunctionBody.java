package io.ringtail.reader.format;

/** The function of an hrtimer: its name, a slash, and its start's distance from the address; or the address. */
record TimerFunctionBody(FieldNumber function, FunctionNames names) implements EventBody {
    @Override
    public void append(Payload payload, DecoderState state, StringBuilder out) {
        long address = function.value(payload);
        int index = names.indexOf(address);
        FunctionPart.append(names, address, false, out.append(" function="));
        if (index >= 0) {
            out.append("/0x").append(Long.toHexString(names.address(index) - address));
        }
    }
}
