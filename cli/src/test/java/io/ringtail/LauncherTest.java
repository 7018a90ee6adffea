package io.ringtail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the {@code ringtail} script in an installation whose java only prints its arguments. */
@Timeout(60)
final class LauncherTest {
    @TempDir
    private Path root;

    @BeforeEach
    void install() throws IOException {
        Files.createDirectories(root.resolve("bin"));
        Files.createDirectories(root.resolve("lib"));
        Files.copy(Path.of("../daemon/bin/ringtail"), root.resolve("bin/ringtail"));
        Files.writeString(root.resolve("lib/ringtail.jar"), "");
        java("17.0.15");
    }

    @Test
    void shouldRunTheInstalledJarWithTheArgumentsAsTheyStand() throws Exception {
        assertThat(run("", "stat", "--dir", "a b"))
                .isEqualTo(new Ran(
                        0,
                        "-XX:+UseSerialGC|-XX:+DisplayVMOutputToStderr|-XX:-UsePerfData|-XX:TieredStopAtLevel=1|-jar|"
                                + jar() + "|stat|--dir|a b|"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"daemon", "tail", "top", "record", "report", "query", "recover", "load", "demo"})
    void shouldCompileThoroughlyWhatWorksForLong(String command) throws Exception {
        assertThat(run("", command).output()).doesNotContain("TieredStopAtLevel");
    }

    @Test
    void shouldUseTheArchiveOfClassesAndKeepQuietIfItDoesNotFit() throws Exception {
        Path archive = Files.writeString(jar().resolveSibling("ringtail.jsa"), "");
        assertThat(run("-Dx=y", "tail"))
                .isEqualTo(new Ran(
                        0,
                        "-XX:+UseSerialGC|-XX:+DisplayVMOutputToStderr|-XX:-UsePerfData|-Xshare:auto|-Xlog:cds=off|"
                                + "-Xlog:cds+dynamic=off|-Xlog:class+path=off|-XX:SharedArchiveFile=" + archive
                                + "|-Dx=y|-jar|" + jar() + "|tail|"));
    }

    @ParameterizedTest
    @CsvSource({
        "25.0.3, daemon, '', true",
        "25, daemon, -Xmx128m, true",
        "26.0.1, daemon, '', true",
        "21.0.9, daemon, '', false",
        "25.0.3, tail, '', false",
        "25.0.3, list, '', false",
        // The JVM does not start with these beside a cache.
        "25.0.3, daemon, -Xshare:off, false",
        "25.0.3, daemon, -XX:SharedArchiveFile=x, false",
        "25.0.3, daemon, -XX:ArchiveClassesAtExit=x, false",
        // The JVM uses no cache beside these, but an archive.
        "25.0.3, daemon, -javaagent:x.jar, false",
        "25.0.3, daemon, -agentlib:jdwp=server=y, false",
        "25.0.3, daemon, -agentpath:/x.so, false",
        "25.0.3, daemon, --add-modules=ALL-DEFAULT, false",
        "25.0.3, daemon, -XX:+UseCompactObjectHeaders, false",
        "25.0.3, daemon, -Djava.security.manager=disallow, false",
        "25.0.3, daemon, -Djava.system.class.loader=x, false",
        // Before JDK 24, whatever the file contains can be used beside an archive.
        "21.0.9, daemon, @x, false",
        "17.0.15, tail, -XX:VMOptionsFile=x, false"
    })
    void shouldUseTheAotCacheForTheDaemonUnlessTheUserChoosesOtherwise(
            String version, String command, String options, boolean cached) throws Exception {
        java(version);
        Path archive = Files.writeString(jar().resolveSibling("ringtail.jsa"), "");
        Path cache = Files.writeString(jar().resolveSibling("ringtail.aot"), "");
        String line = run(options, command).output();
        String ofCache = "|-Xlog:aot=off|-Xlog:cds=off|";
        String ofArchive = "|-Xshare:auto|-Xlog:cds=off|-Xlog:cds+dynamic=off|-Xlog:class+path=off|";
        assertThat(line).contains(cached ? ofCache : ofArchive).doesNotContain(cached ? ofArchive : ofCache);
        assertThat(line.contains("|-XX:AOTCache=" + cache + "|")).isEqualTo(cached);
        assertThat(line.contains("|-XX:SharedArchiveFile=" + archive + "|")).isNotEqualTo(cached);
        Files.delete(cache);
        assertThat(run(options, command).output()).contains("|-XX:SharedArchiveFile=" + archive + "|");
    }

    @ParameterizedTest
    @ValueSource(strings = {"daemon", "tail"})
    void shouldUseNeitherBesideAnAotCacheOfTheUsers(String command) throws Exception {
        java("25.0.3");
        Files.writeString(jar().resolveSibling("ringtail.jsa"), "");
        Files.writeString(jar().resolveSibling("ringtail.aot"), "");
        assertThat(run("-XX:AOTCacheOutput=x", command).output()).doesNotContain("Archive", "ringtail.aot", "-Xshare");
    }

    @ParameterizedTest
    @CsvSource({"25.0.3, daemon", "25.0.3, tail", "24.0.1, daemon"})
    void shouldUseNeitherBesideAFileOfOptionsThatMayNameEither(String version, String command) throws Exception {
        java(version);
        Files.writeString(jar().resolveSibling("ringtail.jsa"), "");
        Files.writeString(jar().resolveSibling("ringtail.aot"), "");
        for (String options : new String[] {"@x", "-Dx=y @x", "-XX:VMOptionsFile=x", "-XX:Flags=x"}) {
            assertThat(run(options, command).output()).doesNotContain("Archive", "ringtail.aot", "-Xshare");
        }
        ProcessBuilder launcher = launcher("bin/ringtail", command);
        launcher.environment().put("JDK_JAVA_OPTIONS", "@x");
        assertThat(run(launcher).output()).doesNotContain("Archive", "ringtail.aot", "-Xshare");
    }

    @ParameterizedTest
    @ValueSource(strings = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"})
    void shouldLeaveTheAotCacheToOptionsThatTheJvmTakesFromTheEnvironment(String variable) throws Exception {
        java("25.0.3");
        Files.writeString(jar().resolveSibling("ringtail.aot"), "");
        ProcessBuilder launcher = launcher("bin/ringtail", "daemon");
        launcher.environment().put(variable, "-Xshare:off");
        assertThat(run(launcher).output()).doesNotContain("AOTCache");
    }

    @Test
    void shouldKeepTheHeapOfTheDaemonSmallAndLetTheUserDecideLast() throws Exception {
        assertThat(run("-Xmx128m -Dx=y", "daemon"))
                .isEqualTo(new Ran(
                        0,
                        "-XX:+UseSerialGC|-XX:+DisplayVMOutputToStderr|-XX:-UsePerfData|-Xms8m|-Xmx64m|"
                                + "-XX:MaxDirectMemorySize=160m|-XX:+ExitOnOutOfMemoryError|"
                                + "-Dio.netty.leakDetection.level=disabled|-Dio.netty.jfr.enabled=false|"
                                + "-Dio.netty.machineId=02:00:00:00:00:00|"
                                + "-XX:Tier4InvocationThreshold=20000|-XX:Tier4MinInvocationThreshold=5000|"
                                + "-XX:Tier4CompileThreshold=40000|-XX:Tier4BackEdgeThreshold=150000|"
                                + "-XX:MinHeapFreeRatio=10|-XX:MaxHeapFreeRatio=25|-XX:StringTableSize=1024|"
                                + "-XX:+UnlockExperimentalVMOptions|-XX:TrimNativeHeapInterval=10000|"
                                + "-Xmx128m|-Dx=y|-jar|" + jar() + "|daemon|"));
    }

    @ParameterizedTest
    @CsvSource({
        "17, false",
        "17.0.8, false",
        "17.0.9, true",
        "17.0.21.1, true",
        "21.0.0, false",
        "21.0.1, true",
        "23, true"
    })
    void shouldGiveTheDaemonsFreedMemoryBackWhereTheJvmCan(String version, boolean can) throws Exception {
        java(version);
        assertThat(run("", "daemon")
                        .output()
                        .contains("|-XX:+UnlockExperimentalVMOptions|-XX:TrimNativeHeapInterval=10000|"))
                .isEqualTo(can);
    }

    @Test
    void shouldKeepTheHeapOfAShipperSmall() throws Exception {
        assertThat(run("", "ship", "--kafka", "broker:9092"))
                .isEqualTo(new Ran(
                        0,
                        "-XX:+UseSerialGC|-XX:+DisplayVMOutputToStderr|-XX:-UsePerfData|-XX:TieredStopAtLevel=1|-Xms16m|-Xmx96m|"
                                + "-XX:MaxDirectMemorySize=32m|-XX:+ExitOnOutOfMemoryError|-jar|" + jar()
                                + "|ship|--kafka|broker:9092|"));
    }

    @ParameterizedTest
    @CsvSource({"unix, true", "https://web-1:4360, false"})
    void shouldLetAShipperThatReadsOverTlsUseTheOptimizingCompiler(String daemon, boolean limited) throws Exception {
        assertThat(run("", "ship", "--kafka", "broker:9092", "--url", daemon)
                        .output()
                        .contains("-XX:TieredStopAtLevel=1"))
                .isEqualTo(limited);
    }

    @ParameterizedTest
    @CsvSource({"ship, , 1", "daemon, , 1", "daemon, 4, 4", "tail, , ''"})
    void shouldLimitTheArenasOfProcessesThatStay(String command, @Nullable String set, String expected)
            throws Exception {
        executable(root.resolve("jdk/bin/java"), "printf '%s' \"$MALLOC_ARENA_MAX\"");
        ProcessBuilder launcher = launcher("bin/ringtail", command);
        launcher.environment().remove("MALLOC_ARENA_MAX");
        if (set != null) {
            launcher.environment().put("MALLOC_ARENA_MAX", set);
        }
        assertThat(run(launcher)).isEqualTo(new Ran(0, expected));
    }

    @Test
    void shouldAllowMappingQuietlyOnNewJdks() throws Exception {
        java("25.0.3");
        assertThat(run("", "tail").output()).contains("|--sun-misc-unsafe-memory-access=allow|-jar|");
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX", "ar_EG.UTF-8", "de_DE.ISO-8859-1"})
    void shouldStartJavaInALocaleWithAsciiDigitsAndEveryFileName(String locale) throws Exception {
        executable(root.resolve("jdk/bin/java"), "printf '%s' \"$LC_ALL\"");
        ProcessBuilder launcher = launcher("bin/ringtail", "tail");
        launcher.environment().put("LC_ALL", locale);
        assertThat(run(launcher)).isEqualTo(new Ran(0, "C.UTF-8"));
    }

    @Test
    void shouldRefuseAnOldJava() throws Exception {
        java("1.8.0_402");
        Ran ran = run("", "tail");
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.output())
                .contains("is Java 8: Ringtail needs 17 or later")
                .hasLineCount(1);
    }

    @Test
    void shouldSayThatTheJarIsMissing() throws Exception {
        Files.delete(root.resolve("lib/ringtail.jar"));
        Ran ran = run("", "tail");
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.output()).startsWith("ringtail: no ringtail.jar beside ").hasLineCount(1);
    }

    @Test
    void shouldSayThatMavenIsMissingWhereTheJarHasToBeBuilt() throws Exception {
        Files.createDirectories(root.resolve("commands"));
        makeACheckout();
        for (String command : new String[] {"dirname", "readlink", "sed", "head", "find", "mkdir", "flock"}) {
            executable(root.resolve("commands/" + command), "exec $(command -p -v " + command + ") \"$@\"");
        }
        ProcessBuilder launcher = launcher("daemon/bin/ringtail", "tail");
        launcher.environment().put("PATH", root.resolve("commands").toString());
        Ran ran = run(launcher);
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.output()).contains("Maven is missing: install Maven 3.8 or later");
    }

