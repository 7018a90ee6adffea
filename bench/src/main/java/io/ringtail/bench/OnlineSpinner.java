package io.ringtail.bench;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.client.conductor.ClientConductor;
import io.ringtail.client.libc.LibC;
import io.ringtail.client.ring.Attachment;
import io.ringtail.client.ring.WriterRing;
import io.ringtail.proto.layout.RingDescriptor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A process whose threads all look up one CPU's ring until that CPU comes online, then the next one's, and check the
 * ring that they find first: the moment at which a weakly ordered CPU could see the mask bit without the ring.
 *
 * <p>{@code OnlineSpinner DIRECTORY THREADS}. Prints a line of JSON at the end.
 */
public final class OnlineSpinner {
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(60);

    private final Attachment attachment;
    private final int slotWord;
    private long lookups;
    private long arrivals;
    private long uninitialised;

    private OnlineSpinner(Attachment attachment) {
        this.attachment = attachment;
        this.slotWord = attachment.geometry().ring().slotOffset(0) + RingDescriptor.COMMIT_OFFSET;
    }

    /** Spins until all possible CPUs have come online. */
    public static void main(String[] args) throws Exception {
        CompletableFuture<Attachment> published = new CompletableFuture<>();
        List<OnlineSpinner> spinners = new ArrayList<>();
        try (ClientConductor conductor =
                new ClientConductor(Path.of(args[0]), () -> ProcessBarrier.using(LibC.find()), published::complete)) {
            conductor.start();
            Attachment attachment = published.get(100, TimeUnit.SECONDS);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                OnlineSpinner spinner = new OnlineSpinner(attachment);
                spinners.add(spinner);
                threads.add(new Thread(spinner::run, "spinner-" + i));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        System.out.printf(
                Locale.ROOT,
                "{\"lookups\":%d,\"arrivals\":%d,\"uninitialised\":%d}%n",
                spinners.stream().mapToLong(spinner -> spinner.lookups).sum(),
                spinners.stream().mapToLong(spinner -> spinner.arrivals).sum(),
                spinners.stream().mapToLong(spinner -> spinner.uninitialised).sum());
    }

    private void run() {
        for (int cpu = 0; cpu < attachment.geometry().possibleCpus(); cpu++) {
            arrival(cpu);
        }
    }

    private void arrival(int cpu) {
        long began = System.nanoTime();
        while (System.nanoTime() - began < LIMIT_NS) {
            lookups++;
            WriterRing ring = attachment.ringFor(cpu);
            if (ring != null && ring.cpu() == cpu) {
                arrivals++;
                uninitialised += ring.region().getLongOpaque(slotWord) == 0 ? 1 : 0;
                return;
            }
        }
    }
}
