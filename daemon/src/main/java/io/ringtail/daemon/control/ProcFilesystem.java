package io.ringtail.daemon.control;

import io.ringtail.client.libc.LibC;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The processes below {@code /proc}, if it belongs to this process's own pid namespace; otherwise nothing is known.
 *
 * <p>Source: proc_pid_stat(5). The second field, the command, may contain spaces and parentheses; the other fields are
 * counted from its last parenthesis.
 */
final class ProcFilesystem implements ProcessTable {
    private static final int STATE_FIELD = 3;
    private static final int FLAGS_FIELD = 9;
    private static final int THREADS_FIELD = 20;
    private static final int START_TIME_FIELD = 22;

    /** The flag PF_KTHREAD of include/linux/sched.h. */
    private static final int KERNEL_THREAD = 0x0020_0000;
    /** The index of the inode in a line of maps, from 0. */
    private static final int INODE_FIELD = 4;

    private static final String NAMESPACE_PIDS = "NSpid:";
    private static final String PROCESS = "Tgid:";
    /** Its line has the real, the effective, the saved and the filesystem's user. */
    private static final String USERS = "Uid:";

    private final Path root;
    private final @Nullable LibC libC;
    private final PidProbe probe;
    private final long namespace;
    private volatile OwnMapping own = new OwnMapping(0, Mapped.UNKNOWN);

    /** Whether this process's own maps show a file. */
    private record OwnMapping(long inode, Mapped mapped) {}

    ProcFilesystem() {
        this(Path.of("/proc"), LibC.viaJna());
    }

    ProcFilesystem(Path root, @Nullable LibC libC) {
        this.root = root;
        this.libC = libC;
        this.probe = PidProbe.using(libC, root);
        this.namespace = isOfThisNamespace() ? readNamespace() : 0;
    }

    /** A {@code /proc} mounted in another pid namespace shows this process with more than one pid, or not at all. */
    private boolean isOfThisNamespace() {
        return namespacePids("self").length == 1;
    }

