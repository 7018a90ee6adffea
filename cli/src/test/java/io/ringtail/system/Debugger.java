package io.ringtail.system;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.connect.ListeningConnector;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A debugger of one JVM that suspends single threads, or makes them throw an error wherever they are. */
final class Debugger implements AutoCloseable {
    private final ListeningConnector connector;
    private final Map<String, Connector.Argument> arguments;
    private final String address;
    private final CompletableFuture<VirtualMachine> accepted;
    private @Nullable VirtualMachine machine;

    /** Listens for a JVM started with {@link #jvmOptions}, which waits until the debugger is attached. */
    Debugger() throws Exception {
        connector = Bootstrap.virtualMachineManager().listeningConnectors().stream()
                .filter(each -> each.name().equals("com.sun.jdi.SocketListen"))
                .findFirst()
                .orElseThrow();
        arguments = connector.defaultArguments();
        Objects.requireNonNull(arguments.get("localAddress")).setValue("127.0.0.1");
        Objects.requireNonNull(arguments.get("port")).setValue("0");
        address = connector.startListening(arguments);
        accepted = CompletableFuture.supplyAsync(this::accept);
    }

    List<String> jvmOptions() {
        String port = address.substring(address.lastIndexOf(':') + 1);
        return List.of("-agentlib:jdwp=transport=dt_socket,server=n,suspend=n,quiet=y,address=127.0.0.1:" + port);
    }

    private VirtualMachine accept() {
        try {
            return connector.accept(arguments);
        } catch (IOException | IllegalConnectorArgumentsException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until the debugger is attached to the JVM. */
    void attach() throws Exception {
        machine = accepted.get(30, TimeUnit.SECONDS);
        connector.stopListening(arguments);
    }

    private ThreadReference thread(String name) {
        List<ThreadReference> threads = Objects.requireNonNull(machine).allThreads();
        return threads.stream()
                .filter(thread -> thread.name().contains(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no thread " + name + " among " + threads));
    }

    /** Suspends a thread. */
    void suspend(String name) {
        thread(name).suspend();
    }

    /** Resumes a thread. */
    void resume(String name) {
        thread(name).resume();
    }

    void interrupt(String name) {
        thread(name).interrupt();
    }

    /** Makes a thread throw an error at its current position. */
    void strike(String name, Class<? extends Error> error) throws Exception {
        ObjectReference instance = Objects.requireNonNull(machine).classesByName(error.getName()).stream()
                .flatMap(type -> type.instances(1).stream())
                .findFirst()
                .orElseThrow(() -> new AssertionError("the JVM holds no " + error.getName()));
        ThreadReference thread = thread(name);
        thread.suspend();
        thread.stop(instance);
        thread.resume();
    }

    @Override
    public void close() {
        VirtualMachine attached = machine;
        if (attached != null) {
            try {
                attached.dispose();
            } catch (VMDisconnectedException hasEnded) {
                // Most tests end the JVM themselves.
            }
        }
    }
}
