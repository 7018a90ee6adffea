package hello;

import io.ringtail.client.Tracer;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;

/** A server that says hello, after a moment at /slow, and knows no other page. */
public final class Hello extends Handler.Abstract {
    private static final int SLOW_MS = 50;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws InterruptedException {
        switch (Request.getPathInContext(request)) {
            case "/" -> Content.Sink.write(response, true, "Hello\n", callback);
            case "/slow" -> {
                Thread.sleep(SLOW_MS);
                Content.Sink.write(response, true, "Hello at last\n", callback);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /**
     * Serves on this machine only, at the port given, or at a free one. Waits for the attach first, so that the first
     * request's span is right as well; a server that has no time for that writes such spans late, with wrong times.
     */
    public static void main(String[] args) throws Exception {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : 0;
        Server server = new Server(new InetSocketAddress("127.0.0.1", port));
        server.setHandler(new TracedRequests(new Hello()));
        if (!Tracer.global().awaitReady(LONGEST_WAIT)) {
            System.err.println(Tracer.global().status());
        }
        server.start();
        System.out.println("serving " + server.getURI());
        server.join();
    }
}
