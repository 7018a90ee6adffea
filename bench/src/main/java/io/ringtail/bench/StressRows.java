package io.ringtail.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.GradingResult;
import org.openjdk.jcstress.infra.grading.ReportUtils;

/** The results that jcstress left in a directory, a row for each test. */
final class StressRows {
    private static final String RESULTS = "jcstress-results-*.bin.gz";

    private StressRows() {}

    /**
     * Reads all results.
     *
     * @throws IOException if there are none
     */
    static List<OrderingRow> in(Path directory) throws IOException {
        InProcessCollector collector = new InProcessCollector();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, RESULTS)) {
            for (Path file : files) {
                read(file, collector);
            }
        }
        List<OrderingRow> rows = new ArrayList<>();
        ReportUtils.mergedByName(collector.getTestResults()).forEach(result -> rows.add(row(result)));
        if (rows.isEmpty()) {
            throw new IOException("jcstress left no results in " + directory + ": see its log there");
        }
        rows.sort(Comparator.comparing(OrderingRow::test));
        return rows;
    }

    private static void read(Path file, InProcessCollector collector) throws IOException {
        DiskReadCollector results = new DiskReadCollector(file.toString(), collector);
        try {
            results.dump();
        } catch (ClassNotFoundException e) {
            throw new IOException("cannot read " + file + ": " + e, e);
        } finally {
            results.close();
        }
    }

    private static OrderingRow row(TestResult result) {
        Map<String, Long> outcomes = new LinkedHashMap<>();
        long forbidden = 0;
        for (GradingResult graded : result.grading().gradingResults.values()) {
            boolean allowed = graded.expect != Expect.FORBIDDEN && graded.expect != Expect.UNKNOWN;
            if (graded.count > 0) {
                outcomes.put(outcome(graded, allowed), graded.count);
                forbidden += allowed ? 0 : graded.count;
            }
        }
        if (forbidden == 0 && !ReportUtils.statusToPassed(result)) {
            outcomes.put(ReportUtils.statusToLabel(result), 1L);
            forbidden = 1;
        }
        String name = result.getName();
        return new OrderingRow(name.substring(name.lastIndexOf('.') + 1), result.getTotalCount(), outcomes, forbidden);
    }

    private static String outcome(GradingResult graded, boolean allowed) {
        String id = '(' + graded.id + ')';
        if (!allowed) {
            return "FORBIDDEN " + id;
        }
        return graded.expect == Expect.ACCEPTABLE_INTERESTING ? "interesting " + id : id;
    }
}
