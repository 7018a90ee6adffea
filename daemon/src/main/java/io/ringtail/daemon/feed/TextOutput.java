package io.ringtail.daemon.feed;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.ringtail.reader.merge.MergedEvents;
import java.util.function.Function;

/** Lines of text. */
public final class TextOutput implements EventOutput {
    private final StringBuilder lines = new StringBuilder(PIECE_LENGTH);
    private final MergedEvents printer;

    /** Creates an output of a printer that appends to the text it is given. */
    public TextOutput(Function<StringBuilder, MergedEvents> printer) {
        this.printer = printer.apply(lines);
    }

    @Override
    public MergedEvents events() {
        return printer;
    }

    @Override
    public int length() {
        return lines.length();
    }

    @Override
    public ByteBuf take(ByteBufAllocator allocator) {
        ByteBuf piece = ByteBufUtil.writeUtf8(allocator, lines);
        lines.setLength(0);
        return piece;
    }

    @Override
    public void end() {}
}
