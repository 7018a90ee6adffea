package io.ringtail.query;

import io.ringtail.reader.tracedat.TraceDatException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The files of a query. */
final class TraceFiles {
    private TraceFiles() {}

    /** Reads the heads of the files. */
    static List<TraceFile> of(QueryArguments arguments) throws TraceDatException {
        List<TraceFile> files = new ArrayList<>();
        for (int i = 0; i < arguments.files().size(); i++) {
            files.add(TraceFile.of(arguments.files().get(i), arguments.host(i)));
        }
        return toldApart(files);
    }

    /** Names hosts by the files' paths where their names would be the same, and nothing says that they are one host. */
    private static List<TraceFile> toldApart(List<TraceFile> files) {
        Map<String, Integer> named = new HashMap<>();
        files.stream().filter(TraceFile::isNamedByFile).forEach(file -> named.merge(file.host(), 1, Integer::sum));
        return files.stream()
                .map(file -> file.isNamedByFile() && named.getOrDefault(file.host(), 0) > 1
                        ? file.withHost(file.name())
                        : file)
                .toList();
    }
}
