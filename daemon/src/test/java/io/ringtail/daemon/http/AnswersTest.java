package io.ringtail.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringtail.daemon.access.PeerLimits;
import io.ringtail.daemon.access.Slots;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections whose clients do not take complete answers. */
final class AnswersTest {
    private static final int ROOM_KIB = 1000;
    private static final int LARGE_KIB = 300;

    private final Slots room = new Slots("KiB of answers", ROOM_KIB, PeerLimits.NONE);
    private final Answers answers = new Answers(room);
    private final List<EmbeddedChannel> connections = new ArrayList<>();

    @AfterEach
    void close() {
        connections.forEach(EmbeddedChannel::finishAndReleaseAll);
    }

    @Test
    void shouldBoundWhatWaitsInManyConnections() throws Exception {
        for (int i = 0; i < ROOM_KIB / LARGE_KIB; i++) {
            answers.send(connection(), answer(LARGE_KIB << 10));
        }
        FullHttpResponse refused = answer(LARGE_KIB << 10);
        assertThatThrownBy(() -> answers.send(connection(), refused))
                .isInstanceOfSatisfying(HttpProblem.class, problem -> {
                    assertThat(problem.status()).isEqualTo(HttpResponseStatus.SERVICE_UNAVAILABLE);
                    assertThat(problem.headers()).containsKey(HttpHeaderNames.RETRY_AFTER);
                });
        assertThat(refused.refCnt()).isZero();
        answers.send(connection(), answer(Answers.SMALL));
        connections.get(0).flush();
        answers.send(connection(), answer(LARGE_KIB << 10));
        assertThat(room.use().used()).isEqualTo(900);
    }

    @Test
    void shouldFreeWhatAClosedConnectionHeld() throws Exception {
        answers.send(connection(), answer(LARGE_KIB << 10));
        connections.get(0).close();
        assertThat(room.use().used()).isZero();
    }

    @Test
    void shouldSendAnAnswerThatIsLargerThanTheRoomByItself() throws Exception {
        answers.send(connection(), answer((2 * ROOM_KIB) << 10));
        assertThatThrownBy(() -> answers.send(connection(), answer(LARGE_KIB << 10)))
                .isInstanceOf(HttpProblem.class);
        connections.get(0).flush();
        assertThat(room.use().used()).isZero();
    }

    private static FullHttpResponse answer(int length) {
        return HttpText.of(HttpResponseStatus.OK, Reply.TEXT, "x".repeat(length), false);
    }

    /** A connection that sends what is written only when it is flushed by hand. */
    private ChannelHandlerContext connection() {
        ChannelInboundHandlerAdapter router = new ChannelInboundHandlerAdapter();
        EmbeddedChannel channel = new EmbeddedChannel(
                new ChannelOutboundHandlerAdapter() {
                    private boolean held = true;

                    @Override
                    public void flush(ChannelHandlerContext ctx) {
                        if (!held) {
                            ctx.flush();
                        }
                        held = false;
                    }
                },
                router);
        connections.add(channel);
        return channel.pipeline().context(router);
    }
}
