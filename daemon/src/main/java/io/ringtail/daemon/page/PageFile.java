package io.ringtail.daemon.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file of the page for browsers.
 *
 * @param contentType its media type
 * @param text its contents
 */
public record PageFile(String contentType, String text) {
    /** The name of the page itself, which loads the other files from {@code page/}. */
    public static final String INDEX = "index.html";

    /** The media type of the page itself. */
    public static final String HTML = "text/html";

    /** All files, by their names in {@code page/}. */
    public static final List<String> NAMES = List.of(
            INDEX,
            "acts.js",
            "app.js",
            "axis.js",
            "bitmap.js",
            "buckets.js",
            "columns.js",
            "dom.js",
            "downloads.js",
            "events.js",
            "files.js",
            "finder.js",
            "formats.js",
            "frames.js",
            "generations.js",
            "histogram.js",
            "history.js",
            "icon.svg",
            "items.js",
            "latency.js",
            "layout.js",
            "live.js",
            "machines.js",
            "marks.js",
            "now.js",
            "overview.js",
            "page.css",
            "pages.js",
            "painter.js",
            "places.js",
            "positions.js",
            "service.js",
            "shapes.js",
            "spans.js",
            "store.js",
            "tail.js",
            "text.js",
            "timeline.js",
            "trace.js",
            "tracedat.js",
            "triggers.js",
            "uplot/uPlot.esm.js",
            "uplot/uPlot.min.css",
            "uplot/LICENSE");

    private static final String UTF_8 = "; charset=utf-8";
    private static final Map<String, String> TYPES = Map.of(
            "html", HTML + UTF_8, "js", "text/javascript" + UTF_8, "css", "text/css" + UTF_8, "svg", "image/svg+xml");

    /** Reads a file out of this module; null if there is none of that name. */
    public static @Nullable PageFile of(String name) {
        if (!NAMES.contains(name)) {
            return null;
        }
        try (InputStream in = PageFile.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the file " + name + " of the page is missing from this build");
            }
            String extension = name.substring(name.lastIndexOf('.') + 1);
            return new PageFile(
                    TYPES.getOrDefault(extension, "text/plain" + UTF_8),
                    new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
