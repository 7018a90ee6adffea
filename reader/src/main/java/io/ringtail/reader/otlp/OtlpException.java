package io.ringtail.reader.otlp;

import java.io.IOException;

/** Reports that spans could not be delivered; the message is one line with the remedy. */
public final class OtlpException extends IOException {
    private static final long serialVersionUID = 1L;

    OtlpException(String line) {
        super(line);
    }

    OtlpException(String line, Throwable cause) {
        super(line, cause);
    }
}
