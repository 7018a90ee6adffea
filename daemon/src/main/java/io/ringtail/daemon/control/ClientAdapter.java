package io.ringtail.daemon.control;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.hotplug.OnlineHandshake;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.proto.control.ControlMessage;
import io.ringtail.proto.control.EventId;
import io.ringtail.proto.control.EventRefused;
import io.ringtail.proto.control.Goodbye;
import io.ringtail.proto.control.Hello;
import io.ringtail.proto.control.NeedSlots;
import io.ringtail.proto.control.Refused;
import io.ringtail.proto.control.RegisterEvent;
import io.ringtail.proto.control.Slots;
import io.ringtail.proto.control.Snapshot;
import io.ringtail.proto.control.ThreadName;
import io.ringtail.proto.control.Wanted;
import io.ringtail.proto.control.Welcome;
import io.ringtail.proto.event.EventSchemaCodec;
import io.ringtail.proto.event.InvalidSchemaException;
import io.ringtail.proto.layout.HeaderDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Acts on each message of a client. For the conductor's thread only. */
final class ClientAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(ClientAdapter.class);

    private final BufferFile file;
    private final ProcessTable processes;
    private final ClientTable clients;
    private final ThreadSlotBlocks blocks;
    private final EventRegistry events;
    private final ThreadIdentities identities;
    private final OnlineHandshake handshake;
    private final RemoteLog log;
    private volatile SnapshotRequests snapshots = (pid, uid, reason) -> {};

    ClientAdapter(
            BufferFile file,
            ProcessTable processes,
            ClientTable clients,
            ThreadSlotBlocks blocks,
            EventRegistry events,
            ThreadIdentities identities,
            OnlineHandshake handshake,
            RemoteLog log) {
        this.file = file;
        this.processes = processes;
        this.clients = clients;
        this.blocks = blocks;
        this.events = events;
        this.identities = identities;
        this.handshake = handshake;
        this.log = log;
    }

    void setSnapshots(SnapshotRequests requests) {
        snapshots = requests;
    }

    void onMessage(ClientProxy proxy, ControlMessage message) {
        int client = clients.clientOf(proxy);
        if (message instanceof Hello hello && client < 0) {
            onHello(proxy, hello);
        } else if (message instanceof Hello || client < 0) {
            proxy.fail(message.type() + (client < 0 ? " received before HELLO" : " received twice"));
        } else {
            onMessage(proxy, client, message);
        }
        proxy.handled();
    }

    void onClosed(ClientProxy proxy) {
        clients.disconnect(proxy);
    }

    private void onMessage(ClientProxy proxy, int client, ControlMessage message) {
        if (message instanceof RegisterEvent register) {
            onRegisterEvent(proxy, client, register);
        } else if (message instanceof ThreadName thread) {
            onThread(proxy, client, thread);
        } else if (message instanceof NeedSlots) {
            proxy.send(slots(client));
        } else if (message instanceof Wanted wanted) {
            handshake.want(wanted.cpu());
        } else if (message instanceof Goodbye) {
            clients.leave(proxy);
            proxy.close();
        } else if (message instanceof Snapshot snapshot) {
            snapshots.onSnapshot(proxy.peer().pid(), proxy.peer().uid(), snapshot.reason());
        } else {
            proxy.fail(message.type() + " is not a client message");
        }
    }

    private void onHello(ClientProxy proxy, Hello hello) {
        if (hello.version() != HeaderDescriptor.LAYOUT_VERSION) {
            refuse(
                    proxy,
                    "the client has layout version " + hello.version() + ", but this daemon has "
                            + HeaderDescriptor.LAYOUT_VERSION + ": update the older one");
            return;
        }
        int pid = proxy.peer().pid();
        long startTime = pid > 0 ? processes.startTime(pid) : ProcessTable.UNKNOWN;
        if (startTime <= 0) {
            refuse(
                    proxy,
                    "the daemon cannot see " + proxy.peer()
                            + " in /proc, and could not prove its death: run the daemon in the host's pid namespace,"
                            + " with a /proc that shows all processes");
            return;
        }
        try {
            welcome(proxy, hello, clients.grant(proxy, startTime, hello));
        } catch (GrantRefusedException e) {
            refuse(proxy, String.valueOf(e.getMessage()));
        }
    }

    private void welcome(ClientProxy proxy, Hello hello, ClientTable.Grant grant) {
        Slots slots = grant.resumed() ? Slots.NONE : slots(grant.client());
        String path = file.path().toAbsolutePath().toString();
        boolean ownIds = identities.onAttached(grant.client(), proxy.peer().pid());
        proxy.send(new Welcome(grant.client(), grant.generation(), file.created(), slots, path, ownIds));
        String line = proxy.peer() + (grant.resumed() ? " is attached again" : " is attached") + " as client "
                + grant.client() + ": " + ThreadNames.clean(hello.command());
        log.log(LOG, Level.INFO, "clients attached", proxy.peer().account(), line);
    }

    private Slots slots(int client) {
        return blocks.grant(client, clients.claimant(client));
    }

    private void refuse(ClientProxy proxy, String reason) {
        String line = "refused " + proxy.peer() + ": " + reason;
        log.log(LOG, Level.WARN, "clients refused", proxy.peer().account(), line);
        proxy.sendAndClose(new Refused(reason));
    }

    private void onThread(ClientProxy proxy, int client, ThreadName thread) {
        if (thread.slot() != ThreadName.NO_SLOT && !blocks.holds(client, thread.slot())) {
            proxy.fail("THREAD: slot " + thread.slot() + " was not granted to client " + client);
            return;
        }
        identities.onThread(proxy, client, thread);
    }

    private void onRegisterEvent(ClientProxy proxy, int client, RegisterEvent register) {
        try {
            int id = events.register(EventSchemaCodec.decode(register.schema()), clients.claimant(client));
            proxy.send(new EventId(register.correlation(), id));
        } catch (InvalidSchemaException | EventRefusedException e) {
            proxy.send(new EventRefused(register.correlation(), String.valueOf(e.getMessage())));
        }
    }
}
