package io.ringtail.system;

import io.ringtail.client.Tracer;
import io.ringtail.client.typed.FixedLength;
import io.ringtail.client.typed.Hex;
import io.ringtail.client.typed.Name;
import io.ringtail.client.typed.Span;
import io.ringtail.client.typed.TraceCounter;
import io.ringtail.client.typed.TraceProvider;
import io.ringtail.client.typed.TraceSpan;
import io.ringtail.client.typed.Unsigned;
import java.nio.CharBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An application whose events are methods of an interface; its arguments are a run directory and a number of events. */
final class TypedApplication {
    private TypedApplication() {}

    /** A side of a trade. */
    enum Side {
        BUY,
        SELL {
            @Override
            public String toString() {
                return "sold";
            }
        }
    }

    /** Its events: each kind of parameter, with gaps between fields. */
    @TraceProvider("shop")
    interface ShopEvents {
        void order(@Unsigned long id, int quantity, @Nullable String customer);

        void every(
                boolean flag,
                byte small,
                @Unsigned short port,
                char letter,
                @Unsigned byte last,
                double ratio,
                float share,
                @Hex int mask,
                Side side,
                @FixedLength(5) String code,
                CharSequence built);

        void gaps(byte one, long two, byte three, int four, byte five, String text, String more);

        void nothing();

        default void nothingByDefault() {
            nothing();
        }

        @Name("renamed")
        void other(@Name("x") int y);

        @TraceSpan
        Span match(long orderId);

        @TraceCounter
        void queueDepth(long depth);

        void wrong(Object value);
    }

    /** Writes the events, some of each kind, once they are ready. */
    public static void main(String[] args) throws Exception {
        long count = Long.parseLong(args[1]);
        try (Tracer tracer = Tracer.connect(Path.of(args[0]))) {
            ShopEvents events = tracer.provider(ShopEvents.class);
            tracer.awaitReady(Duration.ofSeconds(30));
            for (long i = 0; i < count; i++) {
                events.order(i, (int) -i, i % 3 == 0 ? null : i % 3 == 1 ? "ada" : "Zoë-" + i);
                events.gaps((byte) i, i, (byte) -i, (int) i, (byte) 5, "t".repeat((int) (i % 50)), "z");
            }
            write(events);
            events.order(count, 0, "x".repeat(3000));
        }
        System.out.println("written");
        System.out.flush();
    }

    @SuppressWarnings("try") // a span is closed, and otherwise not used
    private static void write(ShopEvents events) {
        for (int i = 0; i < 2; i++) {
            CharSequence built = CharBuffer.wrap("built");
            events.every(
                    true, (byte) -8, (short) 65535, 'Z', (byte) 200, 0.5, -1.25f, 0xcafe, Side.SELL, "toolong", built);
            events.nothingByDefault();
            events.other(7);
            try (Span outer = events.match(1);
                    Span inner = events.match(2)) {
                events.queueDepth(-3);
            }
            events.wrong("never");
        }
    }
}
