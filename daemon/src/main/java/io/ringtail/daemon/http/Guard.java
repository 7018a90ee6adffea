package io.ringtail.daemon.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.ringtail.daemon.access.Access;
import io.ringtail.daemon.access.AccessRefusedException;
import io.ringtail.daemon.access.Audit;
import io.ringtail.daemon.access.LimitException;
import io.ringtail.daemon.access.NeededRoles;
import io.ringtail.daemon.access.Principal;
import io.ringtail.daemon.access.RequestRates;
import io.ringtail.daemon.access.Role;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Identifies the sender of each request, and refuses what it may not do; shared by all connections. */
final class Guard {
    /** The principal of a connection over the UNIX socket, which the kernel attests; absent over TCP. */
    static final AttributeKey<Principal> LOCAL = AttributeKey.valueOf(Guard.class, "local");

    /** Why a connection beyond a limit gets no answers, except to health checks; absent for others. */
    static final AttributeKey<LimitException> BEYOND = AttributeKey.valueOf(Guard.class, "beyond");

    private static final Principal UNIDENTIFIED = Principal.anonymous("an unknown address", Set.of());

    private final Access access;
    private final Audit audit;
    private final RequestRates rates;
    private final boolean discards;
    /** What is added to lines of the audit log. */
    private final String place;

    /**
     * Creates the checks.
     *
     * @param discards whether full rings wait for those who ask for it; otherwise, asking changes nothing
     */
    Guard(Access access, Audit audit, RequestRates rates, boolean discards) {
        this(access, audit, rates, discards, "");
    }

    /**
     * Creates the checks of an instance.
     *
     * @param place names the instance in lines of the audit log
     */
    Guard(Access access, Audit audit, RequestRates rates, boolean discards, String place) {
        this.access = access;
        this.audit = audit;
        this.rates = rates;
        this.discards = discards;
        this.place = place;
    }

    /**
     * Parses a request that its sender may make. One that needs no role is answered whatever its sender presents, and a
     * health check however much it has sent.
     */
    Request admit(Channel channel, FullHttpRequest http) throws HttpProblem {
        String peer = String.valueOf(channel.remoteAddress());
        Request request = Request.of(http, peer, UNIDENTIFIED, PageOrigin.isForeign(channel, http));
        boolean lossless = request.parameters().flag("lossless", false) && discards;
        Set<Role> needed = NeededRoles.of(request.method().name(), request.names(), lossless);
        if (needed.isEmpty() && NeededRoles.isHealth(request.names())) {
            return request;
        }
        limit(channel);
        if (needed.isEmpty()) {
            return request;
        }
        Request identified = request.by(sender(channel, http));
        require(identified, needed);
        return identified;
    }

    /** Requires a role that depends on more than method and path. */
    void require(Request request, Role role) throws HttpProblem {
        require(request, Set.of(role));
    }

    private void require(Request request, Set<Role> roles) throws HttpProblem {
        try {
            access.require(request.sender(), roles);
        } catch (AccessRefusedException e) {
            audit.refused(request.sender(), request.method() + " " + request.path() + place, e.line());
            throw problem(e);
        }
    }

    /** Records a change that a request has made. */
    void changed(Request request, String what) {
        audit.changed(request.sender(), what + place);
    }

    private void limit(Channel channel) throws HttpProblem {
        LimitException beyond = channel.attr(BEYOND).get();
        if (beyond != null) {
            throw Limits.problem(beyond, true);
        }
        Principal local = channel.attr(LOCAL).get();
        if (local == null || !local.isOperator()) {
            try {
                rates.count(Limits.account(channel));
            } catch (LimitException e) {
                throw Limits.problem(e, false);
            }
        }
    }

    private Principal sender(Channel channel, FullHttpRequest http) throws HttpProblem {
        Principal local = channel.attr(LOCAL).get();
        if (local != null) {
            return local;
        }
        InetSocketAddress peer = channel.remoteAddress() instanceof InetSocketAddress address ? address : null;
        boolean loopback = peer != null && peer.getAddress().isLoopbackAddress();
        String authorization = http.headers().get(HttpHeaderNames.AUTHORIZATION);
        try {
            return access.identify(authorization, session(channel), Limits.address(channel), loopback);
        } catch (AccessRefusedException e) {
            audit.rejected(Limits.address(channel), "a request", e.line());
            throw problem(e);
        }
    }

    private static @Nullable SSLSession session(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        return tls == null ? null : tls.engine().getSession();
    }

    private static HttpProblem problem(AccessRefusedException refusal) {
        String challenge = refusal.challenge();
        return new HttpProblem(
                refusal.isUnidentified() ? HttpResponseStatus.UNAUTHORIZED : HttpResponseStatus.FORBIDDEN,
                refusal.line(),
                challenge == null ? Map.of() : Map.of(HttpHeaderNames.WWW_AUTHENTICATE, challenge));
    }
}
