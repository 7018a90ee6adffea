/** What two processes must agree on: layouts, pages, event schemas and messages. */
@SuppressWarnings("module") // the modules to which it exports packages are compiled later
module io.ringtail.proto {
    requires static org.jspecify;
    // Without sun.misc.Unsafe, accesses to the mapped file on JDK 17 and 21 take longer.
    requires jdk.unsupported;

    // Types in the API of the client and of the reader.
    exports io.ringtail.proto.event;
    exports io.ringtail.proto.layout;
    exports io.ringtail.proto.page;
    exports io.ringtail.proto.stream;
    exports io.ringtail.proto.control to
            io.ringtail.client;
    exports io.ringtail.proto.memory to
            io.ringtail.client;
}
