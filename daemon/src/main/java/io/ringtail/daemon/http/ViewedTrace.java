package io.ringtail.daemon.http;

import io.ringtail.reader.filter.Selection;
import io.ringtail.reader.tracedat.TraceDatException;
import io.ringtail.reader.tracedat.TraceFrames;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files that a page shows. Used by one thread. */
public interface ViewedTrace {
    /**
     * A file.
     *
     * @param name as the user gave it
     * @param host the machine's name; empty if unknown
     * @param clock the name of its times' clock
     * @param machine the number of its machine, from 0 on
     * @param firstCpu what is added to the numbers of its CPUs
     * @param buffers the names of its buffers; that of the top one is empty
     */
    record File(String name, String host, String clock, int machine, int firstCpu, List<String> buffers) {}

    /**
     * What a request asks for.
     *
     * @param cpus the CPUs; null for all
     * @param since the time of the first event, as a text; empty for all
     * @param until the time after the last event, as a text; empty for all
     * @param buffer the buffer's name; null for all
     */
    record Part(
            Selection selection,
            @Nullable BitSet cpus,
            String since,
            String until,
            @Nullable String buffer) {}

    /** The files, the one whose times are shown first. */
    List<File> files();

    /**
     * Opens a stream of a part of the events.
     *
     * @throws IllegalArgumentException if a time is none; the message says what is
     * @throws TraceDatException if a file has no such buffer, or its pages are damaged
     */
    TraceFrames open(Part part) throws TraceDatException;
}
