package io.ringtail.cli;

import io.ringtail.reader.tracedat.Destination;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.function.BiFunction;
import java.util.zip.GZIPOutputStream;

/** A file, pipe or device that a command exports to, compressed if its name ends in {@code .gz}. */
final class ExportFile implements ExportPlace {
    private static final int BUFFER = 1 << 16;
    private static final String COMPRESSED = ".gz";

    private final Destination destination;
    private final boolean compressed;
    private final BiFunction<OutputStream, ExportedSource, ExportTarget> format;
    private long bytes;

    private ExportFile(
            Destination destination,
            boolean compressed,
            BiFunction<OutputStream, ExportedSource, ExportTarget> format) {
        this.destination = destination;
        this.compressed = compressed;
        this.format = format;
    }

    static ExportFile open(Path file, BiFunction<OutputStream, ExportedSource, ExportTarget> format)
            throws CommandException, IOException {
        boolean compressed = String.valueOf(file.getFileName()).endsWith(COMPRESSED);
        return new ExportFile(TargetFile.open(file), compressed, format);
    }

    @Override
    public long write(ExportedSource source, Content content) throws IOException {
        destination.write(channel -> bytes = write(channel, source, content));
        return bytes;
    }

    private long write(WritableByteChannel channel, ExportedSource source, Content content) throws IOException {
        CountedOutput counted = new CountedOutput(Channels.newOutputStream(channel));
        try (OutputStream out =
                new BufferedOutputStream(compressed ? new GZIPOutputStream(counted, BUFFER) : counted, BUFFER)) {
            ExportTarget target = format.apply(out, source);
            content.writeTo(target, counted::bytes);
            target.finish();
        }
        return counted.bytes();
    }

    @Override
    public CommandException unwritable(Exception e) {
        return TargetFile.unwritable(destination, e);
    }

    @Override
    public String toString() {
        return destination.toString();
    }
}
