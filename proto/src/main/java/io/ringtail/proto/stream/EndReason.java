package io.ringtail.proto.stream;

/** The reason why a stream ended; the END frame holds its number. */
public enum EndReason {
    /** All requested data has been sent. */
    COMPLETE(0),
    /** The daemon is shutting down. */
    SHUTDOWN(1),
    /** The daemon could not continue; the detail gives the cause. */
    FAILED(2);

    private final int code;

    EndReason(int code) {
        this.code = code;
    }

    /** Returns the number in the frame. */
    public int code() {
        return code;
    }

    /** Returns the reason with a number; unknown numbers, which later versions may add, map to {@link #FAILED}. */
    public static EndReason ofCode(int code) {
        return switch (code) {
            case 0 -> COMPLETE;
            case 1 -> SHUTDOWN;
            default -> FAILED;
        };
    }
}
