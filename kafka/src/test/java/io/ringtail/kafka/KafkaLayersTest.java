package io.ringtail.kafka;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The boundary of this module, as drawn in {@code docs/architecture.md}; the command line does not see its classes. */
@Tag("once")
final class KafkaLayersTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.ringtail.kafka");

    @Test
    void shouldKeepToTheReaderTheJdkAndKafkasClient() throws Exception {
        noClasses()
                .that()
                .resideInAPackage("io.ringtail.kafka..")
                .should()
                .dependOnClassesThat(not(resideInAnyPackage(
                        "io.ringtail.kafka..",
                        "io.ringtail.reader..",
                        "io.ringtail.proto..",
                        "java..",
                        "javax.crypto..",
                        "org.apache.kafka.clients..",
                        "org.apache.kafka.common..",
                        "org.apache.kafka.connect..",
                        "org.jspecify..")))
                .check(classes);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.ringtail.kafka.connect..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.apache.kafka.connect.."))
                .check(classes);
        String architecture = Files.readString(Path.of("../docs/architecture.md"));
        assertThat(classes.stream().map(JavaClass::getPackageName).distinct())
                .allSatisfy(name -> assertThat(architecture).contains("| `" + name + "` |"));
    }

    @Test
    void shouldHaveNoCyclesBetweenPackages() {
        slices().matching("io.ringtail.kafka.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void shouldKeepRecordsFreeOfClients() {
        noClasses()
                .that()
                .resideInAPackage("io.ringtail.kafka.record..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.apache.kafka.clients.."))
                .check(classes);
    }
}
