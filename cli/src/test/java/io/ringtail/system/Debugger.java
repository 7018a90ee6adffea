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

/** A debugger of one JVM, which stops single threads of it, or has them throw something wherever they are. */
final class Debugger implements AutoCloseable {
    private final ListeningConnector connector;
    private final Map<String, Connector.Argument> arguments;
    private final String address;
    private final CompletableFuture<VirtualMachine> accepted;
    private @Nullable VirtualMachine machine;

    /** Waits for a JVM that is started with {@link #jvmOptions}; it does not begin before it is attached to. */
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

    /** Waits until the JVM is attached to. */
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

    /** Has a thread stand still. */
    void suspend(String name) {
        thread(name).suspend();
    }

    /** Lets it go on. */
    void resume(String name) {
        thread(name).resume();
    }

    void interrupt(String name) {
        thread(name).interrupt();
    }

    /** Has a thread throw an error where it is now. */
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
                // As most of its tests want it to.
            }
        }
    }
}
