package hello;

import java.net.InetSocketAddress;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;

/** A server that says hello, after a moment at /slow, and knows no other page. */
public final class Hello extends Handler.Abstract {
    private static final int SLOW_MS = 50;

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

    /** Serves on this machine only, at the port given, or at a free one. */
    public static void main(String[] args) throws Exception {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : 0;
        Server server = new Server(new InetSocketAddress("127.0.0.1", port));
        server.setHandler(new TracedRequests(new Hello()));
        server.start();
        System.out.println("serving " + server.getURI());
        server.join();
    }
}
