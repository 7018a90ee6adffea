package io.ringtail.cli;

import io.ringtail.reader.tracedat.CopyResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/** What a command says of the trace.dat that it made from others. */
final class WrittenCopy {
    private WrittenCopy() {}

    static void tell(PrintWriter err, CopyResult result, Path target) throws CommandException, IOException {
        err.println(String.format(
                Locale.ROOT,
                "ringtail: %,d events, %,d lost; %s",
                result.events(),
                result.lost(),
                TargetFile.next(target)));
        err.flush();
    }
}
