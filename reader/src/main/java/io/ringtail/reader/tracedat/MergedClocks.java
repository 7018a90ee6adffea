package io.ringtail.reader.tracedat;

import io.ringtail.proto.stream.ClockPair;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files' clocks: those that are the same, and what is added to each file's times to get the first one's. */
final class MergedClocks {
    /** More would need more thread ids than there are. */
    private static final int MOST = 500;

    private final List<List<MergeFile>> machines = new ArrayList<>();
    private final List<MergeFile> files;
    private final int[] machineOf;
    private final long[] shifts;

    /**
     * Relates the files' clocks.
     *
     * @param claimed whether the user says that all clocks are one, which is believed unless files name different boots
     * @throws TraceDatException if two clocks cannot be related, or a file's pages are damaged
     */
    MergedClocks(List<MergeFile> files, boolean claimed) throws TraceDatException {
        this.files = files;
        this.machineOf = new int[files.size()];
        this.shifts = new long[files.size()];
        for (int i = 0; i < files.size(); i++) {
            machineOf[i] = machine(files.get(i), claimed);
            List<MergeFile> machine = machines.get(machineOf[i]);
            machine.add(files.get(i));
            shifts[i] = machine.get(0).offset() - files.get(i).offset();
        }
        for (int i = 0; i < files.size(); i++) {
            if (machineOf[i] > 0) {
                shifts[i] += offset(machines.get(machineOf[i])) - offset(machines.get(0));
            }
        }
    }

    private int machine(MergeFile file, boolean claimed) throws TraceDatException {
        for (int i = 0; i < machines.size(); i++) {
            if (file.hasClockOf(machines.get(i).get(0), claimed)) {
                return i;
            }
        }
        if (machines.size() == MOST) {
            throw new TraceDatException("more than " + MOST + " machines cannot be merged into one file");
        }
        machines.add(new ArrayList<>());
        return machines.size() - 1;
    }

    /** What is added to the times that a machine's first file shows to get the wall clock's. */
    private long offset(List<MergeFile> machine) throws TraceDatException {
        ClockPair clocks = clocks(machine);
        if (clocks != null) {
            return clocks.offsetNs();
        }
        MergeFile other = machine.equals(machines.get(0)) ? machines.get(1).get(0) : files.get(0);
        MergeFile file = machine.get(0);
        throw new TraceDatException("the times of " + file.name() + " and " + other.name() + " cannot be related: "
                + file.name() + " (" + described(file) + ") does not say when on the wall clock its events were, as"
                + " Ringtail's recordings and those of trace-cmd record --date do. If it has the same clock as "
                + other.name() + " (" + described(other) + "), say so with --same-clock");
    }

    private static String described(MergeFile file) {
        return "clock " + FileHead.printable(file.clock())
                + (file.host().isEmpty() ? "" : " of " + FileHead.printable(file.host()));
    }

    /** A moment on a machine's clock, as its first file shows it, and on the wall clock; null if no file says it. */
    private static @Nullable ClockPair clocks(List<MergeFile> machine) {
        for (MergeFile file : machine) {
            ClockPair clocks = file.clocks();
            if (clocks != null) {
                long shift = machine.get(0).offset() - file.offset();
                return new ClockPair(clocks.monotonicNs() + shift, clocks.realtimeNs());
            }
        }
        return null;
    }

    /** The machines' files; those of the first one have the clock of the merged file. */
    List<List<MergeFile>> machines() {
        return machines;
    }

    int machineOf(int file) {
        return machineOf[file];
    }

    /** What is added to the times that a file shows, ns. */
    long shift(int file) {
        return shifts[file];
    }

    /** The origin of the merged file's times. */
    TraceOrigin origin() {
        List<MergeFile> first = machines.get(0);
        MergeFile named =
                first.stream().filter(file -> file.bootId() != null).findFirst().orElse(first.get(0));
        return new TraceOrigin(named.bootId(), named.host(), clocks(first));
    }
}
