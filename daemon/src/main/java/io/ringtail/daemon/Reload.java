package io.ringtail.daemon;

import io.ringtail.daemon.access.Access;
import io.ringtail.daemon.access.AccountNames;
import io.ringtail.daemon.access.Audit;
import io.ringtail.daemon.access.Exposure;
import io.ringtail.daemon.http.LocalListener;
import io.ringtail.daemon.http.StreamServer;
import io.ringtail.daemon.tls.ServerTls;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies changed settings to the parts of a running daemon. All are checked before the first one is applied, so faulty
 * ones change nothing. What is open stays as it is: connections keep their roles, clients what they have.
 *
 * @param protection what the daemon was started with; its TLS is in use for as long as the daemon runs
 * @param group that the run directory's files have
 * @param insecure whether other machines can reach a listener that something does not protect
 */
record Reload(
        Instance instance,
        Instances instances,
        StreamServer server,
        Access access,
        LocalListener local,
        int group,
        Protection protection,
        FileReload files,
        AtomicBoolean insecure) {
    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);
    private static final String CAUSE = "SIGHUP";

    private static final Set<Setting> TLS =
            Set.of(Setting.TLS_CERT, Setting.TLS_KEY, Setting.TLS_CLIENT_CA, Setting.CLIENT_ROLES);
    private static final Set<Setting> GROUPS =
            Set.of(Setting.READ_GROUP, Setting.LOSSLESS_GROUP, Setting.CONTROL_GROUP);

    /** Applies what can be applied, logs the rest, and returns the settings that are in use now. */
    DaemonSettings run(DaemonSettings current, SettingsSource source) {
        try {
            DaemonSettings next = source.read();
            SettingsCheck.check(next);
            List<Setting> changed = next.differing(current);
            List<Setting> late = changed.stream()
                    .filter(setting -> needsRestart(setting, current, next))
                    .toList();
            DaemonSettings now = next.with(late, current);
            try {
                apply(now.conclude());
            } catch (SettingsException e) {
                if (late.isEmpty()) {
                    throw e;
                }
                refuseUntilRestart(late, e.lines());
                return current;
            }
            report(current, next, now, late);
            return now;
        } catch (SettingsException e) {
            refuse(e.lines());
        } catch (RuntimeException e) {
            refuse(List.of(String.valueOf(e.getMessage())));
        }
        return current;
    }

    /** Some can be applied unless they change more than their own part: what a listener speaks, a socket's mode. */
    private static boolean needsRestart(Setting setting, DaemonSettings current, DaemonSettings next) {
        if (TLS.contains(setting)) {
            return current.text(Setting.TLS_CERT).isEmpty()
                    != next.text(Setting.TLS_CERT).isEmpty();
        } else if (GROUPS.contains(setting)) {
            return namesGroups(current) != namesGroups(next);
        } else if (setting == Setting.ANONYMOUS_ROLES) {
            return !current.text(Setting.AGENT).isEmpty();
        }
        return !setting.isReloadable();
    }

    private static boolean namesGroups(DaemonSettings settings) {
        return GROUPS.stream().anyMatch(group -> !settings.text(group).isEmpty());
    }

    private void apply(DaemonSettings.Values values) throws SettingsException {
        Protection fresh = Protection.open(values.credentials());
        Exposure exposure = fresh.exposure(values);
        Protection.warn(exposure);
        boolean open = RingtailDaemon.insecure(exposure, values);
        ServerTls tls = protection.tls();
        if (tls != null && fresh.tls() != null) {
            tls.use(fresh.tls());
        }
        files.watch(fresh.files());
        insecure.set(open);
        access.set(fresh.anonymous(values.anonymous()), fresh.checks());
        local.users().set(values.groups().of(group), values.anonymous().granted(), AccountNames.users());
        server.limits().set(values.limits());
        instance.apply(values);
        instances.apply(values);
        values.logLevel().use();
    }

    /** A default that depends on a setting which stays, stays too: what is in use says what has been applied. */
    private void report(DaemonSettings current, DaemonSettings next, DaemonSettings now, List<Setting> late) {
        List<Setting> applied = now.differing(current);
        for (Setting setting : Setting.values()) {
            String before = safe(current.text(setting));
            if (late.contains(setting)) {
                LOG.warn(
                        "{} stays '{}': '{}' needs {}", setting.key(), before, safe(next.text(setting)), need(setting));
            } else if (applied.contains(setting)) {
                LOG.info("{} was '{}', and is '{}' now", setting.key(), before, safe(now.text(setting)));
            }
        }
        String what = applied.stream()
                .map(setting -> setting.key() + "=" + now.text(setting))
                .collect(Collectors.joining(", "));
        Audit.changed(CAUSE, "reloaded the settings: " + (what.isEmpty() ? "nothing to apply" : what));
    }

    private String need(Setting setting) {
        String size = setting == Setting.BUFFER_SIZE ? "ringtail resize, or " : "";
        return setting.isOfBuffer() ? size + "a new buffer: " + instance.home().renewal() : "a restart";
    }

    private static void refuse(List<String> lines) {
        lines.forEach(line -> LOG.error("kept all settings, since the new ones are faulty: {}", safe(line)));
        Audit.changed(CAUSE, "reloaded nothing, since the settings are faulty");
    }

    /** The new settings are fine, but not with what stays of the old ones. */
    private static void refuseUntilRestart(List<Setting> late, List<String> lines) {
        String keys = late.stream().map(Setting::key).collect(Collectors.joining(", "));
        lines.forEach(line -> LOG.warn(
                "kept all settings until a restart: {} cannot be changed before, and as they are, {}",
                keys,
                safe(line)));
        Audit.changed(CAUSE, "reloaded nothing, since the settings need a restart");
    }

    /** A text without control characters, which a value may contain. */
    private static String safe(String text) {
        return text.replaceAll("\\p{Cc}", "?");
    }
}
