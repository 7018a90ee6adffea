/**
 * What an application links to write events.
 *
 * <p>An application's module requires this one, and opens the package of a provider's interface to it, or passes a
 * {@link java.lang.invoke.MethodHandles.Lookup} to {@link io.ringtail.client.Tracer#provider}.
 */
@SuppressWarnings("requires-automatic") // JNA's jar has no descriptor
module io.ringtail.client {
    requires transitive io.ringtail.proto;
    requires java.management;
    requires org.slf4j;
    requires static com.sun.jna;
    requires static org.jspecify;

    exports io.ringtail.client;
    exports io.ringtail.client.typed;
}