    @Test
    void shouldBuildOnceAndLeaveTheJarToWhoRunsItThoughItsBytesStayTheSame() throws Exception {
        makeACheckout();
        Path jar = oldJar("whole");
        // A process that runs the jar keeps its inode.
        Path running = Files.createLink(root.resolve("running"), jar);
        maven("echo built >>$root/builds; [ -f cli/target/ringtail.jar ] || printf whole >cli/target/ringtail.jar");
        for (int i = 0; i < 2; i++) {
            assertThat(run(building()).output()).endsWith("whole");
        }
        assertThat(root.resolve("builds")).hasContent("built");
        assertThat(Files.isSameFile(running, jar)).isFalse();
    }

    @Test
    void shouldBuildAgainAfterABuildThatFailed() throws Exception {
        makeACheckout();
        oldJar("old");
        maven("printf half >cli/target/ringtail.jar; exit 1");
        assertThat(run(building()).output()).contains("the build failed").doesNotContain("half");
        maven("printf whole >cli/target/ringtail.jar");
        assertThat(run(building()).output()).endsWith("whole");
    }

    @Test
    void shouldWaitForTheBuildThatHasWrittenAPartOfTheJar() throws Exception {
        makeACheckout();
        oldJar("old");
        maven("printf half >cli/target/ringtail.jar; : >$root/half; until [ -f $root/go ]; do sleep 0.01; done;"
                + " printf whole >cli/target/ringtail.jar");
        Process first = building().start();
        while (!Files.exists(root.resolve("half"))) {
            assertThat(first.isAlive()).isTrue();
            Thread.onSpinWait();
        }
        Process second = building().start();
        assertThat(second.waitFor(1, TimeUnit.SECONDS)).isFalse();
        Files.createFile(root.resolve("go"));
        for (Process each : new Process[] {first, second}) {
            assertThat(each.getInputStream().readAllBytes()).asString().endsWith("whole");
            assertThat(each.waitFor()).isZero();
        }
    }

