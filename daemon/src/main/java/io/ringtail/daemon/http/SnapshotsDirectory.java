package io.ringtail.daemon.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.stream.ChunkedInput;
import io.netty.handler.stream.ChunkedNioFile;
import io.ringtail.daemon.access.LimitException;
import io.ringtail.daemon.access.Principal;
import io.ringtail.daemon.access.Slots;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /snapshots}: the snapshots in the daemon's directory. Each that is being sent counts as a stream. */
final class SnapshotsDirectory implements Node.Directory {
    private static final int CHUNK = 1 << 16;

    private final ServedSnapshots snapshots;
    private final Slots streams;

    SnapshotsDirectory(ServedSnapshots snapshots, Slots streams) {
        this.snapshots = snapshots;
        this.streams = streams;
    }

    @Override
    public String description() {
        return "the snapshots on the daemon's machine, each a trace.dat";
    }

    @Override
    public List<String> names() {
        return snapshots.stored().stream().map(ServedSnapshots.Stored::name).toList();
    }

    @Override
    public @Nullable Node child(String name) {
        ServedSnapshots.Stored stored = snapshots.find(name);
        return stored == null
                ? null
                : Node.File.readOnly(stored.bytes() + " bytes", request -> {
                    request.parameters().only();
                    return new Reply.Chunked(Reply.BYTES, name, () -> open(request.sender(), name));
                });
    }

    private ChunkedInput<ByteBuf> open(Principal reader, String name) throws HttpProblem {
        try {
            streams.take(reader.account(), reader.isOperator());
        } catch (LimitException e) {
            throw Limits.problem(e, false);
        }
        boolean opened = false;
        try {
            ChunkedInput<ByteBuf> body = OneStream.of(snapshots.open(name), () -> streams.release(reader.account()));
            opened = true;
            return body;
        } catch (NoSuchFileException gone) {
            throw new HttpProblem(HttpResponseStatus.NOT_FOUND, name + " was removed: /snapshots lists what is left");
        } catch (IOException e) {
            throw new HttpProblem(
                    HttpResponseStatus.INTERNAL_SERVER_ERROR, "cannot read " + name + ": " + Printable.of("" + e));
        } finally {
            if (!opened) {
                streams.release(reader.account());
            }
        }
    }

    /** A file that is being sent. */
    private static final class OneStream extends ChunkedNioFile {
        private final Runnable closed;
        private boolean open = true;

        private OneStream(FileChannel file, long length, Runnable closed) throws IOException {
            super(file, 0, length, CHUNK);
            this.closed = closed;
        }

        static OneStream of(FileChannel file, Runnable closed) throws IOException {
            try {
                return new OneStream(file, file.size(), closed);
            } catch (IOException e) {
                file.close();
                throw e;
            }
        }

        @Override
        public void close() throws Exception {
            if (open) {
                open = false;
                try {
                    super.close();
                } finally {
                    closed.run();
                }
            }
        }
    }
}
