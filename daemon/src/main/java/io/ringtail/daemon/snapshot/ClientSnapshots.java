package io.ringtail.daemon.snapshot;

import io.ringtail.daemon.access.AccountNames;
import io.ringtail.daemon.access.Audit;
import io.ringtail.daemon.access.Principal;
import io.ringtail.daemon.control.SnapshotRequests;
import io.ringtail.daemon.http.ServedSnapshots;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots that clients request over their control connections, which get no answer: each request leaves a line in
 * the audit log, refused ones up to a rate.
 */
public final class ClientSnapshots implements SnapshotRequests {
    private static final String WHERE = " over control.sock";

    private final ServedSnapshots snapshots;
    private final AccountNames users;
    private final Audit audit;

    /**
     * Creates the requests' receiver.
     *
     * @param users names the clients' users
     */
    public ClientSnapshots(ServedSnapshots snapshots, AccountNames users, Audit audit) {
        this.snapshots = snapshots;
        this.users = users;
        this.audit = audit;
    }

    @Override
    public void onSnapshot(int pid, int uid, String reason) {
        Principal who = new Principal(users.user(uid), Principal.local(pid), Set.of(), Principal.Origin.LOCAL);
        snapshots.take(reason).whenComplete((taken, problem) -> record(who, taken, problem));
    }

    private void record(Principal who, ServedSnapshots.@Nullable Taken taken, @Nullable Throwable problem) {
        if (taken != null) {
            audit.changed(who, "took the snapshot " + taken.path() + WHERE + ", reason '" + taken.reason() + "'");
        } else if (problem instanceof ServedSnapshots.RefusedException) {
            audit.refused(who, "a snapshot" + WHERE, String.valueOf(problem.getMessage()));
        } else {
            audit.changed(who, "took no snapshot" + WHERE + ": " + problem);
        }
    }
}
