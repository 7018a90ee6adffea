package io.ringtail.cli;

import io.ringtail.client.Tracer;
import io.ringtail.client.typed.FixedLength;
import io.ringtail.client.typed.Hex;
import io.ringtail.client.typed.TraceProvider;
import io.ringtail.client.typed.Unsigned;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One of the demo's sample JVMs: a small shop that takes orders, counts stock and takes payments until it is ended. */
@Command(name = "demo-shop", hidden = true, description = "The sample application of ringtail demo.")
@SuppressWarnings("NullAway.Init") // call() sets the events first
final class DemoShop implements Callable<Integer> {
    private static final Duration ATTACH_LIMIT = Duration.ofSeconds(10);
    private static final String[] CUSTOMERS = {"ada", "grace", "edsger", "barbara", "donald", "frances"};
    private static final String[] ITEMS = {"lantern", "teapot", "compass", "umbrella", "notebook"};
    private static final int MAX_STOCK = 40;

    /** The state of an order. */
    enum OrderState {
        RECEIVED,
        PAID,
        REFUSED
    }

    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "The demo's run directory.")
    private Path directory;

    @Option(names = "--shop", defaultValue = "1", paramLabel = "N", description = "The shop's number.")
    private int shop;

    private Events events;

    @Override
    public Integer call() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        EndSignals.onFirst(end::countDown);
        try (Tracer tracer = Tracer.connect(directory)) {
            events = tracer.provider(Events.class);
            if (!tracer.awaitReady(ATTACH_LIMIT)) {
                throw new CommandException("no daemon answers in " + directory + ": start the demo again");
            }
            Thread cashier = new Thread(() -> run(end, "cashier"), "cashier-" + shop);
            cashier.start();
            Thread.currentThread().setName("clerk-" + shop);
            run(end, "clerk");
            cashier.join();
        }
        return 0;
    }

    private void run(CountDownLatch end, String role) {
        Random random = new Random(shop * 31L + role.hashCode());
        try {
            for (long order = 1; !end.await(20 + random.nextInt(60), TimeUnit.MILLISECONDS); order++) {
                order(random, role.equals("clerk") ? order : order + 1_000_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The shop's events. */
    @TraceProvider("shop")
    interface Events {
        void order(@Unsigned long id, OrderState state, String customer, String item, @Unsigned short quantity);

        void stock(@FixedLength(12) String item, int level, boolean reorder);

        void payment(@Unsigned long order, double amount, @Hex long card);
    }

    private void order(Random random, long number) {
        String item = ITEMS[random.nextInt(ITEMS.length)];
        short quantity = (short) (1 + random.nextInt(5));
        int level = random.nextInt(MAX_STOCK) - quantity;
        events.order(number, OrderState.RECEIVED, CUSTOMERS[random.nextInt(CUSTOMERS.length)], item, quantity);
        events.stock(item, level, level < shop);
        if (level < 0) {
            events.order(number, OrderState.REFUSED, "", item, quantity);
            return;
        }
        events.payment(number, quantity * (999 + random.nextInt(5000)) / 100.0, random.nextLong() >>> 16);
        events.order(number, OrderState.PAID, "", item, quantity);
    }
}
