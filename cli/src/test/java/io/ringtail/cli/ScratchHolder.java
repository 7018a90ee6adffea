package io.ringtail.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process that creates a scratch directory, prints its path, and waits to be ended. */
final class ScratchHolder {
    private ScratchHolder() {}

    public static void main(String[] arguments) throws Exception {
        ScratchDirectory directory = ScratchDirectory.make(Path.of(arguments[0]), "trial");
        Files.writeString(directory.path().resolve("content"), "something");
        System.out.println(directory.path());
        new CountDownLatch(1).await();
    }
}
