/** Reads streams of a daemon and trace.dat files. */
module io.ringtail.reader {
    requires transitive io.ringtail.proto;
    requires static org.jspecify;
    requires java.net.http;
    // For the decompressor inside this module's jar.
    requires jdk.unsupported;

    exports io.ringtail.reader;
    exports io.ringtail.reader.ctf;
    exports io.ringtail.reader.filter;
    exports io.ringtail.reader.fleet;
    exports io.ringtail.reader.format;
    exports io.ringtail.reader.merge;
    exports io.ringtail.reader.otlp;
    exports io.ringtail.reader.perfetto;
    exports io.ringtail.reader.remote;
    exports io.ringtail.reader.spans;
    exports io.ringtail.reader.text;
    exports io.ringtail.reader.tls;
    exports io.ringtail.reader.tracecmd;
    exports io.ringtail.reader.tracedat;
}
