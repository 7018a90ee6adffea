package io.ringtail.reader.ctf;

import java.util.Collection;
import java.util.HashSet;
import org.jspecify.annotations.Nullable;

/** The text that describes a trace, in TSDL. */
final class Metadata {
    /** What the file begins with. */
    static final String START = "/* CTF 1.8 */\n";

    /** The id of events of unknown types. */
    static final int UNKNOWN = 0;

    private static final String U32 = Tsdl.integer(Integer.BYTES, false, false);
    private static final String U64 = Tsdl.integer(Long.BYTES, false, false);

    private Metadata() {}

    /**
     * Returns the description of a trace.
     *
     * @param clock the name of the trace's clock
     * @param offsetNs the time of the clock's zero since 1970; null if unknown
     * @param buffers whether packets name their buffer
     */
    static String text(String clock, @Nullable Long offsetNs, boolean buffers, Collection<EventLayout> events) {
        String id = Tsdl.identifier(clock, new HashSet<>());
        StringBuilder out = new StringBuilder(START);
        out.append("\ntrace {\n\tmajor = 1;\n\tminor = 8;\n\tbyte_order = le;\n\tpacket.header := struct { ")
                .append(Tsdl.integer(Integer.BYTES, false, true))
                .append(" magic; };\n};\n\nenv {\n\ttracer_name = \"ringtail\";\n};\n\n");
        appendClock(clock, id, offsetNs, out);
        appendStream(id, buffers, out);
        out.append("event {\n\tname = \"unknown\";\n\tid = ").append(UNKNOWN).append(";\n\tfields := struct {\n\t\t");
        out.append(Tsdl.integer(Short.BYTES, false, false)).append(" _common_type;\n\t\t");
        out.append(U32).append(" __payload_length;\n\t\t");
        out.append(Tsdl.integer(1, false, true)).append(" _payload[__payload_length];\n\t};\n};\n\n");
        events.forEach(event -> event.describe(out));
        return out.toString();
    }

    private static void appendClock(String clock, String id, @Nullable Long offsetNs, StringBuilder out) {
        String zero = offsetNs == null ? "; its zero is not known as a date" : "";
        long offset = offsetNs == null ? 0 : offsetNs;
        out.append("clock {\n\tname = ").append(id).append(";\n\tdescription = ");
        out.append(Tsdl.quoted("The trace clock " + clock + zero));
        out.append(";\n\tfreq = 1000000000;\n\toffset_s = ").append(Math.floorDiv(offset, 1_000_000_000L));
        out.append(";\n\toffset = ").append(Math.floorMod(offset, 1_000_000_000L));
        out.append(";\n\tabsolute = ").append(offsetNs != null).append(";\n};\n\n");
    }

    private static void appendStream(String clock, boolean buffers, StringBuilder out) {
        out.append("stream {\n\tevent.header := struct { ").append(U32).append(" id; ");
        out.append(Tsdl.time(clock)).append(" timestamp; };\n\tpacket.context := struct {\n\t\t");
        out.append(Tsdl.time(clock)).append(" timestamp_begin;\n\t\t");
        out.append(Tsdl.time(clock)).append(" timestamp_end;\n\t\t");
        for (String number : new String[] {"content_size", "packet_size", "events_discarded"}) {
            out.append(U64).append(' ').append(number).append(";\n\t\t");
        }
        out.append(U32).append(" cpu_id;\n").append(buffers ? "\t\tstring buffer;\n" : "");
        String s32 = Tsdl.integer(Integer.BYTES, true, false);
        out.append("\t};\n\tevent.context := struct { ").append(s32).append(" _vtid; ");
        out.append(s32).append(" _vpid; string _procname; };\n};\n\n");
    }
}
