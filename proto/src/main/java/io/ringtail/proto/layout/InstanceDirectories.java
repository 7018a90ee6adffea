package io.ringtail.proto.layout;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The directories of a daemon's instances: {@code DIR/instances/NAME} is the run directory of instance NAME. It has the
 * same files as DIR, and {@link RunFiles#INSTANCE}, which is created last and removed first.
 */
public final class InstanceDirectories {
    /** The maximum number of instances of a daemon. */
    public static final int MOST = 8;

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,32}");

    private InstanceDirectories() {}

    /** Returns whether an instance may have a name: 1 to 32 ASCII letters, digits, {@code _} and {@code -}. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Returns the run directory of an instance. */
    public static Path of(Path runDirectory, String name) {
        return runDirectory.resolve(RunFiles.INSTANCES).resolve(name);
    }

    /**
     * Returns the names of the instances that exist, at most {@value #MOST}.
     *
     * @throws IOException if that cannot be found out
     */
    public static List<String> names(Path runDirectory) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(runDirectory.resolve(RunFiles.INSTANCES))) {
            for (Path directory : directories) {
                String name = String.valueOf(directory.getFileName());
                if (names.size() < MOST && isName(name) && Files.exists(directory.resolve(RunFiles.INSTANCE))) {
                    names.add(name);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException none) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }
}
