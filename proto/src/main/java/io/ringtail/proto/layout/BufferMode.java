package io.ringtail.proto.layout;

/** The behaviour of a full ring; the file's header holds its number. */
public enum BufferMode {
    /** Overwrites the oldest sub-buffer: a flight recorder. */
    OVERWRITE(0),
    /** Drops and counts new events until a lossless reader has advanced. */
    DISCARD(1);

    private final int code;

    BufferMode(int code) {
        this.code = code;
    }

    /** Returns the number stored in the header. */
    public int code() {
        return code;
    }

    /**
     * Returns the mode with the given header number.
     *
     * @throws IllegalArgumentException if no mode has that number
     */
    public static BufferMode ofCode(int code) {
        return switch (code) {
            case 0 -> OVERWRITE;
            case 1 -> DISCARD;
            default ->
                throw new IllegalArgumentException("buffer mode is " + code + ", not 0 (overwrite) or 1 (discard)");
        };
    }
}
