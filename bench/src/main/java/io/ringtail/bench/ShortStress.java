package io.ringtail.bench;

import io.ringtail.bench.jvm.OpenModules;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jcstress.Main;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * A stress run with a budget: every jcstress test, in one JVM configuration, with the time divided so that all together
 * stay within it. The build's is short; {@code bench/ordering} has a long one.
 */
public final class ShortStress {
    /** jcstress runs a test once compiled normally and once with the compiler's choices shuffled. */
    private static final int RUNS_PER_TEST = 2;

    /** The cost of a run besides its iteration: starting and warming up a JVM. */
    private static final long STARTUP_MS = 1_000;

    private static final long LEAST_ITERATION_MS = 50;
    private static final long MOST_ITERATION_MS = 2_000;

    private static final String JVM_ARGS = "-Xmx256m " + OpenModules.FLAGS;

    private ShortStress() {}

    /**
     * Runs the stress tests on the class path; an empty set is not an error. Ends with an {@link AssertionError} that
     * lists the outcomes if one was forbidden.
     *
     * @param args the budget in seconds, the directory for the report, and further options for jcstress.
     * @throws Exception when the tests cannot be started.
     */
    public static void main(String[] args) throws Exception {
        if (args.length < 2) {
            throw new IllegalArgumentException(
                    "wanted: BUDGET_SECONDS REPORT_DIRECTORY [OPTION...]; given: " + args.length + " words");
        }
        int cpus = Runtime.getRuntime().availableProcessors();
        List<String> all = all();
        List<String> runnable = all.stream()
                .filter(test -> TestList.getInfo(test).threads() <= cpus)
                .toList();
        all.stream()
                .filter(test -> !runnable.contains(test))
                .forEach(test -> System.out.println("NOT RUN, more actors than the " + cpus + " CPUs here: " + test));
        if (runnable.isEmpty()) {
            System.out.println("No stress tests.");
            return;
        }
        long budgetMs = Long.parseLong(args[0]) * 1_000;
        long iterationMs = iterationMs(budgetMs, runnable.size());
        long iterations = iterations(budgetMs, runnable.size());
        System.out.println(runnable.size() + " stress tests, " + iterations + " x " + iterationMs + " ms each");
        String options = "-f 1 -fsm 1 -iters " + iterations + " -sc false -af NONE -strideSize 8 -strideCount 4 -time "
                + iterationMs;
        String report = Path.of(args[1]).toAbsolutePath() + "/";
        Stream<String> usual =
                Stream.concat(Stream.of(options.split(" ", -1)), Stream.of("-jvmArgs", JVM_ARGS, "-r", report));
        Main.main(Stream.concat(usual, Stream.of(args).skip(2)).toArray(String[]::new));
    }

    static long iterationMs(long budgetMs, long tests) {
        return Math.max(LEAST_ITERATION_MS, Math.min(MOST_ITERATION_MS, runMs(budgetMs, tests)));
    }

    static long iterations(long budgetMs, long tests) {
        return Math.max(1, runMs(budgetMs, tests) / MOST_ITERATION_MS);
    }

    private static long runMs(long budgetMs, long tests) {
        return budgetMs / (RUNS_PER_TEST * tests) - STARTUP_MS;
    }

    private static List<String> all() {
        return ShortStress.class.getResource(TestList.LIST) == null ? List.of() : List.copyOf(TestList.tests());
    }
}
