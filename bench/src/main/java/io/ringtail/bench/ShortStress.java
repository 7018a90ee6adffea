package io.ringtail.bench;

import java.nio.file.Path;
import org.openjdk.jcstress.Main;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * The stress run of the build: every jcstress test once, in one JVM configuration, the time shared out so that all of them
 * together keep to a budget. Long runs call {@code org.openjdk.jcstress.Main} themselves.
 */
public final class ShortStress {
    /** jcstress runs a test once as it is compiled normally and once with the compiler's choices shuffled. */
    private static final int RUNS_PER_TEST = 2;

    /** What a run costs beside its iteration: a JVM that starts and warms up. */
    private static final long STARTUP_MS = 1_000;

    private static final long LEAST_ITERATION_MS = 50;
    private static final long MOST_ITERATION_MS = 2_000;

    private ShortStress() {}

    /**
     * Runs the stress tests on the class path; none at all is no error. Ends with an {@link AssertionError} that lists
     * the outcomes when one was forbidden.
     *
     * @param args the budget in seconds, and the directory for the report.
     * @throws Exception when the tests cannot be started.
     */
    public static void main(String[] args) throws Exception {
        if (args.length != 2) {
            throw new IllegalArgumentException(
                    "wanted: BUDGET_SECONDS REPORT_DIRECTORY; given: " + args.length + " words");
        }
        int tests = count();
        if (tests == 0) {
            System.out.println("No stress tests.");
            return;
        }
        String iterationMs = Long.toString(iterationMs(Long.parseLong(args[0]) * 1_000, tests));
        String report = Path.of(args[1]).toAbsolutePath() + "/";
        System.out.println(tests + " stress tests, " + iterationMs + " ms each");
        Main.main(new String[] {
            "-r",
            report,
            "-f",
            "1",
            "-fsm",
            "1",
            "-iters",
            "1",
            "-time",
            iterationMs,
            "-sc",
            "false",
            "-af",
            "NONE",
            "-jvmArgs",
            "-Xmx256m"
        });
    }

    static long iterationMs(long budgetMs, long tests) {
        return Math.max(
                LEAST_ITERATION_MS, Math.min(MOST_ITERATION_MS, budgetMs / (RUNS_PER_TEST * tests) - STARTUP_MS));
    }

    private static int count() {
        return ShortStress.class.getResource(TestList.LIST) == null
                ? 0
                : TestList.tests().size();
    }
}
