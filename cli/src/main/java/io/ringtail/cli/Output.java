package io.ringtail.cli;

import io.ringtail.reader.LineBytes;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Standard output, written in large blocks of UTF-8. The reader may go away at any time ({@code | head}): this is not
 * an error, but ends the command. Not thread-safe.
 */
final class Output {
    private static final Path STANDARD = Path.of("/proc/self/fd/1");
    private static final int PIECE = 1 << 16;

    private final OutputStream target;
    private final StringBuilder text = new StringBuilder(2 * PIECE);
    private final LineBytes bytes = new LineBytes();

    Output(OutputStream target) {
        this.target = target;
    }

    static Output standard() {
        return new Output(new FileOutputStream(FileDescriptor.out));
    }

    /** Standard output as bytes; closing it has no effect. */
    static WritableByteChannel standardBytes() {
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        return Channels.newChannel(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                try {
                    out.write(bytes, offset, length);
                } catch (IOException e) {
                    throw new ClosedOutputException(e);
                }
            }
        });
    }

    /** The buffer to append text to; call {@link #written()} after each line or so. */
    StringBuilder text() {
        return text;
    }

    /** A buffer to append lines of bytes to instead, likewise; what {@link #text()} holds is written before it. */
    LineBytes bytes() {
        return bytes;
    }

    /** Passes on the appended text once there is enough of it. */
    void written() throws ClosedOutputException {
        if (text.length() >= PIECE || bytes.length() >= PIECE) {
            flush();
        }
    }

    void line(CharSequence line) throws ClosedOutputException {
        text.append(line).append('\n');
        written();
    }

    /** Passes on whole lines. */
    void lines(CharSequence lines) throws ClosedOutputException {
        flush();
        write(lines.toString());
    }

    /** Passes on all appended text. */
    void flush() throws ClosedOutputException {
        if (text.length() > 0) {
            String lines = text.toString();
            text.setLength(0);
            write(lines);
        }
        try {
            bytes.drainTo(target);
        } catch (IOException e) {
            throw new ClosedOutputException(e);
        }
    }

    private void write(String lines) throws ClosedOutputException {
        try {
            target.write(lines.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new ClosedOutputException(e);
        }
    }

    /** Standard output has no reader any more, or is a file on a full filesystem. */
    static final class ClosedOutputException extends IOException {
        private static final long serialVersionUID = 1L;

        ClosedOutputException(IOException cause) {
            super(
                    "cannot write to standard output (" + cause.getMessage()
                            + "): redirect it to a filesystem with free space",
                    cause);
        }

        /** Whether the reader has gone, as {@code head} has once it has read enough. */
        boolean readerHasGone() {
            Throwable cause = getCause();
            String message = cause == null ? null : cause.getMessage();
            return message != null && (message.contains("Broken pipe") || isPipe());
        }

        /** Tests for a pipe: writing to one fails for no other reason, whereas the message may be in any language. */
        private static boolean isPipe() {
            try {
                return Files.readSymbolicLink(STANDARD).toString().startsWith("pipe:");
            } catch (IOException unknown) {
                return false;
            }
        }
    }
}
