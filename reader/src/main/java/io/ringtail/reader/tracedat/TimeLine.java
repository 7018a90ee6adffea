package io.ringtail.reader.tracedat;

import java.util.ArrayList;
import java.util.List;

/** Puts the times of several files on the time line of the first one. */
public final class TimeLine {
    private final List<MergeFile> files = new ArrayList<>();
    private boolean sameClock;

    /** Creates a time line of no files. */
    public TimeLine() {}

    /**
     * Adds a file.
     *
     * @param name the name used in messages
     * @throws TraceDatException if it is of another kind of machine than merged files may be, or its times are no ns
     */
    public TimeLine add(String name, TraceDatReader file) throws TraceDatException {
        files.add(new MergeFile(name, file));
        return this;
    }

    /** Takes all clocks for one, unless their files name different boots. */
    public TimeLine assumeSameClock() {
        sameClock = true;
        return this;
    }

    /**
     * Shifts the times that the files show: by nothing if they are of the first one's clock, and else by what the files
     * say of the wall clock.
     *
     * @throws TraceDatException if the files' clocks cannot be related, or a file is damaged
     */
    public void align() throws TraceDatException {
        MergedClocks clocks = new MergedClocks(files, sameClock);
        for (int i = 0; i < files.size(); i++) {
            files.get(i).head().times.shift(clocks.shift(i));
        }
    }
}
