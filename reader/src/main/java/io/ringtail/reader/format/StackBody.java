package io.ringtail.reader.format;

/** The body of {@code kernel_stack}: each caller on a line of its own, up to one of -1 or the event's end. */
record StackBody(int callersOffset, Kernel kernel) implements EventBody {
    @Override
    public void append(Payload payload, DecoderState state, StringBuilder out) {
        out.append("<stack trace >\n");
        int longBytes = kernel.machine().longBytes();
        for (int at = callersOffset; at + longBytes <= payload.length(); at += longBytes) {
            long address = payload.number(at, longBytes);
            if ((int) address == -1) {
                return;
            }
            appendCaller(address, out.append("=> "));
            out.append('\n');
        }
    }

    private void appendCaller(long address, StringBuilder out) {
        int index = kernel.functions().indexOf(address);
        if (index < 0) {
            out.append(Long.toHexString(address));
        } else {
            out.append(kernel.functions().name(index))
                    .append(" (")
                    .append(Long.toHexString(address))
                    .append(')');
        }
    }
}
