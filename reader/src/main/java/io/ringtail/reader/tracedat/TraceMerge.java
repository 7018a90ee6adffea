package io.ringtail.reader.tracedat;

import io.ringtail.reader.tracedat.FileContents.BufferPages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Several trace.dat files as one, in the times of the first.
 *
 * <p>Files of one clock, which are of one boot of a machine, are merged CPU by CPU. The times of others are shifted by
 * what the files say of the wall clock; each such machine's events are in a buffer of its name, and its thread ids are
 * above those that Linux gives.
 */
public final class TraceMerge {
    private final List<MergeFile> files = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private boolean sameClock;

    /** Creates a merge of no files. */
    public TraceMerge() {}

    /**
     * Adds a file, which stays open until the merged one is written.
     *
     * @param name the name used in messages
     * @throws TraceDatException if it is of a machine whose pages are only read, or its times are no ns
     */
    public TraceMerge add(String name, TraceDatReader file) throws TraceDatException {
        files.add(new MergeFile(name, file));
        return this;
    }

    /** Takes all clocks for one, unless their files name different boots. */
    public TraceMerge assumeSameClock() {
        sameClock = true;
        return this;
    }

    /** Returns what was done to the files, a line each; empty before the file is written. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /**
     * Writes the merged file.
     *
     * @param compressor compresses the pages, for a version 7 file; null for an uncompressed one of version 6
     * @throws TraceDatException if the files' clocks cannot be related, a file is damaged, or the target cannot be written
     */
    public CopyResult write(Destination target, @Nullable PageCompressor compressor) throws TraceDatException {
        MergedClocks clocks = new MergedClocks(files, sameClock);
        MergedTypes types = new MergedTypes();
        MergedThreads threads = new MergedThreads();
        MergedBuffers buffers = new MergedBuffers();
        clocks.machines().stream().skip(1).forEach(buffers::add);
        MergeFile widest = files.stream()
                .max(Comparator.comparingInt(TraceMerge::pageSize))
                .orElseThrow(() -> new TraceDatException("there are no files to merge"));
        List<MergeCursor> cursors = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            MergeFile file = files.get(i);
            int machine = clocks.machineOf(i);
            threads.add(file.head(), machine);
            cursors.add(new MergeCursor(
                    file.reader().events(),
                    types.add(file.head()),
                    file.head().buffers.stream()
                            .mapToInt(buffer -> buffers.index(machine, buffer.name()))
                            .toArray(),
                    clocks.shift(i),
                    machine,
                    pageSize(widest),
                    null));
        }
        try (CopiedPages pages =
                new CopiedPages(target, pageSize(widest), buffers.names().size())) {
            copy(cursors, pages);
            FileContents contents = contents(clocks, types, threads, widest, complete(buffers, pages));
            TraceDatWriter.write(target, contents, compressor);
            note(clocks, types, buffers);
            return pages.result();
        } catch (IOException e) {
            throw TraceDatWriter.unwritable(target, e);
        }
    }

    private static int pageSize(MergeFile file) {
        return FileBuffer.largestPage(file.head().buffers, file.head().pageSize);
    }

    private static void copy(List<MergeCursor> cursors, CopiedPages pages) throws TraceDatException, IOException {
        List<MergeCursor> open = new ArrayList<>(cursors);
        while (!open.isEmpty()) {
            MergeCursor first = open.get(0);
            for (MergeCursor other : open) {
                first = other.timestamp() < first.timestamp() ? other : first;
            }
            first.copy(pages);
            open.removeIf(MergeCursor::atEnd);
        }
    }

    private List<BufferPages> complete(MergedBuffers buffers, CopiedPages pages) throws IOException {
        List<BufferPages> complete = new ArrayList<>();
        for (int i = 0; i < buffers.names().size(); i++) {
            complete.add(pages.complete(i, buffers.names().get(i), files.get(0).clock()));
        }
        return complete;
    }

    private FileContents contents(
            MergedClocks clocks,
            MergedTypes types,
            MergedThreads threads,
            MergeFile widest,
            List<BufferPages> buffers) {
        List<TraceOption> options = new ArrayList<>();
        options.add(FileContents.clock(files.get(0).clock()));
        clocks.machines().get(0).stream()
                .map(file -> file.head().uname)
                .filter(uname -> !uname.isEmpty())
                .limit(1)
                .forEach(uname ->
                        options.add(new TraceOption(TraceDatFormat.OPTION_UNAME, TraceDatFormat.utf8(uname + '\0'))));
        if (!threads.processes().isEmpty()) {
            options.add(FileContents.tgids(threads.processes()));
        }
        options.add(
                new TraceOption(TraceDatFormat.OPTION_ORIGIN, clocks.origin().encode()));
        return new FileContents(
                pageSize(widest),
                widest.head().headerPage,
                widest.head().headerEvent,
                types.events(),
                ofOneMachine(clocks, head -> head.kallsyms, "functions are shown as addresses"),
                ofOneMachine(clocks, head -> head.printkFormats, "trace_printk's formats are shown as addresses"),
                threads.names(),
                options,
                files.stream().mapToInt(file -> file.reader().cpuCount()).max().orElse(0),
                buffers);
    }

    /** Returns the longest text of a machine's files; none if the machines have different ones. */
    private String ofOneMachine(MergedClocks clocks, Function<FileHead, String> text, String otherwise) {
        List<String> texts = clocks.machines().stream()
                .map(machine -> machine.stream()
                        .map(file -> text.apply(file.head()))
                        .max(Comparator.comparingInt(String::length))
                        .orElse(""))
                .filter(each -> !each.isEmpty())
                .distinct()
                .toList();
        if (texts.size() > 1) {
            notes.add("the machines' kernels differ: " + otherwise);
        }
        return texts.size() == 1 ? texts.get(0) : "";
    }

    private void note(MergedClocks clocks, MergedTypes types, MergedBuffers buffers) {
        for (int i = 0; i < files.size(); i++) {
            int machine = clocks.machineOf(i);
            if (machine > 0) {
                notes.add(files.get(i).name() + " is of another clock: its times are shifted by " + clocks.shift(i)
                        + " ns, its events are in the buffer " + FileHead.printable(buffers.label(machine))
                        + ", and its thread ids are higher by " + MergedThreads.offset(machine));
            }
        }
        if (types.renumbered() > 0) {
            notes.add(types.renumbered() + " types of events have new ids, since another file has others with theirs");
        }
    }
}
