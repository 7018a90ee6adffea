package io.ringtail.cli;

import java.util.concurrent.CountDownLatch;

/**
 * A process that has a temporary host, in which a shell has started another process, prints the host's directory, and
 * waits to be ended.
 */
final class TemporaryHostHolder {
    private TemporaryHostHolder() {}

    public static void main(String[] arguments) throws Exception {
        TemporaryHost host = new TemporaryHost("ringtail-trial");
        String script = "sleep 600 & touch \"$1/started\"; wait";
        host.start(new ProcessBuilder(
                "/bin/sh", "-c", script, "sh", host.directory().toString()));
        System.out.println(host.directory());
        new CountDownLatch(1).await();
    }
}
