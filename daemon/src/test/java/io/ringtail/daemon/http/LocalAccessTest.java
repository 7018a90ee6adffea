package io.ringtail.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringtail.daemon.access.Access;
import io.ringtail.daemon.access.AccountNames;
import io.ringtail.daemon.access.AnonymousRoles;
import io.ringtail.daemon.access.LocalUsers;
import io.ringtail.daemon.access.PeerLimits;
import io.ringtail.daemon.access.Role;
import io.ringtail.daemon.control.SocketPlace;
import io.ringtail.daemon.files.OwnFiles;
import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.proto.layout.BufferMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What other users of the machine may do, as {@code curl} finds out for them. */
@Timeout(60)
@Tag("once")
final class LocalAccessTest {
    private static final int ALICE = 60_001;
    private static final int BOB = 60_002;
    private static final int READERS = 61_001;
    private static final int HOLDERS = 61_002;
    private static final int OPERATORS = 61_003;
    private static final int CONNECTIONS = 20;
    private static final int SHARE = 10;
    private static final int RESERVE = 2;
    private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f]{32})\",\"path\":\"/stream\"");

    @TempDir
    private Path scratch;

    private final Deque<Process> processes = new ArrayDeque<>();
    private ServedFile file;
    private StreamServer server;
    private Path socket;

    @BeforeEach
    void serve() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "another user can be taken on");
        Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rwxr-xr-x"));
        socket = scratch.resolve("stream.sock");
        file = new ServedFile(scratch, BufferMode.DISCARD, 4, 32, 10_000);
        LocalUsers users = new LocalUsers(
                OwnFiles.user(),
                Map.of(
                        Role.READ, Set.of(READERS),
                        Role.LOSSLESS, Set.of(HOLDERS),
                        Role.CONTROL, Set.of(OPERATORS)),
                Set.of(),
                AccountNames.users());
        ServerSettings settings = new ServerSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                2,
                CONNECTIONS,
                256,
                10_000,
                96L << 20,
                new PeerLimits(50, 10, 10_000));
        server = StreamServer.start(
                settings,
                new Access(AnonymousRoles.STANDARD, List.of()),
                new LocalListener(new SocketPlace(socket, scratch.resolve("new.s"), OwnFiles.OPEN_SOCKET), users),
                file.served(System::nanoTime),
                new DaemonEnd(),
                new RemoteLog(System::nanoTime));
    }

    @AfterEach
    void stop() {
        processes.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
        if (server != null) {
            server.close();
            file.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        // groups,           read, lossless, enable, snapshot
        "61001,              200,  403,      403,    403",
        "61002,              403,  403,      403,    403",
        "61003,              403,  403,      200,    200",
        "'61001,61002',      200,  200,      403,    403",
        "'61001,61003',      200,  403,      200,    200",
        "'61001,61002,61003',200,  200,      200,    200",
        "'7,8,9',            403,  403,      403,    403",
    })
    void shouldGrantEachRoleToItsGroupsAndRefuseTheOthers(
            String groups, int read, int lossless, int enable, int snapshot) throws Exception {
        assertThat(status(curl(ALICE, groups, "/stats"))).isEqualTo(read);
        assertThat(status(curl(ALICE, groups, "/trace_pipe?wait=0"))).isEqualTo(read);
        assertThat(status(curl(ALICE, groups, "/trace_pipe?wait=0&lossless=1"))).isEqualTo(lossless);
        assertThat(status(curl(ALICE, groups, "/events/load/tick/enable", "-X", "PUT", "-d", "0")))
                .isEqualTo(enable);
        assertThat(file.isEnabled(ServedFile.EVENT_ID)).isEqualTo(enable != 200);
        assertThat(status(curl(ALICE, groups, "/snapshot", "-X", "POST"))).isEqualTo(snapshot);
        assertThat(curl(ALICE, groups, "/livez")).isEqualTo("ok\n200");
    }

    @Test
    void shouldSayWhoIsRefusedWhatAndHowToGetIt() throws Exception {
        assertThat(curl(ALICE, "61001", "/events/load/tick/enable", "-X", "PUT", "-d", "0"))
                .matches(
                        "this needs the role control, but you are uid 60001, local pid \\d+, and have only read: join a"
                                + " group that the daemon's --control-group names, or run this as its user or root\\n403");
    }

    @Test
    void shouldCountTheGroupsOfTheConnectingProcessOnly() throws Exception {
        String many = "61001";
        StringBuilder groups = new StringBuilder(many);
        for (int i = 0; i < 1000; i++) {
            groups.append(',').append(62_000 + i);
        }
        assertThat(status(curl(ALICE, groups.toString(), "/stats"))).isEqualTo(200);
        assertThat(status(
                        run(List.of("setpriv", "--reuid=" + ALICE, "--regid=" + READERS, "--clear-groups"), "/stats")))
                .isEqualTo(200);
        assertThat(status(run(List.of("setpriv", "--reuid=" + ALICE, "--regid=" + ALICE, "--clear-groups"), "/stats")))
                .isEqualTo(403);
    }

    @Test
    void shouldGiveRootAndTheDaemonsUserEveryRole() throws Exception {
        assertThat(curl("/events/load/tick/enable", "-X", "PUT", "-d", "0")).isEqualTo("0\n200");
        assertThat(status(curl("/trace_pipe?wait=0&lossless=1"))).isEqualTo(200);
    }

    @Test
    void shouldLetTheAnonymousOverTcpReadOnly() throws Exception {
        assertThat(status(tcp("/stats"))).isEqualTo(200);
        assertThat(status(tcp("/trace_pipe?wait=0&lossless=1"))).isEqualTo(403);
        assertThat(tcp("/snapshot", "-X", "POST"))
                .startsWith("this needs the role control, but you are anonymous, 127.0.0.1, and have only read: ")
                .contains("--unix-socket", "--anonymous-roles")
                .endsWith("\n403");
        assertThat(status(tcp("//events/./load/tick/enable", "-X", "PUT", "-d", "0", "--path-as-is")))
                .isEqualTo(403);
        assertThat(file.isEnabled(ServedFile.EVENT_ID)).isTrue();
    }

    @Test
    void shouldLetOnlyTheOwnerAndControlFinishAStream() throws Exception {
        start(ALICE, "61001", "exec curl -sN --unix-socket " + socket + " http://localhost/stream");
        eventually(() -> ID.matcher(text("/stats")).find());
        Matcher id = ID.matcher(text("/stats"));
        assertThat(id.find()).isTrue();
        String finish = "/finish?session=" + id.group(1);

        assertThat(curl(BOB, "61001", "/stats")).doesNotContain(id.group(1)).contains("\"owner\":\"uid 60001\"");
        assertThat(curl(BOB, "61001", finish, "-X", "POST"))
                .contains("needs the role control")
                .endsWith("403");
        assertThat(tcp(finish, "-X", "POST")).endsWith("403");
        assertThat(curl(ALICE, "61001", "/stats")).contains(id.group(1));
        assertThat(curl(ALICE, "61001", finish, "-X", "POST")).isEqualTo("ok\n200");
        assertThat(processes.getLast().waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(curl(BOB, "61001,61003", finish, "-X", "POST")).endsWith("404");
    }

    @Test
    void shouldLetTheOperatorAndHealthChecksInWhileOthersTakeAllConnections() throws Exception {
        fill(ALICE);
        eventually(() -> connections() == SHARE);
        assertThat(curl(ALICE, "61001", "/stats", "-i"))
                .contains(
                        "429 Too Many Requests", "retry-after: 1", "uid 60001 has 10 connections, which is its limit");
        assertThat(status(curl(BOB, "61001", "/stats"))).isEqualTo(200);
        eventually(() -> connections() == SHARE);

        fill(BOB);
        eventually(() -> connections() == CONNECTIONS - RESERVE);
        eventually(() -> streams() == CONNECTIONS - RESERVE);
        assertThat(curl(60_003, "61001", "/stats", "-i"))
                .contains("503 Service Unavailable", "retry-after: 1", "18 connections are being served");
        assertThat(status(curl("/stats"))).isEqualTo(200);
        assertThat(status(tcp("/stats"))).isEqualTo(503);
        assertThat(tcp("/livez")).isEqualTo("ok\n200");
        assertThat(tcp("/readyz")).isEqualTo("ok\n200");
        assertThat(curl(ALICE, "61001", "/healthz")).isEqualTo("ok\n200");
    }

    @Test
    void shouldAnswerHealthChecksThroughACrowdOfSilentConnections() throws Exception {
        List<Socket> crowd = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                crowd.add(new Socket(
                        InetAddress.getLoopbackAddress(), server.address().getPort()));
            }
            assertThat(tcp("/livez")).isEqualTo("ok\n200");
            assertThat(status(curl("/stats"))).isEqualTo(200);
        } finally {
            for (Socket one : crowd) {
                one.close();
            }
        }
    }

    @Test
    void shouldTakeAClientForGoneThatHangsUpInTheMiddleOfAStream() throws Exception {
        for (int i = 0; i < 5; i++) {
            start(ALICE, "61001", "curl -sN --unix-socket " + socket + " http://localhost/stream | head -c 10");
        }
        for (Process process : processes) {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
        eventually(() -> streams() == 0);
    }

    @Test
    void shouldTakeAKilledClientOfAnIdleStreamForGone() throws Exception {
        file.addRing(0);
        String perfetto = "/stream -H 'Accept: application/vnd.perfetto'";
        for (String path : List.of("/trace_pipe", "/per_cpu/cpu0/trace_pipe_raw", perfetto)) {
            start(ALICE, "61001", "exec curl -sN --unix-socket " + socket + " http://localhost" + path);
            eventually(() -> text("/stats").contains("\"owner\":\"uid 60001\""));
            processes.getLast().destroyForcibly();
            eventually(() -> !text("/stats").contains("\"owner\":\"uid 60001\""));
        }
    }

    @Test
    void shouldTakeAnIdleConnectionForGoneThatIsResetAfterTheEndOfItsInput() throws Exception {
        try (Socket client =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            client.getOutputStream()
                    .write("GET /trace_pipe HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            client.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo('H');
            eventually(() -> text("/stats").contains("\"path\":\"/trace_pipe\""));
            client.setSoLinger(true, 0);
        }
        eventually(() -> !text("/stats").contains("\"path\":\"/trace_pipe\""));
    }

    /** Opens as many streams as one user may have, and two more. */
    private void fill(int uid) throws IOException {
        start(
                uid,
                "61001",
                "for i in $(seq " + (SHARE + 2) + "); do curl -sN -o /dev/null --unix-socket " + socket
                        + " http://localhost/stream & done; wait");
    }

    /** Returns how many are open without opening one: its own would take the place of one that is counted. */
    private int connections() {
        return server.limits().connections().use().used();
    }

    private int streams() {
        return text("/stats").split("\"path\":\"/stream\"", -1).length - 1;
    }

    private String text(String path) {
        try {
            return curl(path);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static int status(String answer) {
        return Integer.parseInt(answer.substring(answer.length() - 3));
    }

    private String curl(int uid, String groups, String path, String... options) throws Exception {
        return run(List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--groups=" + groups), path, options);
    }

    private String curl(String path, String... options) throws Exception {
        return run(List.of(), path, options);
    }

    private String run(List<String> as, String path, String... options) throws Exception {
        List<String> line = new ArrayList<>(as);
        line.addAll(List.of("curl", "-sS", "-w", "%{http_code}", "--unix-socket", socket.toString()));
        line.addAll(List.of(options));
        line.add("http://localhost" + path);
        return output(line);
    }

    private String tcp(String path, String... options) throws Exception {
        List<String> line = new ArrayList<>(List.of("curl", "-sS", "-w", "%{http_code}"));
        line.addAll(List.of(options));
        line.add("http://127.0.0.1:" + server.address().getPort() + path);
        return output(line);
    }

    private static String output(List<String> line) throws Exception {
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text;
    }

    private void start(int uid, String groups, String shell) throws IOException {
        processes.add(new ProcessBuilder(
                        "setpriv", "--reuid=" + uid, "--regid=" + uid, "--groups=" + groups, "sh", "-c", shell)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    private static void eventually(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
