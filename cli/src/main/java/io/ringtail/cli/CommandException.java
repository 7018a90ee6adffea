package io.ringtail.cli;

/** What kept a command from its work: one line that says what is wrong and what to do. */
final class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    CommandException(String line) {
        super(line);
    }

    CommandException(String line, Throwable cause) {
        super(line, cause);
    }
}
