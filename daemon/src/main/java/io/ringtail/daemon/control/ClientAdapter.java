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
    private volatile SnapshotRequests snapshots = (pid, reason) -> {};

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

    void onMessage(ClientSession session, ControlMessage message) {
        int client = clients.clientOf(session);
        if (message instanceof Hello hello && client < 0) {
            onHello(session, hello);
        } else if (message instanceof Hello || client < 0) {
            session.fail(message.type() + (client < 0 ? " came before HELLO" : " came twice"));
        } else {
            onMessage(session, client, message);
        }
        session.handled();
    }

    void onClosed(ClientSession session) {
        clients.disconnect(session);
    }

    private void onMessage(ClientSession session, int client, ControlMessage message) {
        if (message instanceof RegisterEvent register) {
            onRegisterEvent(session, client, register);
        } else if (message instanceof ThreadName thread) {
            onThread(session, client, thread);
        } else if (message instanceof NeedSlots) {
            session.send(slots(client));
        } else if (message instanceof Wanted wanted) {
            handshake.want(wanted.cpu());
        } else if (message instanceof Goodbye) {
            clients.leave(session);
            session.close();
        } else if (message instanceof Snapshot snapshot) {
            snapshots.onSnapshot(session.peer().pid(), snapshot.reason());
        } else {
            session.fail(message.type() + " is no message of a client");
        }
    }

    private void onHello(ClientSession session, Hello hello) {
        if (hello.version() != HeaderDescriptor.LAYOUT_VERSION) {
            refuse(
                    session,
                    "the client has layout version " + hello.version() + ", this daemon has "
                            + HeaderDescriptor.LAYOUT_VERSION + ": update the older of them");
            return;
        }
        int pid = session.peer().pid();
        long startTime = pid > 0 ? processes.startTime(pid) : ProcessTable.UNKNOWN;
        if (startTime <= 0) {
            refuse(
                    session,
                    "the daemon cannot see " + session.peer()
                            + " in /proc, and could never prove its death: run the daemon in the host's pid namespace, with a"
                            + " /proc that shows all processes");
            return;
        }
        try {
            welcome(session, hello, clients.grant(session, startTime, hello));
        } catch (GrantRefusedException e) {
            refuse(session, String.valueOf(e.getMessage()));
        }
    }

    private void welcome(ClientSession session, Hello hello, ClientTable.Grant grant) {
        Slots slots = grant.resumed() ? Slots.NONE : slots(grant.client());
        String path = file.path().toAbsolutePath().toString();
        boolean ownIds = identities.onAttached(grant.client(), session.peer().pid());
        session.send(new Welcome(grant.client(), grant.generation(), file.created(), slots, path, ownIds));
        String line = session.peer() + (grant.resumed() ? " is back" : " is attached") + " as client " + grant.client()
                + ": " + ThreadNames.clean(hello.command());
        log.log(LOG, Level.INFO, "clients attached", session.peer().account(), line);
    }

    private Slots slots(int client) {
        return blocks.grant(client, clients.claimant(client));
    }

    private void refuse(ClientSession session, String reason) {
        String line = "refused " + session.peer() + ": " + reason;
        log.log(LOG, Level.WARN, "clients refused", session.peer().account(), line);
        session.sendAndClose(new Refused(reason));
    }

    private void onThread(ClientSession session, int client, ThreadName thread) {
        if (thread.slot() != ThreadName.NO_SLOT && !blocks.holds(client, thread.slot())) {
            session.fail("THREAD: slot " + thread.slot() + " was not granted to client " + client);
            return;
        }
        identities.onThread(session, client, thread);
    }

    private void onRegisterEvent(ClientSession session, int client, RegisterEvent register) {
        try {
            int id = events.register(EventSchemaCodec.decode(register.schema()), clients.claimant(client));
            session.send(new EventId(register.correlation(), id));
        } catch (InvalidSchemaException | EventRefusedException e) {
            session.send(new EventRefused(register.correlation(), String.valueOf(e.getMessage())));
        }
    }
}