    /** A jar that is older than the checkout's sources. */
    private Path oldJar(String text) throws IOException {
        Path jar = Files.createDirectories(root.resolve("cli/target")).resolve("ringtail.jar");
        return Files.setLastModifiedTime(Files.writeString(jar, text), FileTime.fromMillis(0));
    }

    private void maven(String line) throws IOException {
        Path mvn = Files.createDirectories(root.resolve("commands")).resolve("mvn");
        executable(mvn, "root=" + root.toRealPath() + "\n" + line);
    }

    /** A command whose Maven is the test's, and whose java prints its jar. */
    private ProcessBuilder building() throws IOException {
        executable(root.resolve("jdk/bin/javac"), "");
        executable(root.resolve("jdk/bin/java"), "for word; do case $word in *.jar) cat \"$word\" ;; esac; done");
        ProcessBuilder launcher = launcher("daemon/bin/ringtail", "tail");
        launcher.environment().merge("PATH", root.resolve("commands") + ":", (path, commands) -> commands + path);
        return launcher;
    }

    @Test
    void shouldSayThatTheJarCannotBeBuiltInACheckoutThatThisUserMayNotWriteTo() throws Exception {
        makeACheckout();
        // As root, every file can be written.
        Files.createDirectories(root.resolve("cli/target/.build.lock"));
        Ran ran = run(launcher("daemon/bin/ringtail", "tail"));
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.output())
                .startsWith("ringtail: ")
                .contains("ringtail.jar must be built, but this user cannot write to " + root.toRealPath())
                .hasLineCount(1);
    }

    @Test
    void shouldFetchABrokerForTheDemoOfAFleetUnlessOneIsNamed() throws Exception {
        makeACheckout();
        for (String module : new String[] {"cli/target/ringtail.jar", "kafka/target/ringtail-kafka.jar"}) {
            Path jar = root.resolve(module);
            Files.createDirectories(jar.getParent());
            Files.writeString(jar, "");
        }
        Path fetch = Files.createDirectories(root.resolve("kafka/broker")).resolve("fetch");
        executable(fetch, "echo '/jars/*'");
        assertThat(demo("--fleet").output()).contains("|-Dringtail.kafka.broker=/jars/*|");
        executable(fetch, "exit 1");
        Ran ran = demo("--fleet");
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.output())
                .contains("name one that runs, with --kafka HOST:PORT, or set KAFKA_HOME")
                .hasLineCount(1);
        assertThat(demo("--fleet", "--kafka", "broker:9092").output())
                .contains("|-Dringtail.kafka.jar=")
                .doesNotContain("ringtail.kafka.broker");
        assertThat(demo("--keep").output()).doesNotContain("ringtail.kafka");
    }

    private Ran demo(String... options) throws Exception {
        ProcessBuilder launcher = launcher(
                "daemon/bin/ringtail",
                Stream.concat(Stream.of("demo"), Arrays.stream(options)).toArray(String[]::new));
        launcher.environment().remove("KAFKA_HOME");
        return run(launcher);
    }

    private void makeACheckout() throws IOException {
        Files.createDirectories(root.resolve("daemon/bin"));
        Files.writeString(root.resolve("pom.xml"), "");
        Files.writeString(Files.createDirectories(root.resolve("cli")).resolve("pom.xml"), "");
        Files.move(root.resolve("bin/ringtail"), root.resolve("daemon/bin/ringtail"));
    }

    private record Ran(int status, String output) {}

    private Path jar() throws IOException {
        return root.resolve("lib/ringtail.jar").toRealPath();
    }

    private void java(String version) throws IOException {
        Path bin = Files.createDirectories(root.resolve("jdk/bin"));
        Files.writeString(bin.resolve("../release"), "JAVA_VERSION=\"" + version + "\"\n");
        executable(bin.resolve("java"), "printf '%s|' \"$@\"");
    }

    private static void executable(Path script, String line) throws IOException {
        Files.writeString(script, "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Ran run(String options, String... arguments) throws Exception {
        ProcessBuilder launcher = launcher("bin/ringtail", arguments);
        launcher.environment().put("RINGTAIL_JAVA_OPTS", options);
        return run(launcher);
    }

    private ProcessBuilder launcher(String script, String... arguments) {
        ProcessBuilder launcher = new ProcessBuilder(
                Stream.concat(Stream.of("/bin/sh", root.resolve(script).toString()), Arrays.stream(arguments))
                        .toList());
        launcher.environment().put("JAVA_HOME", root.resolve("jdk").toString());
        launcher.redirectErrorStream(true);
        return launcher;
    }

    private static Ran run(ProcessBuilder launcher) throws Exception {
        Process process = launcher.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), output);
    }
}
