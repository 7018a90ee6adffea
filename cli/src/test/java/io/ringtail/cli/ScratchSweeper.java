package io.ringtail.cli;

import java.nio.file.Path;

/** A process that creates a scratch directory and removes it, again and again, after a line of output. */
final class ScratchSweeper {
    private ScratchSweeper() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println("sweeping");
        while (true) {
            ScratchDirectory.make(Path.of(arguments[0]), "trial").close();
        }
    }
}
