package io.ringtail.daemon.http;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.ringtail.daemon.access.Principal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A parsed request.
 *
 * @param method as sent
 * @param path decoded, without the query
 * @param parameters the query
 * @param accept the {@code Accept} header, or nothing
 * @param body as text
 * @param peer the sender's address and port; over the UNIX socket, its process
 * @param sender who sent it
 * @param foreign whether a web page caused it that may not be the daemon's own
 */
record Request(
        HttpMethod method,
        String path,
        Parameters parameters,
        String accept,
        String body,
        String peer,
        Principal sender,
        boolean foreign) {
    private static final int MAX_PARAMETERS = 16;

    static Request of(FullHttpRequest http, String peer, Principal sender, boolean foreign) throws HttpProblem {
        try {
            RequestTarget target = RequestTarget.of(http.uri());
            if (target == null) {
                throw new HttpProblem(HttpResponseStatus.BAD_REQUEST, "the target is not a path");
            }
            QueryStringDecoder query =
                    new QueryStringDecoder(target.pathAndQuery(), StandardCharsets.UTF_8, true, MAX_PARAMETERS);
            String accept = http.headers().get(HttpHeaderNames.ACCEPT, "");
            String body = http.content().toString(StandardCharsets.UTF_8);
            return new Request(
                    http.method(),
                    query.path(),
                    new Parameters(query.parameters()),
                    accept,
                    body,
                    peer,
                    sender,
                    foreign);
        } catch (IllegalArgumentException e) {
            throw new HttpProblem(HttpResponseStatus.BAD_REQUEST, "the URL cannot be decoded: " + e.getMessage());
        }
    }

    /** The same request by a known sender. */
    Request by(Principal known) {
        String place = known.origin() == Principal.Origin.NETWORK ? peer : known.from();
        return new Request(method, path, parameters, accept, body, place, known, foreign);
    }

    /** The same request, to a tree in the directory that its path begins with. */
    Request below(String directory) {
        String rest = path.substring(path.indexOf(directory) + directory.length());
        return new Request(method, rest, parameters, accept, body, peer, sender, foreign);
    }

    /** The path's non-empty names. */
    List<String> names() {
        return List.of(path.split("/")).stream().filter(name -> !name.isEmpty()).toList();
    }

    /** Whether the {@code Accept} header names a media type, and not as one that is refused. */
    boolean accepts(String mediaType) {
        for (String range : accept.split(",", -1)) {
            String[] parts = range.split(";", -1);
            if (parts[0].strip().equalsIgnoreCase(mediaType)) {
                return Arrays.stream(parts).noneMatch(part -> part.strip().matches("(?i)q=0(\\.0*)?"));
            }
        }
        return false;
    }
}
