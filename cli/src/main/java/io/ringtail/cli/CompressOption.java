package io.ringtail.cli;

import io.ringtail.reader.tracedat.PageCompressor;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option for files with compressed events. */
final class CompressOption {
    @Option(
            names = "--compress",
            description = "Compress the events with zstd, to a fourth of their size or less, for trace-cmd 3.1 and"
                    + " later. It is several times as fast with zstd-jni: put its jar beside ringtail.jar, as"
                    + " zstd-jni.jar.")
    private boolean compress;

    /** The compressor to use; null for none. */
    @Nullable
    PageCompressor compressor() {
        return compress ? Zstd.compressor() : null;
    }
}
