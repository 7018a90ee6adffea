package io.ringtail.reader.format;

/** The beginning of the body of an allocation: the function that asked for it, if it is known. */
record CallSiteBody(FieldNumber callSite, FunctionNames names) implements EventBody {
    @Override
    public void append(Payload payload, DecoderState state, StringBuilder out) {
        long address = callSite.value(payload);
        if (names.indexOf(address) >= 0) {
            FunctionPart.append(names, address, true, out.append('('));
            out.append(") ");
        }
    }
}
