package io.ringtail.cli.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A process's directory below {@code /proc}. What is missing, or closed to this user, reads as empty; which entries
 * were closed is remembered. Source: proc(5).
 */
final class ProcessEntry {
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_BYTES_OF_MAPS = 16 << 20;
    private static final int MOST_ENTRIES = 20_000;

    private final Path directory;
    private final Set<String> closed = new TreeSet<>();

    ProcessEntry(Path directory) {
        this.directory = directory;
    }

    /** Returns a file's text, at most the first MiB of it. */
    String text(String name) {
        return text(name, MOST_BYTES);
    }

    /** Returns the lines that describe the process's mappings. */
    List<String> maps() {
        return text("maps", MOST_BYTES_OF_MAPS).lines().toList();
    }

    private String text(String name, int most) {
        try (InputStream in = Files.newInputStream(directory.resolve(name))) {
            return new String(in.readNBytes(most), StandardCharsets.UTF_8);
        } catch (IOException e) {
            remember(name, e);
            return "";
        }
    }

    /** Returns the parts of a file that are separated by NULs, without the empty ones at its end. */
    List<String> strings(String name) {
        return List.of(text(name).split("\0"));
    }

    /** Returns where a link leads. */
    String link(String name) {
        try {
            return Files.readSymbolicLink(directory.resolve(name)).toString();
        } catch (IOException e) {
            remember(name, e);
            return "";
        }
    }

    /** Returns the targets of the process's descriptors. */
    List<String> descriptors() {
        return names("fd").stream().map(fd -> link("fd/" + fd)).toList();
    }

    /** Returns the names of the process's threads, of which the kernel keeps 15 bytes. */
    List<String> threads() {
        return names("task").stream()
                .map(tid -> text("task/" + tid + "/comm").strip())
                .toList();
    }

    private List<String> names(String subdirectory) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory.resolve(subdirectory))) {
            for (Path entry : entries) {
                if (names.size() == MOST_ENTRIES) {
                    break;
                }
                names.add(String.valueOf(entry.getFileName()));
            }
        } catch (IOException e) {
            remember(subdirectory, e);
        } catch (DirectoryIteratorException e) {
            remember(subdirectory, e.getCause());
        }
        return names;
    }

    private void remember(String name, @Nullable Throwable failure) {
        if (failure instanceof AccessDeniedException) {
            closed.add(name.replaceAll("/.*", ""));
        }
    }

    /** Returns the names of the entries that this user may not read, of those that were asked for. */
    Set<String> closed() {
        return closed;
    }

    boolean isClosed(String name) {
        return closed.contains(name);
    }

    /** Returns whether a namespace, like {@code ns/mnt}, is another one than this process's; not if it is unknown. */
    boolean hasOwn(String namespace) {
        String its = link(namespace);
        return !its.isEmpty() && !its.equals(new ProcessEntry(directory.resolveSibling("self")).link(namespace));
    }

    /** Returns the path under which this process sees a file that the other one sees under the given, absolute, path. */
    Path seen(Path path) {
        String root = link("root");
        boolean same = root.isEmpty() || (root.equals("/") && !hasOwn("ns/mnt"));
        return same ? path : directory.resolve("root").resolve(path.toString().substring(1));
    }
}
