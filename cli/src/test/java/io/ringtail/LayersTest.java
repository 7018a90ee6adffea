package io.ringtail;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The boundaries between the packages of all modules, as drawn in {@code docs/architecture.md}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("once")
final class LayersTest {
    private JavaClasses classes;

    @BeforeAll
    void importAllModules() {
        classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                // The client's and the reader's jars contain other people's classes; their directories do not.
                .withImportOption(location -> !location.contains("/io/ringtail/client/shaded/"))
                .withImportOption(location -> !location.contains("/io/ringtail/reader/shaded/"))
                .importPackages("io.ringtail");
    }

    @Test
    void shouldHaveNoCyclesBetweenPackages() {
        check(slices().matching("io.ringtail.(**)").should().beFreeOfCycles());
    }

    @Test
    void shouldKeepTheProtocolToTheJdk() {
        check(noClasses()
                .that()
                .resideInAPackage("io.ringtail.proto..")
                .and()
                .doNotHaveSimpleName("UnsafeMemory")
                .should()
                .dependOnClassesThat(not(resideInAnyPackage("io.ringtail.proto..", "java..", "org.jspecify.."))));
    }

    @Test
    void shouldKeepUnsafeToOneClass() {
        check(noClasses()
                .that()
                .doNotHaveSimpleName("UnsafeMemory")
                .should()
                .dependOnClassesThat(resideInAPackage("sun.misc..")));
        check(classes()
                .that()
                .haveSimpleName("UnsafeMemory")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("io.ringtail.proto.memory", "java..", "sun.misc..")));
    }

    @Test
    void shouldKeepTheClientToTheProtocolSlf4jAndJna() {
        check(noClasses()
                .that()
                .resideInAPackage("io.ringtail.client..")
                .should()
                .dependOnClassesThat(not(resideInAnyPackage(
                        "io.ringtail.client..",
                        "io.ringtail.proto..",
                        "java..",
                        "org.jspecify..",
                        "org.objectweb.asm..",
                        "org.slf4j..",
                        "com.sun.jna.."))));
    }

    @Test
    void shouldKeepNettyWhereSocketsAreServed() {
        check(noClasses()
                .that(not(resideInAnyPackage(
                        "io.ringtail.daemon",
                        "io.ringtail.daemon.feed..",
                        "io.ringtail.daemon.http..",
                        "io.ringtail.daemon.control..",
                        "io.ringtail.daemon.agent..",
                        "io.ringtail.daemon.systemd..",
                        "io.ringtail.daemon.tls..")))
                .should()
                .dependOnClassesThat(resideInAPackage("io.netty..")));
    }

    @Test
    void shouldKeepFeedsFreeOfHttp() {
        check(noClasses()
                .that()
                .resideInAPackage("io.ringtail.daemon.feed..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.ringtail.daemon.http..", "io.netty.handler..")));
    }

    @Test
    void shouldKeepTheCommandLineOnTop() {
        check(noClasses()
                .that(not(resideInAPackage("io.ringtail.cli..")))
                .should()
                .dependOnClassesThat(resideInAPackage("io.ringtail.cli..")));
    }

    @Test
    void shouldKeepTheReaderToTheProtocolTheJdkAndADecompressor() {
        check(noClasses()
                .that()
                .resideInAPackage("io.ringtail.reader..")
                .should()
                .dependOnClassesThat(not(resideInAnyPackage(
                        "io.ringtail.reader..",
                        "io.ringtail.proto..",
                        "java..",
                        "javax.net.ssl..",
                        "javax.security.auth.x500..",
                        "org.jspecify..",
                        "io.airlift.compress..",
                        "io.ringtail.reader.shaded.."))));
    }

    @Test
    void shouldKeepTheDaemonToTheClientsBarrierAndLibC() {
        check(noClasses()
                .that()
                .resideInAPackage("io.ringtail.daemon..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.ringtail.client..")
                        .and(not(resideInAnyPackage("io.ringtail.client.barrier..", "io.ringtail.client.libc..")))));
    }

    @Test
    void shouldKeepEachBridgeToTheClientAndItsLibrary() {
        checkBridge("", "org.slf4j..");
        checkBridge(".jul", "org.slf4j..");
        checkBridge(".logback", "ch.qos.logback..", "org.slf4j..");
        checkBridge(".log4j", "org.apache.logging.log4j..");
        checkBridge(".jfr", "jdk.jfr..", "org.slf4j..");
        checkBridge(".micrometer", "io.micrometer..");
        checkBridge(".otel", "io.opentelemetry..");
        checkBridge(".agent", "io.ringtail.bridge..");
    }

    private void checkBridge(String name, String... libraries) {
        DescribedPredicate<JavaClass> usual = resideInAnyPackage(
                "io.ringtail.bridge", "io.ringtail.bridge" + name, "io.ringtail.client..", "java..", "org.jspecify..");
        check(noClasses()
                .that()
                .resideInAPackage("io.ringtail.bridge" + name)
                .should()
                .dependOnClassesThat(not(usual.or(resideInAnyPackage(libraries)))));
    }

    @Test
    void shouldFindEveryPackageInTheArchitecture() throws IOException {
        String architecture = Files.readString(Path.of("../docs/architecture.md"));
        assertThat(classes.stream().map(JavaClass::getPackageName).distinct())
                .allSatisfy(name -> assertThat(architecture).contains("| `" + name + "` |"));
    }

    private void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(classes);
    }
}
