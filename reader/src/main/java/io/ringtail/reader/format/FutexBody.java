package io.ringtail.reader.format;

import io.ringtail.reader.text.Digits;
import java.util.List;
import java.util.Map;

/**
 * The body of {@code sys_enter_futex}: the operation, and those arguments that it has; all of them for an
 * unknown one.
 */
record FutexBody(Map<String, FieldNumber> arguments, EventBody printed) implements EventBody {
    static final List<String> ARGUMENTS = List.of("uaddr", "op", "val", "utime", "uaddr2", "val3");

    private static final int PRIVATE = 1 << 7;
    private static final int REALTIME = 1 << 8;
    private static final int HEX_DIGITS = 8;

    /** The operations by their numbers: the name, and formats of arguments that are separated by spaces. */
    private static final List<String> OPERATIONS = List.of(
            "FUTEX_WAIT val=x:val utime=x:utime",
            "FUTEX_WAKE val=d:val",
            "FUTEX_FD val=d:val",
            "FUTEX_REQUEUE val=d:val val2=d:utime uaddr2=x:uaddr2",
            "FUTEX_CMP_REQUEUE val=d:val val2=d:utime uaddr2=x:uaddr2 val3=x:val3",
            "FUTEX_WAKE_OP val=d:val val2=d:utime uaddr2=x:uaddr2 val3=x:val3",
            "FUTEX_LOCK_PI utime=x:utime",
            "FUTEX_UNLOCK_PI",
            "FUTEX_TRYLOCK_PI",
            "FUTEX_WAIT_BITSET val=x:val utime=x:utime val3=x:val3",
            "FUTEX_WAKE_BITSET val=d:val val3=x:val3",
            "FUTEX_WAIT_REQUEUE_PI val=x:val utime=x:utime uaddr2=x:uaddr2 val3=x:val3",
            "FUTEX_CMP_REQUEUE_PI val=d:val val2=d:utime uaddr2=x:uaddr2 val3=x:val3");

    private static final List<String[]> WORDS =
            OPERATIONS.stream().map(operation -> operation.split("[ =:]", -1)).toList();

    @Override
    public void append(Payload payload, DecoderState state, StringBuilder out) {
        long op = value("op", payload);
        long command = op & ~(PRIVATE | REALTIME);
        if (Long.compareUnsigned(command, WORDS.size()) >= 0) {
            printed.append(payload, state, out);
            return;
        }
        String[] words = WORDS.get((int) command);
        out.append("op=").append(words[0]);
        appendFlags(op, out);
        appendHex(value("uaddr", payload), out.append(" uaddr="));
        for (int i = 1; i < words.length; i += 3) {
            out.append(' ').append(words[i]).append('=');
            long value = value(words[i + 2], payload);
            if (words[i + 1].equals("x")) {
                appendHex(value, out);
            } else {
                Digits.appendUnsigned(value, out);
            }
        }
    }

    private static void appendFlags(long op, StringBuilder out) {
        out.append((op & PRIVATE) != 0 ? "|FUTEX_PRIVATE_FLAG" : "");
        out.append((op & REALTIME) != 0 ? "|FUTEX_CLOCK_REALTIME" : "");
    }

    private static void appendHex(long value, StringBuilder out) {
        Digits.appendHex(value, HEX_DIGITS, out.append("0x"));
    }

    private long value(String argument, Payload payload) {
        FieldNumber field = arguments.get(argument);
        return field == null ? 0 : field.value(payload);
    }
}
