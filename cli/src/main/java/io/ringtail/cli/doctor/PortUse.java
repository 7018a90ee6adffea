package io.ringtail.cli.doctor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Who listens on a TCP port of this network namespace, by {@code /proc/net/tcp}. Source: proc_net(5). */
final class PortUse {
    private static final int LOCAL = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final String LISTENING = "0A";
    private static final int HEXADECIMAL = 16;

    private final Path proc;

    PortUse(Path proc) {
        this.proc = proc;
    }

    /** Returns the listener in words; empty if there is none. */
    Optional<String> of(int port) {
        ProcessEntry net = new ProcessEntry(proc.resolve("net"));
        return net.text("tcp6")
                .concat(net.text("tcp"))
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(fields -> fields.length > INODE && fields[STATE].equals(LISTENING))
                .filter(fields -> isPort(fields[LOCAL], port))
                .map(fields -> holder("socket:[" + fields[INODE] + "]"))
                .findFirst();
    }

    private static boolean isPort(String address, int port) {
        String number = address.substring(address.lastIndexOf(':') + 1);
        try {
            return Integer.parseInt(number, HEXADECIMAL) == port;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Only root sees the files of others' processes. */
    private String holder(String socket) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                ProcessEntry entry = new ProcessEntry(process);
                if (entry.descriptors().contains(socket)) {
                    return "process " + process.getFileName() + " ("
                            + entry.text("comm").strip() + ")";
                }
            }
        } catch (IOException e) {
            // The port is taken, whoever has it.
        }
        return "another process";
    }
}
