package io.ringtail.proto.layout;

/** What a full ring does: the file's mode, by its number in the header. */
public enum BufferMode {
    /** The oldest sub-buffer is overwritten: a flight recorder. */
    OVERWRITE(0),
    /** New events are dropped and counted until a lossless reader has moved on. */
    DISCARD(1);

    private final int code;

    BufferMode(int code) {
        this.code = code;
    }

    /** The number in the header. */
    public int code() {
        return code;
    }

    /** The mode of a number read from a header. */
    public static BufferMode ofCode(int code) {
        return switch (code) {
            case 0 -> OVERWRITE;
            case 1 -> DISCARD;
            default ->
                throw new IllegalArgumentException("buffer mode is " + code + ", not 0 (overwrite) or 1 (discard)");
        };
    }
}
