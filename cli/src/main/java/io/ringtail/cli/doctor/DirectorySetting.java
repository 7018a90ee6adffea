package io.ringtail.cli.doctor;

import io.ringtail.proto.layout.RunFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The run directory that a JVM's options and environment select for a tracer that was created without one, as the
 * client library selects it: the system property, the environment variable, the default. Of a property given several
 * times, the JVM uses the last: those of JAVA_TOOL_OPTIONS come first, then JDK_JAVA_OPTIONS, the command line, and
 * _JAVA_OPTIONS.
 *
 * @param value the directory's name as given
 * @param source what gave it, in words
 * @param mayBeInFile whether the command line takes options from a file, which is not read
 */
record DirectorySetting(String value, String source, boolean mayBeInFile) {
    private static final String PROPERTY = "-Dringtail.dir=";
    private static final String IN = "-Dringtail.dir in ";
    private static final String COMMAND_LINE = "the command line";
    /** Options whose value is the next word of the command line. */
    private static final Set<String> WITH_VALUE = Set.of(
            "-cp",
            "-classpath",
            "--class-path",
            "-p",
            "--module-path",
            "--upgrade-module-path",
            "--add-modules",
            "--limit-modules",
            "--add-exports",
            "--add-opens",
            "--add-reads",
            "--patch-module",
            "--enable-native-access",
            "--source");

    /**
     * Finds the setting.
     *
     * @param commandLine the words of the command line, the program's name first
     * @param environment entries {@code NAME=VALUE}
     */
    static DirectorySetting of(List<String> commandLine, List<String> environment) {
        Map<String, String> variables = environment.stream()
                .filter(entry -> entry.indexOf('=') > 0)
                .collect(Collectors.toMap(
                        entry -> entry.substring(0, entry.indexOf('=')),
                        entry -> entry.substring(entry.indexOf('=') + 1),
                        (first, repeated) -> first));
        String variable = variables.get(RunFiles.DIRECTORY_VARIABLE);
        List<String> options = optionsOf(commandLine);
        boolean inFile = options.stream().anyMatch(option -> option.startsWith("@"));
        DirectorySetting setting = variable == null || variable.isEmpty()
                ? new DirectorySetting(RunFiles.DEFAULT_DIRECTORY, "by default", inFile)
                : new DirectorySetting(variable, RunFiles.DIRECTORY_VARIABLE, inFile);
        setting = setting.unlessIn(words(variables.getOrDefault("JAVA_TOOL_OPTIONS", "")), "JAVA_TOOL_OPTIONS");
        setting = setting.unlessIn(words(variables.getOrDefault("JDK_JAVA_OPTIONS", "")), "JDK_JAVA_OPTIONS");
        setting = setting.unlessIn(options, COMMAND_LINE);
        return setting.unlessIn(words(variables.getOrDefault("_JAVA_OPTIONS", "")), "_JAVA_OPTIONS");
    }

    private DirectorySetting unlessIn(List<String> options, String where) {
        DirectorySetting last = this;
        for (String option : options) {
            if (option.startsWith(PROPERTY)) {
                last = new DirectorySetting(option.substring(PROPERTY.length()), IN + where, mayBeInFile);
            }
        }
        return last;
    }

    /** Returns the JVM's options: those before the main class, the module or the jar. */
    static List<String> optionsOf(List<String> commandLine) {
        List<String> options = new ArrayList<>();
        int next = 1;
        while (next < commandLine.size() && isOption(commandLine.get(next))) {
            String option = commandLine.get(next);
            options.add(option);
            next += WITH_VALUE.contains(option) ? 2 : 1;
        }
        return options;
    }

    private static boolean isOption(String word) {
        boolean last = word.equals("-jar") || word.equals("-m") || word.equals("--module");
        return !last && (word.startsWith("-") || word.startsWith("@"));
    }

    /** Returns whether it is known without the environment. */
    boolean isOfCommandLine() {
        return source.equals(IN + COMMAND_LINE);
    }

    /** Splits options at blanks outside quotes, and removes the quotes, as the JVM does. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        for (char c : (text + ' ').toCharArray()) {
            if (quote == 0 && Character.isWhitespace(c)) {
                if (!word.isEmpty()) {
                    words.add(word.toString());
                    word.setLength(0);
                }
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            } else {
                word.append(c);
            }
        }
        return words;
    }
}
