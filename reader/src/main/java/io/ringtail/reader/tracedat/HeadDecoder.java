package io.ringtail.reader.tracedat;

import io.ringtail.reader.format.Machine;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Decodes the head that precedes the pages of a version 6 or 7 file. */
final class HeadDecoder {
    private HeadDecoder() {}

    static FileHead decode(FileCursor in) throws TraceDatException {
        if (in.size() < TraceDatFormat.MAGIC.length
                || !Arrays.equals(in.bytes(TraceDatFormat.MAGIC.length, "first bytes"), TraceDatFormat.MAGIC)) {
            throw in.at(0, "start").problem("not a trace.dat");
        }
        String version = in.name("version");
        in.order(order(in));
        int longBytes = in.u8("size of long");
        if (longBytes != Integer.BYTES && longBytes != Long.BYTES) {
            throw in.problem("a machine whose long has " + longBytes + " bytes");
        }
        int pageSize = FileHead.checkedPageSize(in, in.u32("page size"));
        FileHead head = new FileHead(new Machine(in.order(), longBytes), pageSize);
        switch (version) {
            case "6" -> new VersionSix(in, head).decode();
            case "7" -> new VersionSeven(in, head).decode();
            default ->
                throw in.refusal("version " + FileHead.printable(version) + ", and only 6 and 7 are read:"
                        + " convert it with \"trace-cmd convert\"");
        }
        return head;
    }

    private static ByteOrder order(FileCursor in) throws TraceDatException {
        int order = in.u8("byte order");
        return switch (order) {
            case TraceDatFormat.LITTLE_ENDIAN -> ByteOrder.LITTLE_ENDIAN;
            case TraceDatFormat.BIG_ENDIAN -> ByteOrder.BIG_ENDIAN;
            default -> throw in.problem("byte order " + order);
        };
    }
}
