package io.ringtail.daemon.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringtail.daemon.page.PageFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The files of the page for browsers, or those of one directory of it. */
final class PageDirectory implements Node.Directory {
    /** The files that have been asked for: outside the heap, so that sending takes no copy for each connection. */
    private static final Map<String, Reply.Shared> REPLIES = new ConcurrentHashMap<>();

    private final String prefix;

    PageDirectory() {
        this("");
    }

    private PageDirectory(String prefix) {
        this.prefix = prefix;
    }

    @Override
    public String description() {
        return "the files of the page that a browser shows at /";
    }

    @Override
    public List<String> names() {
        return PageFile.NAMES.stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()).replaceFirst("/.*", ""))
                .distinct()
                .toList();
    }

    @Override
    public @Nullable Node child(String name) {
        String path = prefix + name;
        if (PageFile.NAMES.stream().anyMatch(file -> file.startsWith(path + "/"))) {
            return new PageDirectory(path + "/");
        }
        if (!PageFile.NAMES.contains(path)) {
            return null;
        }
        return Node.File.readOnly("a file of the page", request -> {
            request.parameters().only();
            return reply(path);
        });
    }

    /** The page itself. */
    static Reply index() {
        return reply(PageFile.INDEX);
    }

    private static Reply reply(String path) {
        return REPLIES.computeIfAbsent(path, PageDirectory::read);
    }

    private static Reply.Shared read(String path) {
        PageFile file = PageFile.of(path);
        if (file == null) {
            throw new IllegalStateException(path);
        }
        byte[] bytes = file.text().getBytes(StandardCharsets.UTF_8);
        ByteBuf content = Unpooled.directBuffer(bytes.length).writeBytes(bytes);
        return new Reply.Shared(file.contentType(), Unpooled.unreleasableBuffer(content));
    }
}
