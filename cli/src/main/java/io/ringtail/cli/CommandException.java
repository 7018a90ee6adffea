package io.ringtail.cli;

/** The failure of a command, as one line that says what is wrong and what to do. */
final class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    CommandException(String line) {
        super(line);
    }

    CommandException(String line, Throwable cause) {
        super(line, cause);
    }
}
