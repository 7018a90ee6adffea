package io.ringtail.daemon.stream;

import io.ringtail.daemon.buffer.BufferFile;

/** CPUs that are online or not, as the file has them; the others have failed. */
final class FixedHandshakes implements ServedHandshakes {
    private final BufferFile file;

    FixedHandshakes(BufferFile file) {
        this.file = file;
    }

    @Override
    public ServedCpu cpu(int cpu) {
        return file.online(cpu)
                ? new ServedCpu("online", 3, 812_000, 2, 77, "app", 0, "")
                : new ServedCpu("offline", 0, 0, -1, 0, "", 1, "no \"space\"");
    }

    @Override
    public long online() {
        return 1;
    }

    @Override
    public long passedOver() {
        return 2;
    }

    @Override
    public long held() {
        return 3;
    }

    @Override
    public long refused() {
        return 4;
    }

    @Override
    public long failed() {
        return 5;
    }
}
