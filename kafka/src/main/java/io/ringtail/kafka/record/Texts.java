package io.ringtail.kafka.record;

import java.nio.charset.StandardCharsets;

/** Texts in keys, which are printable ASCII. */
final class Texts {
    private static final int FIRST_PRINTABLE = 0x20;
    private static final int LAST_PRINTABLE = 0x7e;

    private Texts() {}

    /** Returns the text of bytes, of which messages may then show any part. */
    static String ascii(String what, byte[] bytes, int most) throws MalformedRecordException {
        if (bytes.length > most) {
            throw new MalformedRecordException("a " + what + " of " + bytes.length + " bytes, not at most " + most);
        }
        for (byte each : bytes) {
            if (each < FIRST_PRINTABLE || each > LAST_PRINTABLE) {
                throw new MalformedRecordException("a " + what + " contains the byte " + (each & 0xff));
            }
        }
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
