package io.ringtail.reader.format;

import io.ringtail.reader.text.Digits;

/** The texts of IP addresses, whose bytes are in network order in every trace. */
final class IpText {
    private static final int GROUPS = 8;
    private static final int GROUPS_BEFORE_IP4 = 6;
    private static final int V4_MAPPED = 0xffff;
    private static final int ISATAP = 0x5efe;
    private static final int ISATAP_GLOBAL = 0x0200;

    private IpText() {}

    /** Appends an IPv4 address: {@code 10.1.2.3}, or {@code 010.001.002.003}. */
    static void appendIp4(Payload payload, int start, boolean padded, boolean reversed, StringBuilder out) {
        for (int i = 0; i < 4; i++) {
            out.append(i == 0 ? "" : ".");
            Digits.appendPadded(payload.number(start + (reversed ? 3 - i : i), 1), padded ? 3 : 1, out);
        }
    }

    /** Appends all eight groups of an IPv6 address. */
    static void appendIp6(Payload payload, int start, String separator, StringBuilder out) {
        for (int i = 0; i < GROUPS; i++) {
            out.append(i == 0 ? "" : separator);
            Digits.appendHex(group(payload, start, i), 4, out);
        }
    }

    /**
     * Appends an IPv6 address; the longest run of two or more zero groups becomes {@code ::}, the first of equally long
     * ones, and an IPv4 address that is its end is shown as such.
     */
    static void appendShortIp6(Payload payload, int start, StringBuilder out) {
        boolean endsWithIp4 = endsWithIp4(payload, start);
        int groups = endsWithIp4 ? GROUPS_BEFORE_IP4 : GROUPS;
        int runStart = groups;
        int runLength = 1;
        for (int i = 0; i < groups; i++) {
            int end = i;
            while (end < groups && group(payload, start, end) == 0) {
                end++;
            }
            if (end - i > runLength) {
                runStart = i;
                runLength = end - i;
            }
        }
        for (int i = 0; i < groups; i++) {
            if (i == runStart) {
                out.append("::");
                i += runLength - 1;
            } else {
                out.append(i == 0 || i == runStart + runLength ? "" : ":");
                Digits.appendHex(group(payload, start, i), 1, out);
            }
        }
        if (endsWithIp4) {
            out.append(runStart + runLength == groups ? "" : ":");
            appendIp4(payload, start + 2 * groups, false, false, out);
        }
    }

    private static boolean endsWithIp4(Payload payload, int start) {
        long fourth = group(payload, start, 4);
        long fifth = group(payload, start, 5);
        boolean mapped = payload.number(start, Long.BYTES) == 0 && fourth == 0 && fifth == V4_MAPPED;
        return mapped || ((fourth | ISATAP_GLOBAL) == ISATAP_GLOBAL && fifth == ISATAP);
    }

    private static long group(Payload payload, int start, int index) {
        return payload.number(start + 2 * index, 1) << Byte.SIZE | payload.number(start + 2 * index + 1, 1);
    }
}
