package io.ringtail.proto.event;

/**
 * The part of a {@code print fmt} that shows an integer with a decimal point: a sign, and quotient and remainder of its
 * magnitude.
 *
 * <p>libtraceevent reads every field without its sign, and compares and divides unsigned. So the sign is the field's
 * highest bit, and the magnitude the difference from 2<sup>bits</sup>, reduced to the field's bits; with the signed
 * arithmetic of C the values are the same.
 */
final class FixedPoint {
    private FixedPoint() {}

    static String conversion(Field field) {
        return (field.type().isSigned() ? "%s" : "") + "%llu.%0" + field.length() + "llu";
    }

    static String arguments(Field field) {
        String value = "REC->" + field.name();
        int bits = field.size() * Byte.SIZE;
        long one = (long) Math.pow(10, field.length());
        if (!field.type().isSigned()) {
            return value + " / " + one + ", " + value + " % " + one;
        }
        String negative = "((" + value + " >> " + (bits - 1) + ") & 1)";
        String opposite = bits == Long.SIZE
                ? "(0 - " + value + ")"
                : "((" + (1L << bits) + " - " + value + ") & " + ((1L << bits) - 1) + ")";
        String magnitude = "(" + negative + " ? " + opposite + " : " + value + ")";
        return negative + " ? \"-\" : \"\", " + magnitude + " / " + one + ", " + magnitude + " % " + one;
    }
}
