package io.ringtail.proto.stream;

/** Why a stream ended, by its number in the END frame. */
public enum EndReason {
    /** Everything that was asked for has been sent. */
    COMPLETE(0),
    /** The daemon stops. */
    SHUTDOWN(1),
    /** The daemon could not go on; the detail says why. */
    FAILED(2);

    private final int code;

    EndReason(int code) {
        this.code = code;
    }

    /** The number in the frame. */
    public int code() {
        return code;
    }

    /** The reason of a number; one that a later version may have added counts as {@link #FAILED}. */
    public static EndReason ofCode(int code) {
        return switch (code) {
            case 0 -> COMPLETE;
            case 1 -> SHUTDOWN;
            default -> FAILED;
        };
    }
}
