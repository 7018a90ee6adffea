package io.ringtail.reader.remote;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Requests over a UNIX socket, which the JDK's HTTP client does not support: HTTP/1.1 with a connection for each
 * request (RFC 9112).
 */
final class SocketWire implements Wire {
    private final LocalSocket socket;

    SocketWire(Path socket) {
        this.socket = new LocalSocket(socket);
    }

    @Override
    public Answer send(HttpRequest request) throws IOException {
        SocketChannel channel = socket.connect(connectLimit(request));
        ChannelInput input = null;
        try {
            ByteBuffer bytes = ByteBuffer.wrap(text(request).getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            input = new ChannelInput(channel);
            request.timeout().ifPresent(input::limit);
            Answer answer = AnswerReader.read(input);
            request.timeout().ifPresent(input::limit);
            return answer;
        } catch (IOException | RuntimeException e) {
            channel.close();
            if (input != null) {
                input.close();
            }
            throw e;
        }
    }

    private static Duration connectLimit(HttpRequest request) {
        return request.timeout()
                .filter(whole -> whole.compareTo(LocalSocket.LIMIT) < 0)
                .orElse(LocalSocket.LIMIT);
    }

    private static String text(HttpRequest request) {
        URI uri = request.uri();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String body = request.bodyPublisher().map(RequestBody::text).orElse("");
        StringBuilder text = new StringBuilder(512)
                .append(request.method())
                .append(' ')
                .append(uri.getRawPath())
                .append(query)
                .append(" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        request.headers()
                .map()
                .forEach((name, values) -> values.forEach(
                        value -> text.append(name).append(": ").append(value).append("\r\n")));
        if (request.bodyPublisher().isPresent()) {
            text.append("Content-Length: ")
                    .append(body.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n");
        }
        return text.append("\r\n").append(body).toString();
    }
}
