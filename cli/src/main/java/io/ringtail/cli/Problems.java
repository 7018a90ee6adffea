package io.ringtail.cli;

import io.ringtail.cli.Output.ClosedOutputException;
import io.ringtail.daemon.NativeLibraries;
import io.ringtail.daemon.SettingsException;
import io.ringtail.daemon.buffer.BufferFileException;
import io.ringtail.daemon.control.RunDirectoryException;
import io.ringtail.daemon.log.JournalStream;
import io.ringtail.reader.filter.FilterException;
import io.ringtail.reader.fleet.SupersededException;
import io.ringtail.reader.tracedat.TraceDatException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reports problems in one line on standard error, and chooses the exit status. */
final class Problems implements IExecutionExceptionHandler, IParameterExceptionHandler {
    static final int ERROR = 1;
    static final int USAGE = 2;
    /** A service that ends with this is not started again: another one does its work. */
    static final int SUPERSEDED = 3;

    private final BooleanSupplier debug;

    Problems(BooleanSupplier debug) {
        this.debug = debug;
    }

    /** Returns a reporter for use before a command line has been parsed. */
    static Problems ofProcess() {
        return new Problems(() -> "1".equals(System.getenv(Main.DEBUG_VARIABLE)));
    }

    @Override
    public int handleExecutionException(Exception problem, CommandLine command, ParseResult parsed) {
        if (readerHasGone(problem)) {
            return 0;
        }
        tell(command.getErr(), text(problem), problem);
        return problem instanceof SupersededException ? SUPERSEDED : ERROR;
    }

    /** Reports a problem that no command has caught. */
    int report(Throwable problem) {
        tell(new PrintWriter(System.err, true, StandardCharsets.UTF_8), text(problem), problem);
        return ERROR;
    }

    private static boolean readerHasGone(@Nullable Throwable problem) {
        return problem != null
                && ((problem instanceof ClosedOutputException closed && closed.readerHasGone())
                        || readerHasGone(problem.getCause()));
    }

    @Override
    public int handleParseException(ParameterException problem, String[] arguments) {
        CommandLine command = problem.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        tell(command.getErr(), text(problem) + "; see " + name + " --help", problem);
        if (problem.getCause() instanceof FilterException filter) {
            command.getErr().println(indented(filter));
            command.getErr().flush();
        }
        return USAGE;
    }

    /** A filter and a caret below it, indented. */
    static String indented(FilterException problem) {
        return problem.pointed().indent(2).stripTrailing();
    }

    /** What follows an unknown option may be its value, or no option: picocli calls all of it unknown options. */
    private static String text(ParameterException problem) {
        return problem instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()
                ? "Unknown option: '" + unmatched.getUnmatched().get(0) + "'"
                : String.valueOf(problem.getMessage());
    }

    /** A problem's line on standard error; in the journal, where each line has a priority, that of an error. */
    static String line(String text) {
        return (JournalStream.isStandardError(System.getenv()) ? "<3>" : "") + "ringtail: " + oneLine(text);
    }

    private void tell(PrintWriter err, String text, Throwable problem) {
        err.println(line(text));
        if (debug.getAsBoolean()) {
            problem.printStackTrace(err);
        }
        err.flush();
    }

    private static String text(Throwable problem) {
        String message = String.valueOf(problem.getMessage());
        if (problem instanceof NoSuchFileException) {
            return message + " does not exist: check the path";
        } else if (problem instanceof AccessDeniedException) {
            return "cannot access " + message + " (permission denied): check its owner and permissions";
        } else if (problem instanceof FileSystemException) {
            return message + ": check the path, and that its filesystem has free space";
        } else if (problem instanceof CommandException
                || problem instanceof SettingsException
                || problem instanceof BufferFileException
                || problem instanceof RunDirectoryException
                || problem instanceof TraceDatException
                || problem instanceof IOException) {
            return message;
        } else if (problem instanceof InvalidPathException path) {
            return unusable(path);
        } else if (problem instanceof LinkageError) {
            return NativeLibraries.unloadable(problem);
        } else if (problem instanceof OutOfMemoryError) {
            return "out of memory (" + message + "): raise the limit with RINGTAIL_JAVA_OPTS=-Xmx1g";
        }
        return "internal error (" + problem + "): run the command again with --debug, and report its output";
    }

    /** Describes a name that this JVM's character set cannot encode, or that no file can have. */
    static String unusable(InvalidPathException path) {
        String charset = System.getProperty("sun.jnu.encoding", "");
        return "'" + path.getInput() + "' is not a valid path (" + path.getReason() + ")"
                + (charset.equals("UTF-8")
                        ? ": check it"
                        : ": file names are encoded in " + charset + "; set LC_ALL=C.UTF-8");
    }

    /** Replaces line breaks and terminal control characters, which foreign text may contain. */
    static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cc}", "?");
    }
}
