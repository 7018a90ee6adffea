package io.ringtail.reader.format;

import io.ringtail.reader.text.Digits;
import org.jspecify.annotations.Nullable;

/** Bytes to which {@code %p} gives a special form: network addresses and UUIDs. */
record AddressPart(Span bytes, Form form) implements Part {
    private static final int GROUPS = 8;

    /** The form in which the bytes are shown. */
    enum Form {
        MAC("M"),
        IP4("I4"),
        IP6("I6"),
        SHORT_IP6("I6c"),
        UUID("U"),
        BIG_UUID("Ub"),
        LITTLE_UUID("Ul");

        private static final Form[] ALL = values();

        private final String letters;

        Form(String letters) {
            this.letters = letters;
        }

        /** The form whose letters begin a text, the longest one; null if there is none. */
        static @Nullable Form of(String text) {
            Form found = null;
            for (Form form : ALL) {
                if (text.startsWith(form.letters) && (found == null || found.length() < form.length())) {
                    found = form;
                }
            }
            return found;
        }

        int length() {
            return letters.length();
        }
    }

    @Override
    public void append(Payload payload, StringBuilder out) {
        int start = bytes.start(payload);
        switch (form) {
            case MAC -> appendSeparated(payload, start, out);
            case IP4 -> appendIp4(payload, start, out);
            case IP6 -> appendGroups(payload, start, out);
            case SHORT_IP6 -> appendShort(payload, start, out);
            case UUID, BIG_UUID -> appendUuid(payload, start, 0, 0, out);
            case LITTLE_UUID -> appendUuid(payload, start, 3, 1, out);
        }
    }

    private static void appendSeparated(Payload payload, int start, StringBuilder out) {
        for (int i = 0; i < 6; i++) {
            out.append(i == 0 ? "" : ":");
            Digits.appendHex(payload.number(start + i, 1), 2, out);
        }
    }

    private static void appendIp4(Payload payload, int start, StringBuilder out) {
        for (int i = 0; i < 4; i++) {
            out.append(i == 0 ? "" : ".").append(payload.number(start + i, 1));
        }
    }

    private static void appendGroups(Payload payload, int start, StringBuilder out) {
        for (int i = 0; i < GROUPS; i++) {
            out.append(i == 0 ? "" : ":");
            Digits.appendHex(group(payload, start, i), 4, out);
        }
    }

    /**
     * Appends an IPv6 address; the longest run of two or more zero groups becomes {@code ::}, the first of equally long
     * ones.
     */
    private static void appendShort(Payload payload, int start, StringBuilder out) {
        int runStart = GROUPS;
        int runLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && group(payload, start, end) == 0) {
                end++;
            }
            if (end - i > runLength) {
                runStart = i;
                runLength = end - i;
            }
        }
        for (int i = 0; i < GROUPS; i++) {
            if (i == runStart) {
                out.append("::");
                i += runLength - 1;
            } else {
                out.append(i == 0 || i == runStart + runLength ? "" : ":");
                Digits.appendHex(group(payload, start, i), 1, out);
            }
        }
    }

    private static long group(Payload payload, int start, int index) {
        return payload.number(start + 2 * index, 1) << Byte.SIZE | payload.number(start + 2 * index + 1, 1);
    }

    /**
     * Appends a UUID; a little-endian one has the bytes of its first group of four and its next two groups of two
     * reversed.
     */
    private static void appendUuid(Payload payload, int start, int turnFour, int turnTwo, StringBuilder out) {
        for (int i = 0; i < 16; i++) {
            out.append(i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "");
            int at = i < 4 ? i ^ turnFour : i < 8 ? i ^ turnTwo : i;
            Digits.appendHex(payload.number(start + at, 1), 2, out);
        }
    }
}
