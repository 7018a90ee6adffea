package io.ringtail.cli;

import io.ringtail.client.EventType;
import io.ringtail.client.Tracer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One of the demo's sample JVMs: a small shop that takes orders, counts stock and takes payments until it is ended. */
@Command(name = "demo-shop", hidden = true, description = "The sample application of ringtail demo.")
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

    @Override
    public Integer call() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        EndSignals.onFirst(end::countDown);
        try (Tracer tracer = Tracer.connect(directory)) {
            Events events = new Events(tracer);
            if (!tracer.awaitReady(ATTACH_LIMIT)) {
                throw new CommandException("no daemon answers in " + directory + ": start the demo again");
            }
            Thread cashier = new Thread(() -> run(events, end, "cashier"), "cashier-" + shop);
            cashier.start();
            Thread.currentThread().setName("clerk-" + shop);
            run(events, end, "clerk");
            cashier.join();
        }
        return 0;
    }

    private void run(Events events, CountDownLatch end, String role) {
        Random random = new Random(shop * 31L + role.hashCode());
        try {
            for (long order = 1; !end.await(20 + random.nextInt(60), TimeUnit.MILLISECONDS); order++) {
                events.order(random, role.equals("clerk") ? order : order + 1_000_000, shop);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The shop's event types. */
    private static final class Events {
        private final EventType orders;
        private final EventType stock;
        private final EventType payments;

        Events(Tracer tracer) {
            orders = tracer.event("shop", "order")
                    .u64("id")
                    .enumeration("state", OrderState.class)
                    .string("customer")
                    .string("item")
                    .u16("quantity")
                    .register();
            stock = tracer.event("shop", "stock")
                    .chars("item", 12)
                    .s32("level")
                    .bool("reorder")
                    .register();
            payments = tracer.event("shop", "payment")
                    .u64("order")
                    .f64("amount")
                    .hex("card")
                    .register();
        }

        void order(Random random, long number, int shop) {
            String item = ITEMS[random.nextInt(ITEMS.length)];
            int quantity = 1 + random.nextInt(5);
            int level = random.nextInt(MAX_STOCK) - quantity;
            order(number, OrderState.RECEIVED, CUSTOMERS[random.nextInt(CUSTOMERS.length)], item, quantity);
            stock.begin().chars(item).s32(level).bool(level < shop).commit();
            if (level < 0) {
                order(number, OrderState.REFUSED, "", item, quantity);
                return;
            }
            payment(number, quantity * (999 + random.nextInt(5000)) / 100.0, random.nextLong() >>> 16);
            order(number, OrderState.PAID, "", item, quantity);
        }

        private void order(long number, OrderState state, @Nullable String customer, String item, int quantity) {
            orders.begin()
                    .u64(number)
                    .enumeration(state)
                    .string(customer)
                    .string(item)
                    .u16(quantity)
                    .commit();
        }

        private void payment(long number, double amount, long card) {
            payments.begin().u64(number).f64(amount).u64(card).commit();
        }
    }
}
