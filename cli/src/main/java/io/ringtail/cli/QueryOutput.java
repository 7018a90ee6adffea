package io.ringtail.cli;

import java.io.BufferedWriter;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A stream for a tool's {@link PrintWriter}, which hides failures: this keeps the first one. */
final class QueryOutput extends FilterOutputStream {
    private static final int BUFFER = 1 << 16;

    private @Nullable IOException failure;

    QueryOutput(OutputStream target) {
        super(target);
    }

    PrintWriter writer() {
        return new PrintWriter(new BufferedWriter(new OutputStreamWriter(this, StandardCharsets.UTF_8), BUFFER));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            failure = failure == null ? e : failure;
            throw e;
        }
    }

    /** Throws the first failure, if there was one. */
    void check() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }
}
