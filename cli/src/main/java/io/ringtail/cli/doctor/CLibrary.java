package io.ringtail.cli.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The C library of a process, by the file that it maps, which has its version in a text. */
final class CLibrary {
    private static final Pattern GLIBC = Pattern.compile("(?:.*/)?libc(?:\\.so\\.6|-2\\.\\d+\\.so)");
    private static final Pattern MUSL = Pattern.compile("(?:.*/)?(?:ld-musl-|libc\\.musl-).*");
    private static final Pattern BANNER = Pattern.compile("GNU C Library [^\0\n]{0,80}version (\\d+\\.\\d+)");
    private static final int MOST_BYTES = 8 << 20;

    private CLibrary() {}

    /** Returns its name and version in words. */
    static String of(ProcessEntry process, Mappings mappings) {
        if (mappings.files().stream().anyMatch(file -> MUSL.matcher(file.path()).matches())) {
            return "musl: a thread's CPU is found by a call, not by rseq";
        }
        Optional<Path> glibc = mappings.files().stream()
                .filter(file -> GLIBC.matcher(file.path()).matches())
                .map(file -> process.seen(Path.of(file.path())))
                .findFirst();
        return glibc.map(file -> "glibc " + version(file)).orElse("unknown");
    }

    /** Finds the version in the bytes of the library; its text is short, and is all ASCII. */
    private static String version(Path file) {
        // A pipe in its place would keep this process waiting.
        if (!Files.isRegularFile(file)) {
            return "of unknown version";
        }
        try (InputStream in = Files.newInputStream(file)) {
            Matcher banner = BANNER.matcher(new String(in.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1));
            return banner.find() ? banner.group(1) : "of unknown version";
        } catch (IOException e) {
            return "of unknown version";
        }
    }
}