    /** The link reads "pid:[4026531836]". */
    private long readNamespace() {
        try {
            String link = Files.readSymbolicLink(root.resolve("self/ns/pid")).toString();
            return Long.parseLong(link.substring(link.indexOf('[') + 1, link.indexOf(']')));
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }

    /**
     * Returns the pids of a process or thread, from this {@code /proc}'s namespace down to the process's own.
     *
     * @param entry below {@code /proc}
     * @return empty if unavailable
     */
    private int[] namespacePids(String entry) {
        String pids = statusLine(entry, NAMESPACE_PIDS);
        try {
            return pids == null
                    ? new int[0]
                    : Arrays.stream(pids.split("\\s+", -1))
                            .mapToInt(Integer::parseInt)
                            .toArray();
        } catch (NumberFormatException e) {
            return new int[0];
        }
    }

    /** Returns the value of a line of a process's or thread's status; null if it has ended or is hidden. */
    private @Nullable String statusLine(String entry, String name) {
        try (Stream<String> lines = Files.lines(root.resolve(entry + "/status"), StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.startsWith(name))
                    .findFirst()
                    .map(line -> line.substring(name.length()).strip())
                    .orElse(null);
        } catch (IOException | UncheckedIOException e) {
            return null;
        }
    }

    @Override
    public long namespace() {
        return namespace;
    }

    @Override
    public @Nullable ProcessDescriptor descriptor(int pid) {
        return ProcessDescriptor.open(libC, pid);
    }

    @Override
    public long startTime(int pid) {
        if (namespace == 0) {
            return UNKNOWN;
        }
        try {
            byte[] stat = Files.readAllBytes(root.resolve(pid + "/stat"));
            return startTime(new String(stat, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            return probe.isGone(pid) ? DEAD : UNKNOWN;
        } catch (IOException | IllegalArgumentException e) {
            return UNKNOWN;
        }
    }

    @Override
    public int userOf(int pid) {
        String users = namespace == 0 ? null : statusLine(Integer.toString(pid), USERS);
        try {
            return users == null ? -1 : Integer.parseUnsignedInt(users.split("\\s+", -1)[1]);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return -1;
        }
    }

    @Override
    public boolean sharesNamespace(int pid) {
        return namespacePids(Integer.toString(pid)).length <= 1;
    }

    @Override
    public int processOf(int tid) {
        String pid = namespace == 0 ? null : statusLine(Integer.toString(tid), PROCESS);
        try {
            return pid == null ? 0 : Integer.parseInt(pid);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    @Override
    public int ownThreadId(int pid, int tid) {
        int[] ids = namespacePids(pid + "/task/" + tid);
        return ids.length == 0 ? 0 : ids[ids.length - 1];
    }

    @Override
    public Map<Integer, Integer> threads(int pid) {
        Map<Integer, Integer> threads = new HashMap<>();
        String[] tids = root.resolve(pid + "/task").toFile().list();
        for (String tid : tids == null ? new String[0] : tids) {
            int[] ids = namespacePids(pid + "/task/" + tid);
            if (ids.length > 0) {
                threads.put(ids[ids.length - 1], ids[0]);
            }
        }
        return threads;
    }

    /** If this process's own maps do not show the file by its inode, those of other processes prove nothing. */
    @Override
    public boolean hasNotMapped(int pid, long inode) {
        return inode != 0
                && namespace != 0
                && ownMaps(inode) == Mapped.YES
                && maps(Integer.toString(pid), inode) == Mapped.NO;
    }

    /** The file stays mapped, and how this filesystem's inodes are shown does not change: one reading is enough. */
    private Mapped ownMaps(long inode) {
        OwnMapping known = own;
        if (known.inode() != inode || known.mapped() == Mapped.UNKNOWN) {
            known = new OwnMapping(inode, maps("self", inode));
            own = known;
        }
        return known.mapped();
    }

    private enum Mapped {
        YES,
        NO,
        UNKNOWN
    }

    /** A line reads "ADDRESSES PERMISSIONS OFFSET DEVICE INODE PATH"; an ending process has none. */
    private Mapped maps(String entry, long inode) {
        String wanted = Long.toString(inode);
        try (Stream<String> lines = Files.lines(root.resolve(entry + "/maps"), StandardCharsets.ISO_8859_1)) {
            Mapped mapped = Mapped.UNKNOWN;
            for (Iterator<String> all = lines.iterator(); all.hasNext() && mapped != Mapped.YES; ) {
                String[] parts = all.next().split(" ", INODE_FIELD + 2);
                mapped = parts.length > INODE_FIELD && parts[INODE_FIELD].equals(wanted) ? Mapped.YES : Mapped.NO;
            }
            return mapped;
        } catch (IOException | UncheckedIOException e) {
            return Mapped.UNKNOWN;
        }
    }

    @Override
    public String command(int pid) {
        try {
            return ThreadNames.clean(Files.readString(root.resolve(pid + "/comm"), StandardCharsets.ISO_8859_1)
                    .strip());
        } catch (IOException e) {
            return "";
        }
    }

    static long startTime(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        if (fields.length <= START_TIME_FIELD - STATE_FIELD) {
            return UNKNOWN;
        }
        if ((Integer.parseUnsignedInt(fields[FLAGS_FIELD - STATE_FIELD]) & KERNEL_THREAD) != 0) {
            return DEAD;
        }
        String state = fields[0];
        boolean ended = state.equals("Z") || state.equals("X");
        // A zombie with other threads still running is a process whose first thread has returned.
        if (ended && Integer.parseInt(fields[THREADS_FIELD - STATE_FIELD]) <= 1) {
            return DEAD;
        }
        return Long.parseLong(fields[START_TIME_FIELD - STATE_FIELD]);
    }
}
