package io.ringtail.bench.peer;

import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The peers' event in JFR: u64, s32, u64. */
@Name("ringtail_bench.Order")
@StackTrace(false)
public final class JfrOrder extends Event {
    long id;
    int quantity;
    long price;

    private JfrOrder() {}

    /** Writes one event, if a recording wants it. */
    public static void write(long id) {
        JfrOrder order = new JfrOrder();
        order.id = id;
        order.quantity = 7;
        order.price = 1999;
        order.commit();
    }
}
